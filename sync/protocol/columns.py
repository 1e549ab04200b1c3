"""Columns: lists of like values in a form that a compressor makes small, and back, exactly and within bounds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec

from sync.clock import milliseconds, stamp_of
from sync.errors import BadMessage

EXACT: Final = 1 << 53
"""Up to here every language holds whole numbers exactly, and so their differences."""
_DIGITS: Final = 15
T = TypeVar("T")
encode = msgspec.json.Encoder(order="sorted").encode


class Room:
    """How large the message may still become: a column that repeats must not unpack to more than its rows may weigh."""

    def __init__(self, size: int) -> None:
        self._left = size

    def take(self, size: int) -> None:
        """Use *size* bytes of it.

        Raises:
            BadMessage: there is not so much left; rule "size".
        """
        self._left -= size
        if self._left < 0:
            raise BadMessage(rule="size")


class Ints(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Whole numbers as they are, or with *step* each as its difference to the one before, the first to 0."""

    of: list[int] = []
    step: bool = False

    @classmethod
    def pack(cls, numbers: Sequence[int]) -> "Ints":
        """Choose the shorter of the two."""
        plain = list(numbers)
        if any(abs(number) > EXACT for number in plain):
            return cls(of=plain)
        steps = [number - before for before, number in zip([0, *plain], plain, strict=False)]
        shorter = len(encode(steps)) < len(encode(plain))
        return cls(of=steps, step=True) if shorter else cls(of=plain)

    def unpack(self, count: int) -> list[int]:
        """Return the numbers, which must be *count*."""
        expect(len(self.of) == count)
        if not self.step:
            return self.of
        numbers: list[int] = []
        last = 0
        for step in self.of:
            last += step
            expect(abs(last) <= EXACT)
            numbers.append(last)
        return numbers


class Column(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Any values: as they are in *of*; with *at*, each as its place there; or *refs* ids that stand in the pool."""

    of: list[Any] = []
    at: list[int] | None = None
    refs: int = 0

    @classmethod
    def pack(cls, values: Sequence[Any]) -> "Column":
        """Name the different values once where that is worth it."""
        places: dict[bytes, int] = {}  # by text: 1, 1.0 and true are equal, and not the same
        of: list[Any] = []
        at: list[int] = []
        for value in values:
            at.append(places.setdefault(encode(value), len(places)))
            if at[-1] == len(of):
                of.append(value)
        return cls(of=of, at=at) if 2 * len(of) <= len(values) + 1 else cls(of=list(values))

    def unpack(self, count: int, room: Room) -> list[Any]:
        """Return the values, which must be *count*; those of a column of *refs* are the pool's to give."""
        expect(not self.refs)
        if self.at is None:
            expect(len(self.of) == count)
            return self.of
        expect(len(self.at) == count)
        sizes = [len(encode(value)) for value in self.of]
        expect(all(0 <= place < len(sizes) for place in self.at))
        room.take(sum(sizes[place] for place in self.at))
        return [self.of[place] for place in self.at]


class ChangeIds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ids of changes: *of* are the different ``DEVICE.EPOCH``, *at* says which, *n* holds the numbers of each."""

    of: list[str]
    at: list[int]
    n: list[Ints]

    @classmethod
    def pack(cls, ids: Sequence[str]) -> "ChangeIds":
        """Pack ids that are `numbered`."""
        places: dict[str, int] = {}
        at: list[int] = []
        numbers: list[list[int]] = []
        for name in ids:
            series, _, number = name.rpartition(".")
            at.append(places.setdefault(series, len(places)))
            if at[-1] == len(numbers):
                numbers.append([])
            numbers[at[-1]].append(int(number))
        return cls(of=list(places), at=at, n=[Ints.pack(series) for series in numbers])

    def unpack(self, count: int, room: Room) -> list[str]:
        """Return the ids, which must be *count*."""
        expect(len(self.at) == count and len(self.n) == len(self.of))
        expect(all(0 <= place < len(self.of) for place in self.at))
        room.take(sum(len(self.of[place]) for place in self.at))
        counts = [0] * len(self.of)
        for place in self.at:
            counts[place] += 1
        rows = [iter(series.unpack(held)) for series, held in zip(self.n, counts, strict=True)]
        return [f"{self.of[place]}.{next(rows[place])}" for place in self.at]


def numbered(change_id: str) -> bool:
    """Whether *change_id* ends with a number that `ChangeIds` gives back as it was."""
    number = change_id.rpartition(".")[2]
    return "." in change_id and is_number(number)


def is_number(text: str) -> bool:
    """Whether *text* is a whole number in its one spelling."""
    return len(text) <= _DIGITS and text.isascii() and text.isdigit() and str(int(text)) == text


def milliseconds_of(text: str) -> int | None:
    """Return the milliseconds since 1970 of a moment that `moment_of` gives back as it was; None for another text."""
    try:
        return milliseconds(text)
    except ValueError:
        return None


def moment_of(since: int) -> str:
    """Write milliseconds since 1970 as a moment.

    Raises:
        BadMessage: beyond the calendar.
    """
    try:
        return stamp_of(since)
    except ValueError:
        raise BadMessage(rule="shape") from None


def merged(rows: Iterable[T], odd: Mapping[int, T], count: int) -> list[T]:
    """Put *odd* ones at their places among *rows*; together they must be *count*."""
    expect(all(0 <= place < count for place in odd))
    others = iter(rows)
    return [odd[place] if place in odd else next(others) for place in range(count)]


def expect(holds: bool) -> None:  # noqa: FBT001 - a sentence that must be true
    """Refuse a message whose columns do not fit each other.

    Raises:
        BadMessage: it does not hold; rule "shape".
    """
    if not holds:
        raise BadMessage(rule="shape")
