"""Bytes that lie just beside good ones: signatures with a second form, points of low order, tags cut short."""

from typing import Final

import pytest

from sync.errors import BadEnvelope, BadMessage
from sync.identity.keys import OpeningKey, SealingKey, Suite, VerifyKey
from tests.identity.voices import CENTRE, DESK

_ORDER: Final = (1 << 252) + 27742317777372353535851937790883648493
_PRIME: Final = (1 << 255) - 19
_MESSAGE: Final = b"siskop2mi"
_LOW_ORDER: Final = (
    0,
    1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
    _PRIME - 1,
    _PRIME,
    _PRIME + 1,
)
"""Of Curve25519, in every spelling of 255 bits: whatever is agreed with them is zero."""


def test_a_signature_has_one_form() -> None:
    good = DESK.signing.sign(_MESSAGE)
    key = DESK.signing.public
    assert key.has_signed(_MESSAGE, good)
    doubled = good[:32] + (int.from_bytes(good[32:], "little") + _ORDER).to_bytes(32, "little")
    for other in (doubled, good[:32] + bytes(32), bytes(32) + good[32:], bytes(64), good[:-1], good + b"\0", b""):
        assert not key.has_signed(_MESSAGE, other)
    assert not key.has_signed(_MESSAGE + b"\0", good)


@pytest.mark.parametrize("point", _LOW_ORDER)
def test_nothing_is_sealed_to_a_point_of_low_order(point: int) -> None:
    lattice = CENTRE.public.seal.text
    raw = bytearray(_raw(lattice))
    raw[-32:] = point.to_bytes(32, "little")
    with pytest.raises(BadMessage):
        SealingKey(bytes(raw))


def _raw(text: str) -> bytes:
    from sync.identity.canonical import bytes_of

    return bytes_of(text)


@pytest.mark.parametrize("raw", [bytes(32), b"\x01" + bytes(31), b"\xff" * 32, bytes(31), bytes(33)])
def test_no_verify_key_is_zero_one_or_beyond_the_field(raw: bytes) -> None:
    with pytest.raises(BadMessage):
        VerifyKey(raw)


@pytest.mark.parametrize("suite", Suite)
def test_a_wrapped_secret_opens_whole_under_its_purpose_alone(suite: Suite) -> None:
    wrapped = CENTRE.public.seal.wrap(bytes(32), b"one", suite)
    assert CENTRE.opening.unwrap(wrapped, b"one", suite) == bytes(32)
    tries = [(wrapped[:-size], b"one") for size in (1, 4, 15, 16, len(wrapped))]
    tries += [(wrapped + b"\0", b"one"), (wrapped, b"two"), (wrapped, b""), (wrapped, b"one\0")]
    tries += [(bytes(32) + wrapped[32:], b"one"), (wrapped[:-16] + bytes(16), b"one")]
    for other, purpose in tries:
        with pytest.raises(BadEnvelope):
            CENTRE.opening.unwrap(other, purpose, suite)


def test_an_opening_key_of_another_size_is_none() -> None:
    for size in (0, OpeningKey.SIZE - 1, OpeningKey.SIZE + 1):
        with pytest.raises((BadMessage, ValueError)):
            OpeningKey(bytes(size))
