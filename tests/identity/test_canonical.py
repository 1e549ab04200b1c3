"""Canonical JSON: one value, one spelling."""

import json
import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import BadMessage
from sync.identity.canonical import MAX_DEPTH, bytes_of, read, text_of, write

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=30)


def refused(raw: bytes) -> str | None:
    with pytest.raises(BadMessage) as refusal:
        read(raw)
    return refusal.value.rule


@given(VALUES)
def test_what_was_written_is_read(value: object) -> None:
    assert read(write(value)) == value


@given(VALUES)
def test_messages_and_headers_are_written_in_the_same_form(value: object) -> None:
    assert write(value) == msgspec.json.encode(value, order="sorted")


@given(VALUES)
def test_any_other_spelling_is_refused(value: Any) -> None:
    for other in (json.dumps(value, indent=1), json.dumps(value, ensure_ascii=True), json.dumps(value) + " "):
        if other.encode() != write(value):
            assert refused(other.encode()) == "canonical"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_one_error(raw: bytes) -> None:
    try:
        value = read(raw)
    except BadMessage:
        return
    assert write(value) == raw


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "json"),
        (b"{", "json"),
        (b"\xff", "json"),
        (b'"\xed\xa0\x80"', "json"),
        (b"\xef\xbb\xbf1", "json"),
        (b'{"a":1,"a":1}', "canonical"),
        (b'{"b":1,"a":1}', "canonical"),
        (b'{"a": 1}', "canonical"),
        (b'"\\u0061"', "canonical"),
        (b"-0", "canonical"),
        (b"1.0", "float"),
        (b"1e2", "float"),
        (b"NaN", "float"),
        (b"-Infinity", "float"),
        (b"9223372036854775808", "integer"),
        (b"-9223372036854775809", "integer"),
        (b"9" * 5000, "integer"),
        (b'"\\ud800"', "text"),
        (b"[" * 66 + b"]" * 66, "depth"),
        (b"[" * 100_000, "json"),
        (b'{"a":' * 100_000, "json"),
    ],
    ids=lambda case: repr(case[:30]),
)
def test_each_kind_of_bad_bytes_has_its_refusal(raw: bytes, rule: str) -> None:
    assert refused(raw) == rule


def test_the_deepest_value_allowed_is_read() -> None:
    raw = b"[" * MAX_DEPTH + b"1" + b"]" * MAX_DEPTH
    assert write(read(raw)) == raw
    assert refused(b"[" + raw + b"]") == "depth"


@pytest.mark.parametrize(
    ("value", "rule"),
    [(1.5, "type"), (math.nan, "type"), ({1: 2}, "key"), (2**63, "integer"), ("\ud800", "text"), ({1, 2}, "type")],
)
def test_what_has_no_canonical_form_is_not_written(value: object, rule: str) -> None:
    with pytest.raises(BadMessage) as refusal:
        write(value)
    assert refusal.value.rule == rule


@given(st.binary())
def test_bytes_come_back_from_their_text(raw: bytes) -> None:
    assert bytes_of(text_of(raw)) == bytes_of(text_of(raw), len(raw)) == raw


@pytest.mark.parametrize("text", ["A", "AB", "AA==", "A A", "AA\n", "A+", "é", "AAAAA"])
def test_a_text_of_bytes_has_one_spelling(text: str) -> None:
    with pytest.raises(BadMessage) as refusal:
        bytes_of(text)
    assert refusal.value.rule == "base64"


def test_bytes_of_another_size_are_refused() -> None:
    with pytest.raises(BadMessage):
        bytes_of(text_of(bytes(31)), 32)
