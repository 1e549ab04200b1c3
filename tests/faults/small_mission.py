"""A small mission: a few desks, the line to their centre, and a backup of its database that can be put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, insert, select

from desktop.desk import Desk
from desktop.store import verify
from desktop.store.row import Row
from desktop.store.verify import store_digest
from sync.engine.round import Report
from sync.errors import NoAnswer
from sync.gateway import replay
from sync.gateway.database import Database
from sync.gateway.ledger import digest_of_scope
from sync.gateway.tables import devices, ledger, missions, records, signatures, sums
from tests.faults.desks import MISSION, Keys, Line, centre, code, new_desk, new_keys, opened
from tests.gateway.desk import PlayedClock

_TABLES: Final = (missions, devices, ledger, signatures, records, sums)


@dataclass
class Mission:
    """Desks that have joined, in the order in which they did."""

    database: Database
    clock: PlayedClock
    folder: Path
    line: Line
    desks: list[Desk] = field(default_factory=list)
    _keys: dict[Path, Keys] = field(default_factory=dict)
    _backup: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def desk(self, user: str, *, place: str | None = None, clock: PlayedClock | None = None) -> Desk:
        """Let *user* join at a new desk; *clock* is the one of its computer."""
        folder, keys = self.folder / (place or user), new_keys(user)
        desk = new_desk(folder, keys, clock or self.clock)
        desk.enrol("http://127.0.0.1:1", code(self.database, self.clock), door=self.line)
        self._keys[folder] = keys
        self.desks.append(desk)
        return desk

    def reopened(self, desk: Desk) -> Desk:
        """Close a desk and open it again, as after a restart; what stands in its folder by then is what it holds."""
        desk.close()
        again = opened(desk.folder, self._keys[desk.folder], desk.clock)
        self.desks[self.desks.index(desk)] = again
        return again

    def backup(self) -> None:
        """Keep the centre's database as it is now."""
        with self.database.read() as connection:
            for table in _TABLES:
                self._backup[table.name] = [dict(row._mapping) for row in connection.execute(select(table))]

    def restore(self) -> None:
        """Put the centre's database back to what was kept."""
        with self.database.write() as connection:
            for table in reversed(_TABLES):
                connection.execute(delete(table))
            for table in _TABLES:
                if rows := self._backup[table.name]:
                    connection.execute(insert(table), rows)

    def round(self, *desks: Desk) -> Report:
        """Let desks run a round each, one after the other, over a good line; return what the last one did."""
        return [desk.round(channel=self.line) for desk in desks or self.desks][-1]

    def entries(self, record: str | None = None) -> list[str]:
        """Return the ids of the changes of the ledger, of one record or of all."""
        query = select(ledger.c.change_id).order_by(ledger.c.seq)
        with self.database.read() as connection:
            return list(connection.scalars(query if record is None else query.where(ledger.c.record == record)))

    def are_equal(self) -> None:
        """Everything is sound, proven, and the same at every desk and at the centre."""
        for _ in range(2):
            self.round()
        with self.database.snapshot() as connection:
            told = digest_of_scope(connection, MISSION)
            assert [found for one in replay.verify(connection) for found in one.findings] == []
        for desk in self.desks:
            assert store_digest(desk.store) == told
            assert desk.verify() == ()
            standing = desk.standing()
            assert (standing.waiting, standing.refused, standing.again) == (0, 0, 0)
            assert standing.proven is not None


def altered(desk: Desk, statement: str, *values: Any) -> None:
    """Let a store hold something else than its centre, and know it."""
    with desk.store.transactions.write() as connection:
        connection.exec_driver_sql(statement, values)
        for kind, total in verify.digest(connection).items():
            connection.exec_driver_sql("UPDATE sums SET total = ? WHERE kind = ?", (total, kind))


class CutAfter:
    """A line that dies after so many answers; with *deaf*, the centre hears all, and only the answers are lost."""

    def __init__(self, line: Line, answers: int, *, deaf: bool = False) -> None:
        self._line, self._left, self._deaf = line, answers, deaf
        self.asked = 0

    def exchange(self, envelope: bytes) -> bytes:
        """Send *envelope*, while the line lives."""
        self.asked += 1
        if self._left:
            self._left -= 1
            return self._line.exchange(envelope)
        if self._deaf:
            self._line.exchange(envelope)
        raise NoAnswer


@contextmanager
def small_mission(database: Database, folder: Path) -> Iterator[Mission]:
    """Open a mission without desks; those that joined are closed at the end."""
    clock = PlayedClock()
    with centre(database, clock) as line:
        mission = Mission(database=database, clock=clock, folder=folder, line=line)
        try:
            yield mission
        finally:
            for desk in mission.desks:
                desk.close()


def made(desk: Desk, kind: str, **fields: Any) -> Row:
    """Make a record."""
    return desk.do(lambda unit: unit.create(kind, fields))


def edited(desk: Desk, row: Row, **fields: Any) -> Row:
    """Change a record."""
    return desk.do(lambda unit: unit.edit(row.kind, row.id, fields))


def shown(desk: Desk, row: Row) -> Row:
    """Return how a desk shows a record now."""
    return desk.store.get(row.kind, row.id)
