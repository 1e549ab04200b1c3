"""An officer's signature holds for these changes, in this order, by this officer."""

from hashlib import sha256

import msgspec
import pytest

from sync.changes.change import Change
from sync.errors import BadMessage
from sync.identity.officer import change_hash, sign_batch, verify_batch
from sync.protocol.messages import write
from tests.identity.voices import DESK, STRANGER

CHANGE = Change(
    id="d.1.1", record="r", kind="case", op="set", values={"b": 1, "a": None}, officer="dewi", at="t", hlc="h"
)
HASHES = [change_hash(msgspec.structs.replace(CHANGE, id=f"d.1.{n}")) for n in range(4)]


def test_a_signature_holds_for_its_batch() -> None:
    verify_batch(DESK.public.verify, HASHES, sign_batch(DESK.signing, HASHES))


@pytest.mark.parametrize(
    "other", [[], HASHES[:3], HASHES[1:], [*HASHES, HASHES[0]], HASHES[::-1], [*HASHES[:3], bytes(32)]]
)
def test_it_holds_for_no_other_batch(other: list[bytes]) -> None:
    with pytest.raises(BadMessage) as refusal:
        verify_batch(DESK.public.verify, other, sign_batch(DESK.signing, HASHES))
    assert refusal.value.rule == "signature"


def test_it_holds_for_no_other_officer() -> None:
    with pytest.raises(BadMessage):
        verify_batch(STRANGER.public.verify, HASHES, sign_batch(DESK.signing, HASHES))


@pytest.mark.parametrize("text", ["", "A", "?" * 86, "A" * 86, "\ud800"])
def test_a_text_that_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(BadMessage) as refusal:
        verify_batch(DESK.public.verify, HASHES, text)
    assert refusal.value.rule == "signature"


def test_hashes_are_of_one_size() -> None:
    with pytest.raises(BadMessage):
        sign_batch(DESK.signing, [bytes(31), bytes(33)])


def test_a_hash_is_that_of_the_change_as_it_travels() -> None:
    assert change_hash(CHANGE) == sha256(write(CHANGE)).digest()
    assert change_hash(msgspec.structs.replace(CHANGE, reason="x")) != change_hash(CHANGE)
