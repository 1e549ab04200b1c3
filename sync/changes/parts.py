"""Parts of all records, by the last digits of their ids, with a short sum of each: how two sides find what differs."""

from typing import Any, Final

from sync.changes.digest import weight

FAN_DIGITS: Final = 2
"""A part is cut into those that have so many more digits: 256."""
SUM_BYTES: Final = 3
"""Short, so that an answer fits below a kilobyte: what is missed is still unequal, and never called equal."""
FAN: Final = 16**FAN_DIGITS
_MODULUS: Final = 1 << (8 * SUM_BYTES)


class PartSums:
    """The short sums of what one part is cut into; records may be added in any order."""

    def __init__(self, part: str) -> None:
        """*part*: the last hex digits of the ids in it, "" for all."""
        self._end = len(part)
        self._sums = [0] * FAN

    def add(self, kind: str, record: str, values: dict[str, Any]) -> None:
        """Add a record of this part."""
        place = int(_digits(record)[-self._end - FAN_DIGITS :][:FAN_DIGITS], 16)
        self._sums[place] = (self._sums[place] + weight(kind, record, values)) % _MODULUS

    def raw(self) -> bytes:
        """Return the sums, one after the other."""
        return b"".join(total.to_bytes(SUM_BYTES) for total in self._sums)


def differing(part: str, mine: bytes, theirs: bytes) -> list[str]:
    """Return the parts of *part* whose sums differ."""
    spans = range(0, FAN * SUM_BYTES, SUM_BYTES)
    return [
        f"{place:0{FAN_DIGITS}x}{part}"
        for place, at in enumerate(spans)
        if mine[at : at + SUM_BYTES] != theirs[at : at + SUM_BYTES]
    ]


def short_hash(kind: str, record: str, values: dict[str, Any]) -> str:
    """Return a hash of one record, as short as the sums."""
    return f"{weight(kind, record, values) % _MODULUS:0{2 * SUM_BYTES}x}"


def ending(part: str) -> str:
    """Return the end of the canonical text of the ids of *part*, for a database to look for."""
    return part if len(part) <= _TAIL else f"{part[:-_TAIL]}-{part[-_TAIL:]}"


_TAIL: Final = 12
"""Digits behind the last dash of an id."""


def _digits(record: str) -> str:
    return record.replace("-", "")
