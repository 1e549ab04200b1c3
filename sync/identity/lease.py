"""The spoken code that lets a desk be opened again: eight words for one device and one day, from a shared secret."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import date
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.identity.keys import SigningKey

WORDS: Final = 8


def secret_of(centre: SigningKey, device: str) -> bytes:
    """Return what the centre and one device share; any worker of the centre can tell it again."""
    return HKDF(SHA256(), 32, None, b"siskop2mi/lease/1\0" + device.encode()).derive(bytes(centre.raw))


def code(secret: bytes, device: str, day: date, listed: Sequence[str]) -> str:
    """Return the words of a day."""
    drawn = hmac.digest(secret, f"siskop2mi/lease-code/1\0{device}\0{day.isoformat()}".encode(), hashlib.sha512)
    size = len(drawn) // WORDS
    parts = (int.from_bytes(drawn[at : at + size], "big") for at in range(0, len(drawn), size))
    return " ".join(listed[part % len(listed)] for part in parts)


def day_of(typed: str, secret: bytes, device: str, days: Sequence[date], listed: Sequence[str]) -> date | None:
    """Return for which of *days* these words are the code; None when for none."""
    said = " ".join(typed.casefold().replace("-", " ").split())
    return next((day for day in days if hmac.compare_digest(code(secret, device, day, listed), said)), None)
