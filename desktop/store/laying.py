"""Laying what the centre holds on rows: own waiting changes over it, how each row stands, and the search behind it."""

from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import Connection

from desktop.store import case_marks, erasures, handed, outbox, projection, records, search_index, sums
from desktop.store.gathered import Gathered
from desktop.store.portions import portions
from desktop.store.projection import Trunk
from desktop.store.row import Stored
from desktop.store.schema import table_of
from sync.changes.change import DELETED
from sync.changes.conflict import KIND as CONFLICT
from sync.changes.conflict import OPEN
from sync.domain.records.catalogue import NOUNS, noun
from sync.domain.rules.erasure import erasure_of
from sync.domain.rules.urgency import CASE


def lay(
    connection: Connection, kind: str, touched: Sequence[str], trunk_of: Callable[[str, Stored | None], Trunk]
) -> int:
    """Bring rows of one kind up to date; *trunk_of* gives the centre's side of each. Return how many were new."""
    before = records.load_many(connection, kind, touched)
    waiting = outbox.waiting(connection, touched)
    of_several = handed.among(connection, waiting)
    states = _states(connection, touched)
    unsent = outbox.unsent(connection, touched)
    after: list[Stored] = []
    moved: list[sums.Moved] = []
    for record in touched:
        trunk = trunk_of(record, before.get(record))
        moved.append((record, projection.at_centre(kind, record, before.get(record)), trunk.held))
        changes = waiting.get(record, [])
        by = erasure_of(trunk.values.get(DELETED))
        if by is not None:
            erasures.bury(connection, kind, record, by)
            changes = []
            states[record] = "refused" if outbox.is_refused(connection, record) else "centre"
        sync = states.get(record) or ("waiting" if record in unsent else "centre")
        over = Gathered(connection) if record in of_several else projection.one_by_one
        shown = projection.project(trunk, before.get(record), changes, sync, over)
        if shown is not None and (record in before or trunk.exists or _has_parent(connection, shown)):
            after.append(shown)
        elif record in before and outbox.is_refused(connection, record):
            after.append(projection.refused_at_birth(before[record]))
        elif record in before:  # of another desk, whose making the centre did not take
            records.drop(connection, kind, record)
            search_index.forget(connection, record)
    records.save_many(connection, kind, after)
    if kind == CASE:
        case_marks.note(connection, after)
    sums.move(connection, kind, moved)
    search_index.index(connection, kind, after, before)
    return len(after) - len(before)


def _has_parent(connection: Connection, made: Stored) -> bool:
    """Whether what a record belongs to is here.

    Another desk hands over only what the centre does not have yet; of the rest this one may not have heard.
    """
    declared = noun(made.row.kind)
    field, kind = declared.parent_field, declared.about.parent
    parent = None if field is None else made.row.fields.get(field)
    return parent is None or kind is None or records.load(connection, kind, parent) is not None


def lay_waiting(connection: Connection) -> None:
    """Show what was handed over before what it belongs to was here, where that has come."""
    is_more = handed.is_any(connection)
    while is_more:  # what belongs to what was just shown
        is_more = sum(_lay_hidden(connection, kind) for kind in NOUNS) > 0


def _lay_hidden(connection: Connection, kind: str) -> int:
    sql = (
        "SELECT DISTINCT o.record FROM handed h JOIN outbox o ON o.change_id = h.change_id "  # noqa: S608 - own names
        "WHERE o.kind = ? AND o.state != 'refused' "
        f"AND NOT EXISTS (SELECT 1 FROM {table_of(kind).name} WHERE _id = o.record)"
    )
    hidden = list(connection.exec_driver_sql(sql, (kind,)).scalars())
    return lay(connection, kind, hidden, partial(projection.trunk_of, kind)) if hidden else 0


def _states(connection: Connection, touched: Sequence[str]) -> dict[str, str]:
    """Records that are more than waiting or at the centre: refused, held, in conflict (which wins)."""
    states = outbox.states(connection, touched)
    for part in portions(touched):
        sql = f"SELECT record_id FROM r_conflict WHERE record_id IN ({','.join('?' * len(part))}) AND state = '{OPEN}'"  # noqa: S608
        states |= {record: CONFLICT for (record,) in connection.exec_driver_sql(sql, part)}
    return states
