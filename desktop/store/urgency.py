"""Which waiting changes go first: those of urgent records, of what hangs on these, and of what these cannot go without.

It is noted beside a change when it is saved, and when a record becomes urgent later, here or elsewhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from sqlalchemy import Connection

from desktop.store import records
from desktop.store.portions import portions
from desktop.store.row import Stored
from desktop.store.schema import table_of
from sync.domain.records.catalogue import NOUNS
from sync.domain.rules.urgency import CASE, MOST_STEPS, Name, hangs_on, is_urgent, takes_along

_RAISE: Final = "UPDATE outbox SET urgent = 1 WHERE record = ? AND NOT urgent"


def raise_saved(connection: Connection, rows: Sequence[Stored], before: Iterable[Stored]) -> None:
    """Let what was just saved go first where it is urgent or hangs on what is; *before*: the rows as they were."""
    seen: dict[Name, Stored | None] = {(row.row.kind, row.row.id): row for row in rows}
    was = {row.row.id for row in before if is_urgent(row.row.kind, row.values)}
    urgent = [row for row in rows if _is_urgent(connection, row, seen)]
    became = [row.row.id for row in urgent if is_urgent(row.row.kind, row.values) and row.row.id not in was]
    _raise(connection, [*urgent, *_waiting_family(connection, became, seen)], seen)


def raise_told(connection: Connection, kind: str, told: Sequence[str]) -> None:
    """Records may have become urgent elsewhere: what waits here of them and of what hangs on them goes first then."""
    waits = connection.exec_driver_sql("SELECT 1 FROM outbox WHERE NOT urgent LIMIT 1").first()
    stored = records.load_many(connection, kind, told) if kind in NOUNS and waits else {}
    urgent = [row for row in stored.values() if is_urgent(kind, row.values)]
    seen: dict[Name, Stored | None] = {(kind, row.row.id): row for row in urgent}
    _raise(connection, [*urgent, *_waiting_family(connection, [row.row.id for row in urgent], seen)], seen)


def raise_again(connection: Connection, names: Iterable[Name]) -> None:
    """Changes wait that were sent before: those of what is urgent go first, as they did."""
    seen: dict[Name, Stored | None] = {}
    rows = [row for name in names if (row := _load(connection, name, seen)) is not None]
    _raise(connection, [row for row in rows if _is_urgent(connection, row, seen)], seen)


def _raise(connection: Connection, rows: Iterable[Stored], seen: dict[Name, Stored | None]) -> None:
    lines = [(record,) for row in rows for record in _with_what_it_needs(connection, row, seen)]
    if lines:
        connection.exec_driver_sql(_RAISE, lines)


def _is_urgent(connection: Connection, row: Stored, seen: dict[Name, Stored | None]) -> bool:
    """Whether a record, or one that it hangs on, is urgent."""
    at = [row]
    for _ in range(MOST_STEPS):
        if any(is_urgent(one.row.kind, one.values) for one in at):
            return True
        names = [name for one in at for name in hangs_on(one.row.kind, one.values)]
        at = [found for name in names if (found := _load(connection, name, seen)) is not None]
    return False


def _with_what_it_needs(connection: Connection, row: Stored, seen: dict[Name, Stored | None]) -> Iterator[str]:
    """Yield a record and what the centre must have before it; a case goes with its people."""
    at = [row]
    for _ in range(MOST_STEPS):
        yield from (one.row.id for one in at)
        names = [name for one in at for name in takes_along(one.row.kind, one.values)]
        at = [found for name in names if (found := _load(connection, name, seen)) is not None]


def _load(connection: Connection, name: Name, seen: dict[Name, Stored | None]) -> Stored | None:
    if name not in seen:
        kind, record = name
        seen[name] = records.load(connection, kind, record) if kind in NOUNS else None
    return seen[name]


def _waiting_family(connection: Connection, roots: Sequence[str], seen: dict[Name, Stored | None]) -> Iterator[Stored]:
    """Yield the records that hang on *roots* and have something that waits."""
    level = list(roots)
    for _ in range(MOST_STEPS):
        level = [record for table, field in _links() for record in _among(connection, level, table, field)]
        kinds = _among(connection, level, "outbox", "record", "kind || ' ' || record")
        for name in dict.fromkeys(kinds):
            kind, _, record = name.partition(" ")
            row = _load(connection, (kind, record), seen)
            if row is not None:
                yield row


def _among(connection: Connection, wanted: Sequence[str], table: str, field: str, column: str = "_id") -> Iterator[str]:
    for part in portions(wanted):
        sql = f"SELECT {column} FROM {table} WHERE {field} IN ({','.join('?' * len(part))})"  # noqa: S608 - own names
        yield from connection.exec_driver_sql(sql, part).scalars()


@cache
def _links() -> tuple[tuple[str, str], ...]:
    """Return each table with each of its columns by which a record hangs on another; all of them have an index."""
    return tuple(
        (table_of(kind).name, field)
        for kind, noun in NOUNS.items()
        for field in dict.fromkeys((noun.parent_field, f"{CASE}_id", "owner_id", "record_id"))
        if field in noun.by_name
    )
