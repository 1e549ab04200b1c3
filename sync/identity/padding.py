"""Payloads rounded up to a few sizes, so that the length of a message says little about what it holds."""

from typing import Final

from sync.errors import BadEnvelope

SMALL: Final = (128, 256, 1024, 4096)
"""The sizes of small messages. The first is for the round that has nothing to say: a bad line carries it all day."""

_LENGTH_BYTES: Final = 4


def padded_size(payload_size: int) -> int:
    """Tell the size that a payload of *payload_size* bytes is rounded up to, its length included.

    Beyond the small ones: eight steps per doubling. Four-fold steps (4, 16, 64, 256 KiB) would say less still, but a
    batch of 262,144 bytes would become 1 MiB: 50 seconds more on a line of 128 kbit/s. So it is at most an eighth.
    """
    needed = payload_size + _LENGTH_BYTES
    for size in SMALL:
        if needed <= size:
            return size
    step = 1 << (needed - 1).bit_length() - 4
    return -(-needed // step) * step


def pad(payload: bytes) -> bytes:
    """Write length (4 bytes, big end first) + payload + zeros."""
    return (len(payload).to_bytes(_LENGTH_BYTES, "big") + payload).ljust(padded_size(len(payload)), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return the payload.

    Raises:
        BadEnvelope: a length beyond the bytes, another size than that length asks for, or other filling than zeros.
    """
    size = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    end = _LENGTH_BYTES + size
    if len(padded) != padded_size(size) or padded.count(0, end) != len(padded) - end:
        raise BadEnvelope(rule="padding")
    return padded[_LENGTH_BYTES:end]
