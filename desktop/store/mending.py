"""Records of which the centre holds another state: what to ask for, and laying what it tells under what waits here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection

from desktop.store import carried, laying, outbox, projection, records, scope, search_index, snaps, sums
from desktop.store.projection import Trunk
from desktop.store.row import Stored
from desktop.store.schema import table_of
from sync.changes.conflict import KIND as CONFLICT
from sync.changes.merge import STALE
from sync.changes.parts import PartSums, ending, short_hash
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.flat import Flat
from sync.domain.rules.rights import sees
from sync.protocol.snapshot.snap import Snap

_AT_ONCE: Final = 100
_BATCH: Final = 500


def note(connection: Connection, differing: Iterable[str]) -> None:
    """Note records to ask for."""
    lines = [(record,) for record in differing]
    if lines:
        connection.exec_driver_sql("INSERT OR IGNORE INTO mending(record) VALUES(?)", lines)


def forget_versions(connection: Connection, touched: Sequence[str], place: int) -> None:
    """Versions and numbers behind *place* mean something else to the centre, or nothing."""
    for kind in NOUNS:
        held = list(records.load_many(connection, kind, touched))

        def trunk_of(record: str, before: Stored | None, kind: str = kind) -> Trunk:
            return _up_to(place, projection.trunk_of(kind, record, before))

        laying.lay(connection, kind, held, trunk_of)
    those = set(touched)
    for kind in {kind for kind, record, _ in carried.values(connection) if record in those}:
        carried.keep(connection, [_up_to(place, one) for one in carried.load(connection, kind, touched).values()])


def _up_to(place: int, trunk: Trunk) -> Trunk:
    trunk.versions = {path: seq if seq <= place else STALE for path, seq in trunk.versions.items()}
    return trunk


def wanted(connection: Connection) -> tuple[str, ...]:
    """Return the records to ask for next."""
    lines = connection.exec_driver_sql("SELECT record FROM mending ORDER BY record LIMIT ?", (_AT_ONCE,))
    return tuple(line.record for line in lines)


def take(connection: Connection, told: Sequence[Snap], absent: Sequence[str]) -> int:
    """Bring records to the state that the centre told; own waiting changes stay laid over it. Return how many.

    Raises:
        MassDeletion: it would delete a large share of a kind; nothing is taken in.
    """
    if told:
        snaps.lay(connection, told)
    for record in absent:
        _without(connection, record)
    done = [(record,) for record in (*(snap.id for snap in told), *absent)]
    if done:
        connection.exec_driver_sql("DELETE FROM mending WHERE record = ?", done)
    return len(done)


def _without(connection: Connection, record: str) -> None:
    """The ledger does not have *record*: what is its own waits again; another's stays, and is counted as different."""
    for kind in NOUNS:
        stored = records.load(connection, kind, record)
        if stored is None:
            continue
        if kind == CONFLICT:
            _drop_conflict(connection, stored)
            return
        is_ours = any(change.op == "create" for change in outbox.waiting(connection, (record,)).get(record, []))
        trunk = Trunk(kind=kind, record=record) if is_ours else projection.trunk_of(kind, record, stored)
        laying.lay(connection, kind, (record,), _given(_up_to(STALE, trunk)))
        return


def _given(trunk: Trunk) -> Callable[[str, Stored | None], Trunk]:
    return lambda _record, _before: trunk


def _drop_conflict(connection: Connection, stored: Stored) -> None:
    """A conflict is the centre's own: where it is gone, nothing is left to decide, or it will be raised again."""
    sums.move(connection, CONFLICT, [(stored.row.id, projection.at_centre(CONFLICT, stored.row.id, stored), None)])
    records.drop(connection, CONFLICT, stored.row.id)
    search_index.forget(connection, stored.row.id)
    kind, record = stored.values.get("record_kind"), stored.values.get("record_id")
    if kind in NOUNS and isinstance(record, str) and records.load(connection, kind, record) is not None:
        laying.lay(connection, kind, (record,), lambda one, before: projection.trunk_of(kind, one, before))


def part_sums(connection: Connection, part: str) -> tuple[int, bytes]:
    """Return how many records a part has, and the short sums of what it is cut into."""
    adding, count = PartSums(part), 0
    for kind, record, values in _of_part(connection, part):
        adding.add(kind, record, values)
        count += 1
    return count, adding.raw()


def part_hashes(connection: Connection, part: str) -> Mapping[str, str]:
    """Return the records of a part with their short hashes."""
    return {record: short_hash(kind, record, values) for kind, record, values in _of_part(connection, part)}


def _of_part(connection: Connection, part: str) -> Iterator[tuple[str, str, Flat]]:
    """Yield what the centre should hold of a part, as far as it tells this desk of it."""
    kinds = scope.told(connection)
    return (one for one in _held_of_part(connection, part) if sees(kinds, one[0], one[2]))


def _held_of_part(connection: Connection, part: str) -> Iterator[tuple[str, str, Flat]]:
    """Yield what this desk holds of a part, in bounded memory."""
    end = f"%{ending(part)}"
    for kind in NOUNS:
        sql = f"SELECT _id FROM {table_of(kind).name} WHERE _id LIKE ?"  # noqa: S608 - our own name
        ids = [record for (record,) in connection.exec_driver_sql(sql, (end,))]
        for start in range(0, len(ids), _BATCH):
            for record, stored in records.load_many(connection, kind, ids[start : start + _BATCH]).items():
                held = projection.at_centre(kind, record, stored)
                if held is not None:
                    yield kind, record, held
    for kind, record, values in carried.values(connection):
        if record.endswith(end[1:]):
            yield kind, record, values
