"""Ids of records and elements in a message: each told once, and by a short number where both sides know the record."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import msgspec

from sync.domain.ids import is_id
from sync.errors import BadMessage
from sync.protocol.columns import Ints, Room, expect

OTHER_NUMBERS: Final = "number"
"""The rule of a message by whose numbers the two sides mean different records, or one of them means none."""

_ID_BYTES: Final = 38  # of an id in plain JSON
_REST_SIGNS: Final = 19  # of a UUIDv7 without its time, version and dashes
_CHECK_SIGNS: Final = 16
_MOST_MS: Final = 1 << 48
_MOST_NUMBER: Final = 1 << 53


class Names(Protocol):
    """The short numbers of records: the seq of their creation in the ledger of the mission."""

    def numbers(self, records: Sequence[str]) -> Mapping[str, int]:
        """Return the numbers of those records that the other side surely knows."""
        ...

    def records(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """Return the records of those numbers that are known here."""
        ...


class NoNames:
    """Knows no record by a number: each is named whole."""

    def numbers(self, _records: Sequence[str]) -> Mapping[str, int]:
        return {}

    def records(self, _numbers: Sequence[int]) -> Mapping[int, str]:
        return {}


class Ids(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The ids of a message in the order in which its columns refer to them.

    *back* holds per id 0 for the next new one, or how many new ones ago it came. *number* holds per new one its short
    number, or 0 for an id that stands in *ms* (its time) and *rest* (its other 19 hex digits, without a gap).
    *check* begins the SHA-256 of all that have numbers, so that two sides never mean two records by one number.
    """

    back: list[int] = []
    number: Ints = Ints()
    ms: Ints = Ints()
    rest: str = ""
    check: str = ""


class Pool:
    """Collects ids for `Ids`."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._back: list[int] = []

    def put(self, name: str) -> None:
        """Refer to an id (UUIDv7)."""
        place = self._places.get(name)
        self._back.append(0 if place is None else len(self._places) - place)
        self._places.setdefault(name, len(self._places))

    def pack(self, numbers: Mapping[str, int]) -> Ids:
        """Return the column."""
        whole = [name.replace("-", "") for name in self._places if name not in numbers]
        return Ids(
            back=self._back,
            number=Ints.pack([numbers.get(name, 0) for name in self._places]),
            ms=Ints.pack([int(name[:12], 16) for name in whole]),
            rest="".join(name[13:] for name in whole),
            check=_check([name for name in self._places if name in numbers]),
        )

    @property
    def ids(self) -> list[str]:
        """The different ids."""
        return list(self._places)


class Drawing:
    """Gives the ids of `Ids` out again, in order."""

    def __init__(self, ids: Ids, names: Names, room: Room) -> None:
        """Find every id.

        Raises:
            BadMessage: the columns do not fit; or rule "number": a number means nothing here, or another record.
        """
        room.take(_ID_BYTES * len(ids.back))
        fresh = ids.back.count(0)
        numbers = ids.number.unpack(fresh)
        known = _known([number for number in numbers if number], names)
        if ids.check != _check(list(known.values())):
            raise BadMessage(rule=OTHER_NUMBERS)
        whole = iter(_whole(ids, numbers.count(0)))
        self._back = iter(ids.back)
        self._fresh = iter([known[number] if number else next(whole) for number in numbers])
        self._seen: list[str] = []
        self.numbers = {name: number for number, name in known.items()}

    def take(self) -> str:
        """Return the next id."""
        back = next(self._back, -1)
        if back == 0:
            self._seen.append(next(self._fresh))
            return self._seen[-1]
        expect(0 < back <= len(self._seen))
        return self._seen[-back]

    def end(self) -> None:
        """Make sure that none is left."""
        expect(next(self._back, None) is None)


def _known(numbers: list[int], names: Names) -> dict[int, str]:
    """Return the records of *numbers*, in their order."""
    expect(all(0 < number < _MOST_NUMBER for number in numbers) and len(set(numbers)) == len(numbers))
    found = names.records(numbers) if numbers else {}
    if not all(number in found for number in numbers):
        raise BadMessage(rule=OTHER_NUMBERS)
    return {number: found[number] for number in numbers}


def _whole(ids: Ids, count: int) -> list[str]:
    times = ids.ms.unpack(count)
    expect(len(ids.rest) == _REST_SIGNS * count and all(0 <= time < _MOST_MS for time in times))
    found = []
    for row, time in enumerate(times):
        first, rest = f"{time:012x}", ids.rest[_REST_SIGNS * row : _REST_SIGNS * (row + 1)]
        found.append(f"{first[:8]}-{first[8:]}-7{rest[:3]}-{rest[3:7]}-{rest[7:]}")
    expect(all(is_id(name) for name in found))
    return found


def _check(records: list[str]) -> str:
    return hashlib.sha256("".join(records).encode()).hexdigest()[:_CHECK_SIGNS] if records else ""
