"""Building a snapshot: one moment of a mission's records, the urgent ones first, in sealed segments. Blocks nobody."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, Select, func, select

from sync.changes.change import DELETED
from sync.changes.conflict import KIND as CONFLICT
from sync.changes.conflict import OPEN
from sync.changes.digest import Digest
from sync.clock import Clock
from sync.domain.rules.rights import sees
from sync.domain.rules.urgency import CASE, WORKER, is_open, takes_along
from sync.errors import Cancelled, StoreDamaged
from sync.gateway.database import Database
from sync.gateway.ledger import digest_of_scope
from sync.gateway.snapshots import kept
from sync.gateway.tables import ledger, missions, records
from sync.identity.canonical import text_of
from sync.identity.content import seal_part
from sync.protocol.snapshot import segment
from sync.protocol.snapshot.manifest import Manifest, Part
from sync.protocol.snapshot.snap import Snap

_SIZES: Final = (2_500, 5_000, 10_000)
_ROWS: Final = 20_000
"""The first segments are smaller, so that a desk on a bad line can begin to work."""
_AT_ONCE: Final = 500


def build(
    database: Database,
    scope: str,
    clock: Clock,
    stopped: Callable[[], bool] = lambda: False,
    kinds: frozenset[str] | None = None,
) -> Manifest | None:
    """Build the next snapshot of a mission; None when another process is at it, or there is nothing to build it of.

    With *kinds* it is for devices that are told these only.

    All reading is one transaction that sees one moment; each segment is written in a short one of its own.

    Raises:
        Cancelled: *stopped* said so. StoreDamaged: the records are not those that the digest stands for; rule "digest".
        Busy: the database is away.
    """
    with database.write() as connection:
        claimed = kept.begin(connection, scope, clock, kinds)
    if claimed is None:
        return None
    work = _Building(database, scope, clock, claimed, kinds)
    try:
        manifest = work.run(stopped)
    except BaseException:
        with database.write() as connection:
            kept.drop(connection, (claimed[0],))
        raise
    with database.write() as connection:
        if not manifest.segments:
            kept.drop(connection, (manifest.id,))
            return None
        kept.publish(connection, kept.shelf_of(scope, kinds), manifest)
    return manifest


class _Building:
    """One snapshot on its way."""

    def __init__(
        self, database: Database, scope: str, clock: Clock, claimed: tuple[str, bytes], kinds: frozenset[str] | None
    ) -> None:
        self._database = database
        self._kinds = kinds
        self._scope = scope
        self._clock = clock
        self._id, self._key = claimed
        self._parts: list[Part] = []
        self._digest = Digest()

    def run(self, stopped: Callable[[], bool]) -> Manifest:
        with self._database.snapshot() as connection:
            seq = connection.execute(select(missions.c.seq).where(missions.c.code == self._scope)).scalar_one()
            reading = _Reading(connection, self._scope)
            self._write(reading.urgent(), stopped)
            urgent = len(self._parts)
            self._write(reading.rest(), stopped)
            if self._digest.per_kind() != digest_of_scope(connection, self._scope, self._kinds):
                raise StoreDamaged(rule="digest")
        return Manifest(id=self._id, seq=seq, key=text_of(self._key), urgent=urgent, segments=self._parts)

    def _write(self, snaps: Iterator[Snap], stopped: Callable[[], bool]) -> None:
        while True:
            size = _SIZES[len(self._parts)] if len(self._parts) < len(_SIZES) else _ROWS
            some = list(islice((snap for snap in snaps if sees(self._kinds, snap.kind, snap.values)), size))
            if not some:
                return
            if stopped():
                raise Cancelled
            self._keep(some)

    def _keep(self, some: list[Snap]) -> None:
        plain = segment.write(sorted(some, key=lambda snap: snap.id))
        for snap in segment.read(plain, len(some)):  # what the desks will read is what is proven
            self._digest.add(snap.kind, snap.id, snap.values)
        sealed = seal_part(self._key, len(self._parts), plain)
        name = hashlib.sha256(sealed).hexdigest()
        with self._database.write() as connection:
            kept.keep_segment(connection, self._id, name, sealed, self._clock)
        self._parts.append(Part(name=name, size=len(sealed), rows=len(some)))


class _Reading:
    """The records of a mission in the order in which a desk needs them; holds only the ids of urgent ones."""

    def __init__(self, connection: Connection, scope: str) -> None:
        self._connection = connection
        self._scope = scope
        self._taken: set[str] = set()

    def urgent(self) -> Iterator[Snap]:
        """Yield conflicts, open cases, and whom they are about."""
        conflicts = [row.id for row in self._of_kind(CONFLICT) if _values(row).get("state") == OPEN]
        cases: list[str] = []
        people: dict[str, None] = {}
        for row in self._of_kind(CASE):
            values = _values(row)
            if is_open(CASE, values) and values.get(DELETED) is None:
                cases.append(row.id)
                people |= dict.fromkeys(record for kind, record in takes_along(CASE, values) if kind == WORKER)
        wanted = [*conflicts, *cases, *people]
        self._taken = set(wanted)
        for start in range(0, len(wanted), _AT_ONCE):
            yield from self._snaps(_whole(self._scope).where(records.c.id.in_(wanted[start : start + _AT_ONCE])))

    def rest(self) -> Iterator[Snap]:
        """Yield all others: small kinds first, workers last, the newest of a kind first."""
        count = func.count().label("number")
        query = select(records.c.kind, count).where(records.c.scope == self._scope).group_by(records.c.kind)
        kinds = sorted(self._connection.execute(query), key=lambda row: (row.kind == WORKER, row.number, row.kind))
        for row in kinds:
            for snap in self._snaps_of_kind(row.kind):
                if snap.id not in self._taken:
                    yield snap

    def _of_kind(self, kind: str) -> Iterator[Row[Any]]:
        query = select(records.c.id, records.c["values"]).where(records.c.scope == self._scope, records.c.kind == kind)
        return _pages(self._connection, query)

    def _snaps_of_kind(self, kind: str) -> Iterator[Snap]:
        query = _whole(self._scope).where(records.c.kind == kind)
        return (_snap(row) for row in _pages(self._connection, query))

    def _snaps(self, query: Select[Any]) -> Iterator[Snap]:
        return (_snap(row) for row in self._connection.execute(query))


def snaps_of(connection: Connection, scope: str, wanted: Sequence[str]) -> Iterator[Snap]:
    """Yield those of some records that the mission has."""
    return (_snap(row) for row in connection.execute(_whole(scope).where(records.c.id.in_(wanted))))


def _pages(connection: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    """Yield the rows of a query, the newest ids first, some at a time."""
    page = query.order_by(records.c.id.desc()).limit(_AT_ONCE)
    rows = connection.execute(page).all()
    while rows:
        yield from rows
        rows = connection.execute(page.where(records.c.id < rows[-1].id)).all()


def _whole(scope: str) -> Select[Any]:
    """Ask for records with their first and last ledger entry, and how many they have."""
    first, last = ledger.alias("first"), ledger.alias("last")
    number = (
        select(func.count())
        .select_from(ledger)
        .where(ledger.c.scope == records.c.scope, ledger.c.record == records.c.id)
        .scalar_subquery()
    )
    return (
        select(
            records,
            number.label("changes"),
            first.c.at.label("created_at"),
            first.c.officer.label("created_by"),
            last.c.at.label("updated_at"),
            last.c.officer.label("updated_by"),
        )
        .join(first, (first.c.scope == records.c.scope) & (first.c.seq == records.c.created))
        .join(last, (last.c.scope == records.c.scope) & (last.c.seq == records.c.changed))
        .where(records.c.scope == scope)
    )


def _snap(row: Any) -> Snap:
    return Snap(
        kind=row.kind,
        id=row.id,
        values=_values(row),
        versions=msgspec.json.decode(row.versions),
        created=row.created,
        changes=row.changes,
        created_at=row.created_at,
        created_by=row.created_by,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )


def _values(row: Any) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.json.decode(row.values)
    return values
