"""Speakers with fixed keys, and how to take an envelope apart and sign it again, for the tests of this folder."""

import hashlib
from collections.abc import Callable
from typing import Final

from sync.identity import header
from sync.identity.envelope import FIRST, seal
from sync.identity.header import Head
from sync.identity.keys import OpeningKey, SigningKey, Speaker, VerifyKey


def speaker(name: str) -> Speaker:
    """Make a speaker whose keys follow from the name."""
    raw = hashlib.shake_256(name.encode()).digest(SigningKey.SIZE + OpeningKey.SIZE)
    return Speaker(id=name, signing=SigningKey(raw[: SigningKey.SIZE]), opening=OpeningKey(raw[SigningKey.SIZE :]))


DESK: Final = speaker("0198c1f2-5f00-7000-8000-000000000001")
CENTRE: Final = speaker("centre")
MINISTRY: Final = speaker("ministry")
STRANGER: Final = speaker("stranger")


def known(name: str) -> VerifyKey:
    """Give the verify key of the desk or the centre; nobody else is enrolled."""
    return {DESK.id: DESK, CENTRE.id: CENTRE}[name].signing.public


def head(kind: str = "exchange", sender: str = DESK.id) -> Head:
    """Make the head of a seventh envelope."""
    return Head(kind=kind, sender=sender, epoch=1, seq=7, prev=FIRST, created="2026-11-23T06:42:00.000Z")


def sealed(payload: bytes = b'{"v":1}', kind: str = "exchange") -> bytes:
    """Seal *payload* from the desk to the centre."""
    return seal(head(kind), payload, {CENTRE.id: CENTRE.public.seal}, DESK)


def parts(blob: bytes) -> tuple[bytes, bytes]:
    """Return the header and the encrypted payload of a good envelope."""
    size = int.from_bytes(blob[4:8], "big")
    return blob[8 : 8 + size], blob[8 + size + 64 :]


def signed(raw_header: bytes, body: bytes, by: Speaker = DESK) -> bytes:
    """Put an envelope together and sign it, whatever its parts are."""
    start = b"SPE2" + len(raw_header).to_bytes(4, "big") + raw_header
    return start + by.signing.sign(b"siskop2mi/envelope/1\0" + start) + body


def resigned(blob: bytes, change: Callable[[header.Header], header.Header], by: Speaker = DESK) -> bytes:
    """Change the header of a good envelope and sign it as *by*."""
    raw, body = parts(blob)
    return signed(header.write(change(header.read(raw))), body, by)
