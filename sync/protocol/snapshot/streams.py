"""Streams of bytes inside a segment: numbers cut into planes, zstd around each, and never more than was announced."""

import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from sync.errors import BadMessage

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_LEVEL: Final = 19
_QUICK: Final = 3
_MOST_BYTES: Final = 64 << 20
"""Of one stream, unpacked."""
_WIDTH: Final = 8


def packed(stream: bytes) -> bytes:
    """Press a stream; a snapshot is written once and read by every desk, so the effort is worth it."""
    return zstd.compress(stream, _LEVEL)


def weight(stream: bytes) -> int:
    """Tell quickly about how small a stream packs, to choose between two ways to write it."""
    return len(zstd.compress(stream, _QUICK))


def unpacked(frame: bytes, most: int = _MOST_BYTES) -> bytes:
    """Unpack one whole stream, at most *most* bytes.

    Raises:
        BadMessage: damaged, cut, followed by something else, or larger; rule "segment".
    """
    inflate = zstd.ZstdDecompressor()
    try:
        plain = inflate.decompress(frame, max_length=most + 1)
    except (zstd.ZstdError, EOFError):
        raise BadMessage(rule="segment") from None
    if len(plain) > most or not inflate.eof or inflate.unused_data:
        raise BadMessage(rule="segment")
    return plain


def write_numbers(numbers: Sequence[int]) -> bytes:
    """Write whole numbers from 0 on, below 2^63: the lowest bytes of all, then the next ones, as many as are needed."""
    whole = _little(array("Q", numbers)).tobytes()
    width = max(1, (max(numbers, default=0).bit_length() + 7) // 8)
    return bytes([width]) + b"".join(whole[at::_WIDTH] for at in range(width))


def read_numbers(stream: bytes, count: int) -> list[int]:
    """Read what `write_numbers` wrote.

    Raises:
        BadMessage: not *count* numbers; rule "segment".
    """
    width = stream[0] if stream else 0
    if not 0 < width <= _WIDTH or len(stream) != 1 + width * count:
        raise BadMessage(rule="segment")
    whole = bytearray(_WIDTH * count)
    for at in range(width):
        whole[at::_WIDTH] = stream[1 + at * count : 1 + (at + 1) * count]
    return _little(array("Q", bytes(whole))).tolist()


def _little(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def write_steps(numbers: Sequence[int]) -> bytes:
    """Write whole numbers as steps from one to the next, small ones near zero whichever way they go."""
    steps, last = [], 0
    for number in numbers:
        step, last = number - last, number
        steps.append(step << 1 if step >= 0 else (-step << 1) - 1)
    return write_numbers(steps)


def read_steps(stream: bytes, count: int) -> list[int]:
    """Read what `write_steps` wrote.

    Raises:
        BadMessage: not *count* numbers; rule "segment".
    """
    return list(accumulate(_signed(read_numbers(stream, count))))


def _signed(steps: Sequence[int]) -> Iterator[int]:
    for step in steps:
        yield -((step + 1) >> 1) if step & 1 else step >> 1
