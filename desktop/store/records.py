"""Reading and writing the rows of nouns; only the store comes in."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection

from desktop.store.portions import portions
from desktop.store.row import CREATED, Stored, columns_of, read_stored, write_json
from desktop.store.schema import EXTRA, OWN_COLUMNS, table_of
from sync.domain.records.catalogue import noun


def load(connection: Connection, kind: str, record: str) -> Stored | None:
    """Return the record, or None."""
    found = load_many(connection, kind, (record,))
    return found.get(record)


def load_many(connection: Connection, kind: str, records: Sequence[str]) -> dict[str, Stored]:
    """Return the records that exist, by id."""
    found: dict[str, Stored] = {}
    table = table_of(kind).name
    for part in portions(records):
        sql = f"SELECT * FROM {table} WHERE _id IN ({','.join('?' * len(part))})"  # noqa: S608 - our own table name
        for line in connection.exec_driver_sql(sql, part).mappings():
            found[line["_id"]] = read_stored(kind, line)
    return found


@cache
def column_names(kind: str) -> tuple[str, ...]:
    """Return the columns of a row without its number, in the order in which a row is written."""
    return (*OWN_COLUMNS, *(field.name for field in noun(kind).fields), EXTRA)


@cache
def _upsert(kind: str) -> str:
    names = column_names(kind)
    quoted = [f'"{name}"' for name in names]
    kept = {"_id", "_created_at", "_created_by"}
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in kept)
    return (
        f"INSERT INTO {table_of(kind).name}({', '.join(quoted)}) VALUES({', '.join('?' * len(names))}) "
        f"ON CONFLICT(_id) DO UPDATE SET {updates}"
    )


def save_many(connection: Connection, kind: str, rows: Iterable[Stored]) -> None:
    """Write rows, new or known."""
    lines = [_line(kind, stored) for stored in rows]
    if lines:
        connection.exec_driver_sql(_upsert(kind), lines)


def drop(connection: Connection, kind: str, record: str) -> None:
    """Take a row out of its table for good: only one that the centre never held."""
    connection.exec_driver_sql(f"DELETE FROM {table_of(kind).name} WHERE _id = ?", (record,))  # noqa: S608


def mark(connection: Connection, kind: str, record: str, sync: str) -> None:
    """Change how a record stands with the centre."""
    connection.exec_driver_sql(f"UPDATE {table_of(kind).name} SET _sync = ? WHERE _id = ?", (sync, record))  # noqa: S608


def _line(kind: str, stored: Stored) -> tuple[Any, ...]:
    row = stored.row
    return (
        row.id,
        row.rev,
        row.sync,
        write_json(stored.versions).decode(),
        _trunk(stored),
        row.deleted,
        row.created_at,
        row.created_by,
        row.updated_at,
        row.updated_by,
        *columns_of(noun(kind), row.fields),
    )


def _trunk(stored: Stored) -> str | None:
    if stored.trunk is None and not stored.is_new:
        return None
    trunk = {"values": stored.trunk or {}, "versions": stored.trunk_versions or {CREATED: 0}, "new": stored.is_new}
    return write_json(trunk).decode()
