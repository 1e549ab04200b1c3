"""An officer's signature over a batch: the ordered hashes of the officer's own changes in it."""

import hashlib
from collections.abc import Sequence
from typing import Final

import msgspec

from sync.changes.change import Change
from sync.errors import BadMessage
from sync.identity.canonical import bytes_of, text_of
from sync.identity.keys import SIGNATURE_BYTES, SigningKey, VerifyKey

HASH_BYTES: Final = 32
_SIGNED: Final = b"siskop2mi/batch/1\0"
_encoder = msgspec.json.Encoder(order="sorted")


def change_hash(change: Change) -> bytes:
    """Return the SHA-256 of *change* in the form in which it travels: JSON, sorted keys, no blanks, no empty fields."""
    return hash_of(_encoder.encode(change))


def hash_of(body: bytes) -> bytes:
    """Return the same of a change that was written in that form."""
    return hashlib.sha256(body).digest()


def sign_batch(key: SigningKey, hashes: Sequence[bytes]) -> str:
    """Sign the hashes of an officer's changes, in the order of the batch; base64url.

    One signature per batch and officer: a thousand of them would weigh six times the edits.
    """
    return text_of(key.sign(_statement(hashes)))


def verify_batch(key: VerifyKey, hashes: Sequence[bytes], signature: str) -> None:
    """Make sure that the officer who holds *key* signed just these changes in this order.

    Raises:
        BadMessage: not so; rule "signature".
    """
    try:
        raw = bytes_of(signature, SIGNATURE_BYTES)
    except BadMessage:
        raise BadMessage(rule="signature") from None
    if not key.has_signed(_statement(hashes), raw):
        raise BadMessage(rule="signature")


def sign_introduction(key: SigningKey, said: msgspec.Struct, mission: str, device: str) -> str:
    """Sign with the key of the officer who lets another in: what is *said* of that one, at this device."""
    return text_of(key.sign(_introduction(said, mission, device)))


def has_introduced(key: VerifyKey, said: msgspec.Struct, mission: str, device: str, signature: str) -> bool:
    """Whether *signature* is over what is *said* of an officer, without it, at this device of the mission."""
    try:
        raw = bytes_of(signature, SIGNATURE_BYTES)
    except BadMessage:
        return False
    return key.has_signed(_introduction(said, mission, device), raw)


def _introduction(said: msgspec.Struct, mission: str, device: str) -> bytes:
    return b"siskop2mi/officer/1\0" + _encoder.encode({"device": device, "mission": mission, "officer": said})


def _statement(hashes: Sequence[bytes]) -> bytes:
    """Join the hashes: all have one size, so that no two lists give the same bytes."""
    if any(len(one) != HASH_BYTES for one in hashes):
        raise BadMessage(rule="hash")
    return _SIGNED + b"".join(hashes)
