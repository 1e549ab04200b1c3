"""What a desk that is far behind hears before its turn in the ledger: how urgent records stand now, then open cases.

Such a state is the end of the ledger's news about a record, so these may come later, and again, and change nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, select

from sync.changes.state import Flat
from sync.domain.rules.urgency import CASE, MOST_STEPS, Name, hangs_on, is_open, is_urgent, takes_along
from sync.gateway.news import MOST_BYTES, Reader
from sync.gateway.snapshots.building import snaps_of
from sync.gateway.tables import ledger, officers, records
from sync.protocol.snapshot.snap import Snap

LANES: Final = 2
"""Urgent records and restricted material; cases that are open or of an officer there. With all that hangs on them."""

_Place = tuple[int, int, str]
"""A lane, an entry in it, and a record."""

_MOST_LOOKED_AT: Final = 5000
_MOST_TOLD: Final = 200
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """States to tell, lane by lane and in each by their last entry, and how far each lane is told before and after."""

    snaps: tuple[Snap, ...] = ()
    places: tuple[tuple[int, int], ...] = ()  # of each its lane and its last entry
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()

    def first(self, count: int) -> "Ahead":
        """Return the first *count* of them."""
        return self if count >= len(self.snaps) else replace(self, snaps=self.snaps[:count], after=self.cut(count))

    def cut(self, count: int) -> tuple[int, ...]:
        """Return how far each lane is told with the first *count*: up to the one that is left."""
        lane, seq = self.places[count]
        return (*self.after[:lane], max(self.before[lane], seq - 1), *self.before[lane + 1 :])


def states(connection: Connection, reader: Reader, told: Sequence[int], head: int) -> Ahead:
    """Return what to tell of the entries that others made after *told*, which says where each lane stands."""
    query = (
        select(ledger.c.seq, ledger.c.record, ledger.c.kind)
        .where(ledger.c.scope == reader.scope, ledger.c.seq > min(told), ledger.c.device != reader.device)
        .order_by(ledger.c.seq)
        .limit(_MOST_LOOKED_AT)
    )
    entries = connection.execute(query).all()
    end = entries[-1].seq if len(entries) == _MOST_LOOKED_AT else head
    hidden = reader.sight.hidden(connection, ((entry.record, entry.kind) for entry in entries))
    last = {entry.record: entry.seq for entry in entries if entry.record not in hidden}
    looking = _Looking(connection, reader)
    lanes = looking.lanes(list(last))
    places = ((lane, last[record], record) for record, lane in lanes.items() if last[record] > told[lane])
    found = looking.in_order(places)
    some = [record for _, _, record in found[:_MOST_TOLD]]
    snaps = {snap.id: snap for snap in snaps_of(connection, reader.scope, some)}
    whole = Ahead(
        snaps=tuple(_bounded(snaps[record] for record in some)),
        places=tuple((lane, seq) for lane, seq, _ in found),
        before=tuple(told),
        after=tuple(max(end, seq) for seq in told),
    )
    count = len(whole.snaps)
    return whole if len(found) == count else replace(whole, after=whole.cut(count))


def _bounded(snaps: Iterable[Snap]) -> Iterator[Snap]:
    """Yield the first ones, at least one, that find room in one answer."""
    size = 0
    for number, snap in enumerate(snaps):
        size += len(msgspec.json.encode(snap))
        if number and size > MOST_BYTES:
            return
        yield snap


class _Looking:
    """Finds out in which lane records go; holds what it has read."""

    def __init__(self, connection: Connection, reader: Reader) -> None:
        self._connection = connection
        self._scope = reader.scope
        query = select(officers.c.officer).where(officers.c.device == reader.device)
        self._here = set(connection.scalars(query))
        self._read: dict[str, tuple[str, Flat]] = {}

    def lanes(self, changed: Sequence[str]) -> dict[str, int]:
        """Return the lanes of those that go ahead: by themselves, by what they hang on, or since one needs them."""
        self._fetch(changed)
        found: dict[str, int] = {}
        above = {record: {record} for record in changed if record in self._read}
        for _ in range(MOST_STEPS):
            for record, at in above.items():
                lane = min((self._lane(one) for one in at if one in self._read), default=LANES)
                if lane < found.get(record, LANES):
                    found[record] = lane
            above = {record: self._above(at) for record, at in above.items()}
            self._fetch({one for at in above.values() for one in at})
        return self._with_what_they_need(found, set(changed) & self._read.keys())

    def in_order(self, found: Iterable[_Place]) -> list[_Place]:
        """Sort by lane and last entry; what a record needs stands right before it: an answer may end anywhere."""
        waiting = {record: (lane, seq) for lane, seq, record in sorted(found)}
        placed: list[_Place] = []

        def put(record: str, lane: int, seq: int) -> None:
            waiting.pop(record)
            for _, needed in takes_along(*self._read[record]):
                if needed in waiting:
                    put(needed, lane, seq)
            placed.append((lane, seq, record))

        for record, (lane, seq) in list(waiting.items()):
            if record in waiting:
                put(record, lane, seq)
        return placed

    def _with_what_they_need(self, found: dict[str, int], changed: set[str]) -> dict[str, int]:
        """People of a case, and what something urgent belongs to, go with it where they are news, too."""
        lanes = dict(found)
        for record, lane in found.items():
            for _, needed in takes_along(*self._read[record]):
                if needed in changed:
                    lanes[needed] = min(lane, lanes.get(needed, LANES))
        return lanes

    def _lane(self, record: str) -> int:
        kind, values = self._read[record]
        if is_urgent(kind, values):
            return 0
        return 1 if is_open(kind, values) or (kind == CASE and values.get("owner") in self._here) else LANES

    def _above(self, at: Iterable[str]) -> set[str]:
        names: Iterable[Name] = (name for one in at if one in self._read for name in hangs_on(*self._read[one]))
        return {record for _, record in names}

    def _fetch(self, wanted: Iterable[str]) -> None:
        missing = sorted(set(wanted) - set(self._read))
        for start in range(0, len(missing), _AT_ONCE):
            query = select(records.c.id, records.c.kind, records.c["values"]).where(
                records.c.scope == self._scope, records.c.id.in_(missing[start : start + _AT_ONCE])
            )
            for row in self._connection.execute(query):
                self._read[row.id] = (row.kind, _values(row))


def _values(row: Any) -> Flat:
    values: Flat = msgspec.json.decode(row.values)
    return values
