"""Content that many devices read: sealed once, part by part, under a key that only sealed messages hand out."""

import io
import secrets
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.identity import stream

KEY_BYTES: Final = 32

_PART: Final = b"siskop2mi/segment/1\0"


def new_key() -> bytes:
    """Draw the key of one content; never used for another."""
    return secrets.token_bytes(KEY_BYTES)


def seal_part(key: bytes, number: int, plain: bytes) -> bytes:
    """Seal part *number*, counted from 0; it opens in no other place."""
    sealed = io.BytesIO()
    stream.encrypt(_part_key(key, number), io.BytesIO(plain), sealed)
    return sealed.getvalue()


def open_part(key: bytes, number: int, sealed: bytes) -> bytes:
    """Open part *number*.

    Raises:
        BadEnvelope: another key or place, or any byte changed; rule "payload".
    """
    plain = io.BytesIO()
    stream.decrypt(_part_key(key, number), io.BytesIO(sealed), plain)
    return plain.getvalue()


def _part_key(key: bytes, number: int) -> bytes:
    """Derive a key for each part: the stream's nonces only count its chunks."""
    return HKDF(SHA256(), KEY_BYTES, None, _PART + str(number).encode()).derive(key)
