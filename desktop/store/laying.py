"""Laying what the centre holds on rows: own waiting changes over it, how each row stands, and the search behind it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection

from desktop.store import outbox, projection, records, search_index
from desktop.store.device import Meta
from desktop.store.projection import Trunk
from desktop.store.row import Stored
from desktop.store.schema import table_of
from sync.changes.conflict import KIND as CONFLICT
from sync.changes.conflict import OPEN
from sync.errors import RuleBroken

ALLOWED: Final = "mass_change_allowed"
"""In `meta`: a person has looked at a mass deletion and lets it in, once."""

_BRAKE_LEAST: Final = 200
_BRAKE_SHARE: Final = 0.3
_MOST_VARIABLES: Final = 500


def lay(
    connection: Connection, kind: str, touched: Sequence[str], trunk_of: Callable[[str, Stored | None], Trunk]
) -> int:
    """Bring rows of one kind up to date; *trunk_of* gives the centre's side of each. Return how many were new."""
    before = records.load_many(connection, kind, touched)
    waiting = outbox.waiting(connection, touched)
    states = _states(connection, touched)
    after: list[Stored] = []
    for record in touched:
        trunk = trunk_of(record, before.get(record))
        changes = waiting.get(record, [])
        sync = states.get(record) or ("waiting" if changes else "centre")
        shown = projection.project(trunk, before.get(record), changes, sync)
        if shown is not None:
            after.append(shown)
        elif record in before:
            after.append(projection.refused_at_birth(before[record]))
    records.save_many(connection, kind, after)
    search_index.index(connection, kind, after, before)
    return len(after) - len(before)


def _states(connection: Connection, touched: Sequence[str]) -> dict[str, str]:
    """Records that are more than waiting or at the centre: refused, held, in conflict (which wins)."""
    states = outbox.states(connection, touched)
    for start in range(0, len(touched), _MOST_VARIABLES):
        part = tuple(touched[start : start + _MOST_VARIABLES])
        sql = f"SELECT record_id FROM r_conflict WHERE record_id IN ({','.join('?' * len(part))}) AND state = '{OPEN}'"  # noqa: S608
        states |= {record: CONFLICT for (record,) in connection.exec_driver_sql(sql, part)}
    return states


def brake(connection: Connection, deleted: Mapping[str, int]) -> None:
    """More deletions than any day's work: stop and let a person look before anything is taken in.

    Raises:
        RuleBroken: a large share of a kind would go; rule "mass-change".
    """
    if not any(_is_too_many(connection, kind, gone) for kind, gone in deleted.items()):
        return
    meta = Meta(connection)
    if not meta.number(ALLOWED):
        kind, gone = max(deleted.items(), key=lambda one: one[1])
        raise RuleBroken(rule="mass-change", kind=kind, count=gone)
    meta.keep(ALLOWED, 0)


def _is_too_many(connection: Connection, kind: str, gone: int) -> bool:
    if gone <= _BRAKE_LEAST:
        return False
    sql = f"SELECT count(*) FROM {table_of(kind).name} WHERE _deleted IS NULL"  # noqa: S608 - our own name
    held = int(connection.exec_driver_sql(sql).scalar() or 0)
    return gone > _BRAKE_SHARE * held
