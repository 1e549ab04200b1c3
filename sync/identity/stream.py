"""Bytes of any length under one key, in chunks that cannot be moved, doubled or dropped: STREAM, as age uses it."""

from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.errors import BadEnvelope

CHUNK: Final = 65_536
TAG: Final = 16


def encrypted_size(plain_size: int) -> int:
    """Tell how many bytes *plain_size* bytes become."""
    return plain_size + TAG * max(1, -(-plain_size // CHUNK))


def encrypt(key: bytes, source: BinaryIO, sink: BinaryIO) -> None:
    """Encrypt *source* into *sink*.

    Args:
        key: 32 bytes, used for this one stream and never again: the nonces only count the chunks.
        source: read to its end, each read gives full chunks (a file or BytesIO does).
        sink: takes the chunks of 64 KiB + 16 bytes.
    """
    cipher, number, chunk = AESGCM(key), 0, source.read(CHUNK)
    while True:
        following = source.read(CHUNK)
        sink.write(cipher.encrypt(_nonce(number, last=not following), chunk, None))
        if not following:
            return
        chunk, number = following, number + 1


def decrypt(key: bytes, source: BinaryIO, sink: BinaryIO) -> None:
    """Decrypt *source* into *sink*; nothing in *sink* may be used before this returns.

    Raises:
        BadEnvelope: another key, or any byte changed, moved, doubled, dropped or added; rule "payload".
    """
    cipher, number, chunk = AESGCM(key), 0, source.read(CHUNK + TAG)
    while True:
        following = source.read(CHUNK + TAG)
        try:
            plain = cipher.decrypt(_nonce(number, last=not following), chunk, None)
        except InvalidTag:
            raise BadEnvelope(rule="payload") from None
        if number and not plain:  # an empty last chunk would be a second spelling of the same bytes
            raise BadEnvelope(rule="payload")
        sink.write(plain)
        if not following:
            return
        chunk, number = following, number + 1


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")
