"""Numbers as streams of bytes that pack small: cut into planes, as they are or as steps."""

import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from sync.errors import BadMessage
from sync.protocol import frames

_QUICK: Final = 3
_WIDTH: Final = 8
_LARGEST: Final = (1 << 63) - 1


def weight(stream: bytes) -> int:
    """Tell quickly about how small a stream packs, to choose between two ways to write it."""
    return len(frames.pack(stream, _QUICK))


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
    numbers = list(accumulate(_signed(read_numbers(stream, count))))
    if min(numbers, default=0) < 0 or max(numbers, default=0) > _LARGEST:
        raise BadMessage(rule="segment")
    return numbers


def _signed(steps: Sequence[int]) -> Iterator[int]:
    for step in steps:
        yield -((step + 1) >> 1) if step & 1 else step >> 1
