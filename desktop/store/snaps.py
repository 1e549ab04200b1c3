"""Laying whole records on rows as the centre holds them: of a snapshot that arrives, or told one by one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Final

from sqlalchemy import Connection

from desktop.store import brake, carried, laying, records, urgency
from desktop.store.projection import Trunk, trunk_of
from desktop.store.row import CREATED, Stored
from sync.changes.change import DELETED
from sync.changes.conflict import KIND as CONFLICT
from sync.domain.records.catalogue import NOUNS
from sync.domain.rules.urgency import is_urgent
from sync.protocol.snapshot.segment import Segment
from sync.protocol.snapshot.snap import Snap

_AT_ONCE: Final = 2000


def lay(connection: Connection, told: Sequence[Snap]) -> None:
    """Bring rows to the state of snaps; own waiting changes stay laid over them.

    Raises:
        MassDeletion: it would delete a large share of a kind; nothing is taken in.
    """
    gone: dict[str, list[str]] = {}
    for snap in told:
        if snap.values.get(DELETED) is not None:
            gone.setdefault(snap.kind, []).append(snap.id)
    brake.check(connection, _doomed(connection, gone))
    ordered = sorted(told, key=lambda snap: (snap.kind != CONFLICT, snap.kind))
    _lay(connection, groupby(ordered, key=lambda snap: snap.kind))


def lay_segment(connection: Connection, segment: Segment) -> int:
    """Bring rows to the state of a segment, as `lay` does. Return how many records are new here.

    Raises:
        MassDeletion: as `lay`.
    """
    brake.check(connection, _doomed(connection, segment.deleted()))
    return _lay(connection, segment.by_kind(first=CONFLICT))


def _doomed(connection: Connection, gone: Mapping[str, Sequence[str]]) -> brake.Doomed:
    """Return those of the records that go that are here, by kind."""
    alive = {kind: records.load_many(connection, kind, ids).values() for kind, ids in gone.items() if kind in NOUNS}
    return {kind: sorted(one.row.id for one in some if one.row.deleted is None) for kind, some in alive.items()}


def _lay(connection: Connection, by_kind: Iterable[tuple[str, Iterator[Snap]]]) -> int:
    """Lay records on their rows, a portion at a time; conflicts come first: how a row stands depends on them."""
    return sum(_lay_kind(connection, kind, some) for kind, snaps in by_kind for some in _portions(snaps))


def _portions(snaps: Iterator[Snap]) -> Iterator[dict[str, Snap]]:
    while some := {snap.id: snap for snap in islice(snaps, _AT_ONCE)}:
        yield some


def _lay_kind(connection: Connection, kind: str, snaps: dict[str, Snap]) -> int:
    if kind not in NOUNS:
        carried.keep(connection, [_trunk(snap, None) for snap in snaps.values()])
        return len(snaps)
    new = laying.lay(connection, kind, list(snaps), lambda record, before: _trunk(snaps[record], before))
    if kind == CONFLICT:
        _show_disputed(connection, snaps.values())
    urgency.raise_told(connection, kind, [snap.id for snap in snaps.values() if is_urgent(kind, snap.values)])
    return new


def _trunk(snap: Snap, before: Stored | None) -> Trunk:
    return Trunk(
        kind=snap.kind,
        record=snap.id,
        values=snap.values,
        versions={CREATED: snap.created} | snap.versions,
        exists=True,
        news=snap.changes if before is None else max(0, snap.changes - before.row.rev),
        created=(snap.created_at, snap.created_by),
        updated=(snap.updated_at, snap.updated_by),
    )


def _show_disputed(connection: Connection, conflicts: Iterable[Snap]) -> None:
    """A conflict that comes or goes changes how a record is shown that was here before."""
    by_kind: dict[str, list[str]] = {}
    for conflict in conflicts:
        kind, record = conflict.values.get("record_kind"), conflict.values.get("record_id")
        if kind in NOUNS and isinstance(record, str):
            by_kind.setdefault(kind, []).append(record)
    for kind, touched in by_kind.items():
        held = list(records.load_many(connection, kind, touched))

        def same(record: str, before: Stored | None, kind: str = kind) -> Trunk:
            return trunk_of(kind, record, before)

        laying.lay(connection, kind, held, same)
