"""Bringing a store to this release: numbered steps for its own tables, derived growth for the tables of nouns."""

import hashlib
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.schema import CreateIndex, CreateTable

from desktop.store import blob_lines, carried, records, search_index
from desktop.store.device import Meta
from desktop.store.migrations import (
    v0001,
    v0002,
    v0003,
    v0004,
    v0005,
    v0006,
    v0007,
    v0008,
    v0009,
    v0010,
    v0011,
    v0012,
    v0013,
)
from desktop.store.projection import project
from desktop.store.schema import table_of
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.declaration import Noun
from sync.errors import StoreTooNew

Steps = Sequence[Sequence[str]]

_STEPS: Final = (v0001, v0002, v0003, v0004, v0005, v0006, v0007, v0008, v0009, v0010, v0011, v0012, v0013)
MIGRATIONS: Final[Steps] = tuple(one.STATEMENTS for one in _STEPS)
"""In order; the number of those that a store has been through is its `user_version`. Forward only."""

_DECLARED: Final = "declared"
_BATCH: Final = 500


def version_of(connection: Connection) -> int:
    """Return the version of the store's own tables."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)


def is_current(connection: Connection, migrations: Steps = MIGRATIONS) -> bool:
    """Whether this release finds all tables and columns as it needs them.

    Raises:
        StoreTooNew: a newer release has written the store.
    """
    version = version_of(connection)
    if version > len(migrations):
        raise StoreTooNew(version=version)
    return version == len(migrations) and Meta(connection).text(_DECLARED) == declared_now()


def declared_now() -> str:
    """Return one text for all columns and indexes that the declarations ask for."""
    columns = sorted(f"{kind}.{name}" for kind in NOUNS for name in records.column_names(kind))
    searched = sorted(f"{kind}?{field.name}" for kind, noun in NOUNS.items() for field in noun.searched())
    indexes = sorted(str(index.name) for kind in NOUNS for index in table_of(kind).indexes)
    return hashlib.sha256("\n".join(columns + searched + indexes).encode()).hexdigest()


def bring_up(connection: Connection, migrations: Steps = MIGRATIONS) -> None:
    """Take every step that is still missing, in the transaction of *connection*; a new store has taken none.

    Raises:
        StoreTooNew: a newer release has written the store.
    """
    version = version_of(connection)
    if version > len(migrations):
        raise StoreTooNew(version=version)
    for statements in migrations[version:]:
        for statement in statements:
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version={len(migrations)}")
    _grow(connection)
    blob_lines.follow_attachments(connection)
    Meta(connection).keep(_DECLARED, declared_now())


def _grow(connection: Connection) -> None:
    """Make the tables and columns of what was declared since, and fill them with what was carried for them."""
    was_declared = Meta(connection).text(_DECLARED) is not None
    for kind, noun in NOUNS.items():
        held = _columns(connection, table_of(kind).name)
        if not held:
            _make(connection, kind)
            _lift_records(connection, kind)
        else:
            _add_columns(connection, noun, held)
            _lift_fields(connection, noun)
    if was_declared:  # what is searched may have changed with the declarations
        search_index.rebuild(connection)


def _columns(connection: Connection, table: str) -> set[str]:
    return {line.name for line in connection.exec_driver_sql(f"PRAGMA table_info({table})")}


def _make(connection: Connection, kind: str) -> None:
    table = table_of(kind)
    connection.execute(CreateTable(table))
    for index in table.indexes:
        connection.execute(CreateIndex(index))


def _add_columns(connection: Connection, noun: Noun, held: set[str]) -> None:
    table = table_of(noun.kind)
    if not held <= {column.name for column in table.columns}:
        raise StoreTooNew(kind=noun.kind)  # a column that only a newer release can fill and read
    missing = [column for column in table.columns if column.name not in held]
    for column in missing:
        kind = column.type.compile(connection.dialect)
        connection.exec_driver_sql(f'ALTER TABLE {table.name} ADD COLUMN "{column.name}" {kind}')
    for index in table.indexes:
        connection.execute(CreateIndex(index, if_not_exists=True))


def _lift_fields(connection: Connection, noun: Noun) -> None:
    """Move values of fields that were unknown when they came in from the carried rest into their columns."""
    sql = f"SELECT _id FROM {table_of(noun.kind).name} WHERE _extra IS NOT NULL"  # noqa: S608 - our own table name
    ids = [record for (record,) in connection.exec_driver_sql(sql)]
    for start in range(0, len(ids), _BATCH):
        found = records.load_many(connection, noun.kind, ids[start : start + _BATCH])
        records.save_many(connection, noun.kind, found.values())


def _lift_records(connection: Connection, kind: str) -> None:
    """Move records of a kind that was unknown when they came in into their own table."""
    trunks = carried.lifted(connection, kind)
    rows = [row for trunk in trunks if (row := project(trunk, None, (), "centre")) is not None]
    records.save_many(connection, kind, rows)
    search_index.index(connection, kind, rows)
