"""Messages in their plain form come back as they were written, and whatever else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import BadMessage
from sync.protocol.messages import MAX_MESSAGE_BYTES, Ask, read, write

_asks = st.builds(Ask, cursor=st.integers(0, 9), digest=st.none() | st.dictionaries(st.text(), st.text()))


@given(_asks)
def test_a_message_comes_back(ask: Ask) -> None:
    assert read(write(ask), Ask) == ask


@given(st.binary(max_size=60))
def test_anything_else_is_refused(rest: bytes) -> None:
    for payload in (rest, b"\x78" + rest, b"\x78\x9c" + rest):
        with pytest.raises(BadMessage):
            read(payload, Ask)


def test_a_message_that_is_too_large_is_not_looked_at() -> None:
    with pytest.raises(BadMessage) as refused:
        read(b" " * (MAX_MESSAGE_BYTES + 1), Ask)
    assert refused.value.rule == "size"
