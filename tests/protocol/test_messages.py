"""Messages come back as they were written, packed or not, and whatever else is refused."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import BadMessage
from sync.protocol.messages import MAX_MESSAGE_BYTES, Ask, packed, read, write

_asks = st.builds(Ask, cursor=st.integers(0, 9), digest=st.none() | st.dictionaries(st.text(), st.text()))


@given(_asks)
def test_a_message_comes_back_packed_or_not(ask: Ask) -> None:
    assert read(packed(ask), Ask) == ask
    assert read(write(ask), Ask) == ask
    assert len(packed(ask)) <= len(write(ask))


def test_a_long_message_is_packed() -> None:
    assert len(packed(Ask(cursor=0, digest={"a": "x" * 10_000}))) < 200


@given(st.binary(max_size=60))
def test_anything_else_is_refused(rest: bytes) -> None:
    for payload in (rest, b"\x78" + rest, b"\x78\x9c" + rest):
        with pytest.raises(BadMessage):
            read(payload, Ask)


def test_a_bomb_is_refused_without_being_blown_up() -> None:
    bomb = zlib.compress(b" " * (100 * MAX_MESSAGE_BYTES))

    with pytest.raises(BadMessage) as refused:
        read(bomb, Ask)
    assert refused.value.rule == "size"


def test_a_cut_or_longer_packed_message_is_refused() -> None:
    whole = zlib.compress(write(Ask(cursor=1)))

    for payload in (whole[:-1], whole + b"x"):
        with pytest.raises(BadMessage):
            read(payload, Ask)
