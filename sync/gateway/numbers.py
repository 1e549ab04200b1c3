"""Short numbers of records at the centre: the seq of the ledger entry that created them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeVar

from sqlalchemy import Connection, select

from sync.gateway.database import Database
from sync.gateway.tables import devices, ledger, records

_AT_ONCE: Final = 500
T = TypeVar("T")


class Written:
    """`Names` for an answer: a desk knows the records that were created up to the *cursor* it asked with."""

    def __init__(self, connection: Connection, scope: str, cursor: int) -> None:
        self._connection = connection
        self._scope = scope
        self._cursor = cursor

    def numbers(self, names: Sequence[str]) -> Mapping[str, int]:
        """Return the numbers of what the desk knows."""
        found: dict[str, int] = {}
        for some in _portions(names):
            query = select(records.c.id, records.c.created).where(
                records.c.scope == self._scope, records.c.id.in_(some), records.c.created <= self._cursor
            )
            found |= {row.id: row.created for row in self._connection.execute(query)}
        return found

    def records(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """Return the records that the entries of *numbers* are about."""
        found: dict[int, str] = {}
        for some in _portions(numbers):
            query = select(ledger.c.seq, ledger.c.record).where(ledger.c.scope == self._scope, ledger.c.seq.in_(some))
            found |= {row.seq: row.record for row in self._connection.execute(query)}
        return found


class Heard:
    """`Names` for an ask: numbers mean records of the mission of the device that sent it."""

    def __init__(self, database: Database, device: str) -> None:
        self._database = database
        self._device = device

    def numbers(self, _names: Sequence[str]) -> Mapping[str, int]:
        """Name none: an ask is only read here."""
        return {}

    def records(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """Return the records that the entries of *numbers* are about."""
        with self._database.read() as connection:
            scope = connection.scalar(select(devices.c.mission).where(devices.c.id == self._device)) or ""
            return Written(connection, scope, 0).records(numbers)


def _portions(names: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(names), _AT_ONCE):
        yield names[start : start + _AT_ONCE]
