"""The key of a restricted case: it opens what it sealed, where it sealed it, for whom it was wrapped."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import BadEnvelope
from sync.identity.canonical import bytes_of, text_of
from sync.identity.case_key import CaseKey, Gift
from sync.identity.keys import OpeningKey

CASE, RECORD, OTHER = "0199-case", "0199-record", "0199-other"
KEY = CaseKey(id="", raw=bytes(range(32)), naming=bytes(range(32, 64))).named()
SITI = OpeningKey.new()

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(path=st.text("abc/_XYZ", min_size=1, max_size=20), value=VALUES)
def test_what_is_sealed_opens_as_it_was(path: str, value: Any) -> None:
    sealed = KEY.seal(RECORD, path, value)
    assert KEY.open(RECORD, KEY.place(RECORD, path), sealed["box"]) == (path, value)


def test_it_opens_at_its_own_place_only() -> None:
    box, place = KEY.seal(RECORD, "summary", "Zubaidah")["box"], KEY.place(RECORD, "summary")
    for record, where in (
        (OTHER, place),
        (RECORD, KEY.place(RECORD, "narrative")),
        (OTHER, KEY.place(OTHER, "summary")),
    ):
        with pytest.raises(BadEnvelope):
            KEY.open(record, where, box)


def test_another_key_of_the_case_opens_nothing_and_finds_the_same_place() -> None:
    later = KEY.next()
    assert later.place(RECORD, "summary") == KEY.place(RECORD, "summary")
    with pytest.raises(BadEnvelope):
        later.open(RECORD, KEY.place(RECORD, "summary"), KEY.seal(RECORD, "summary", "x")["box"])


def test_any_flipped_bit_is_noticed() -> None:
    raw, place = bytes_of(KEY.seal(RECORD, "summary", "x")["box"]), KEY.place(RECORD, "summary")
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadEnvelope):
            KEY.open(RECORD, place, text_of(bytes(changed)))


@pytest.mark.parametrize("box", ["", "AAAA", "not base64!", "A" * 15])
def test_what_is_no_box_is_refused(box: str) -> None:
    with pytest.raises(BadEnvelope):
        KEY.open(RECORD, KEY.place(RECORD, "summary"), box)


def test_short_values_look_alike() -> None:
    assert (
        len({len(KEY.seal(RECORD, "sex", value)["box"]) for value in ("F", "M", "UNKNOWN", "Zubaidah binti Kasan")})
        == 1
    )


def test_a_wrapped_key_opens_for_its_officer_case_and_name_only() -> None:
    gift = Gift(
        case=CASE,
        officer="siti",
        key=KEY.id,
        number=1,
        raised=1,
        family=KEY.family,
        recipient=SITI.public.short,
        wrapped=KEY.wrap(SITI.public, CASE, "siti"),
        given_by="budi",
        given_at="2026-03-10T06:42:00.000Z",
    )
    assert CaseKey.unwrap(gift, SITI) == KEY
    for key_id, opening, case, officer in (
        (KEY.id, OpeningKey.new(), CASE, "siti"),
        (KEY.id, SITI, "0199-another", "siti"),
        (KEY.id, SITI, CASE, "budi"),
        ("BBBBBBBBBBBBBBBBBBBBBB", SITI, CASE, "siti"),
    ):
        with pytest.raises(BadEnvelope):
            CaseKey.unwrap(replace(gift, key=key_id, case=case, officer=officer), opening)


def test_a_box_of_the_first_release_opens_for_ever() -> None:
    box = (
        "cJ5dJ9jCapCpLoPwkTaMe28uOmGcbYIoJBF7OEK3ELtrzMTBv59JqXjlTa-DbnSe2mlW5ab9n6WAEV8RtcPwM3dlrMkdfklK"
        "N9kElqLDoR6t-Lqzz6zyXEPHF4G2UexMeFMm8T4nFAmK0DkvoEyjnIDZd2n0TpH8AF425_A-qafbIWCMEXcmMFgkmP8CSqV5"
        "nXBh9YuK6xuCcNyw"
    )
    first = replace(KEY, id="AAAAAAAAAAAAAAAAAAAAAA")  # which drew its names
    assert first.open(RECORD, "1baa437c79ac924f939152f5", box) == ("summary", "Zubaidah disekap")


def test_it_says_nothing_of_itself() -> None:
    assert "raw" not in repr(KEY)
