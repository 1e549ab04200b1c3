"""Beneath: what is erased with a record of this desk, and until when the archive schedule keeps it."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import Final

from sqlalchemy import Connection

from desktop.store import directory, records
from desktop.store.row import Stored
from desktop.store.schema import table_of
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.flat import Flat
from sync.domain.rules import erasure, retention
from sync.domain.rules.retention import Line
from sync.domain.rules.urgency import CASE, WORKER, Name

_TIES: Final = ("case_id", "worker_id", "owner_id", "record_id")


def of(connection: Connection, subject: Name) -> list[Name]:
    """Return the subject and all that is erased with it, as far as this desk holds it."""
    return erasure.closure(subject, partial(_beneath, connection))


def _beneath(connection: Connection, name: Name) -> Iterator[Name]:
    for kind, declared in NOUNS.items():
        ties = [tie for tie in dict.fromkeys((declared.parent_field, *_TIES)) if tie in declared.by_name]
        if not ties:
            continue
        sql = f"SELECT _id FROM {table_of(kind).name} WHERE {' OR '.join(f'{tie} = ?' for tie in ties)}"  # noqa: S608
        ids = list(connection.exec_driver_sql(sql, tuple(name[1] for _ in ties)).scalars())
        for record, stored in records.load_many(connection, kind, ids).items():
            if not _is_erased(stored) and name in erasure.belongs(kind, stored.values):
                yield kind, record


def kept_until(connection: Connection, subject: Name) -> list[date | None]:
    """Return until when the schedule keeps the subject, and what it stands for: a worker's cases, a file's owner."""
    return list(_untils(connection, subject, lines(connection)))


def lines(connection: Connection) -> tuple[Line, ...]:
    """Return the archive schedule that is in force here."""
    return retention.schedule(directory.policy(connection).retention)


def _untils(connection: Connection, name: Name, schedule: tuple[Line, ...]) -> Iterable[date | None]:
    stored = records.load(connection, *name) if name[0] in NOUNS else None
    if stored is None or _is_erased(stored):
        return
    yield retention.kept_until(name[0], stored.values, schedule)
    if name[0] == WORKER:
        for case in _cases_of(connection, name[1]):
            yield retention.kept_until(CASE, case, schedule)
    for above in erasure.belongs(name[0], stored.values):
        yield from _untils(connection, above, schedule)


def _cases_of(connection: Connection, worker: str) -> Iterator[Flat]:
    sql = "SELECT _id FROM r_case WHERE instr(subjects, ?)"
    ids = list(connection.exec_driver_sql(sql, (worker,)).scalars())
    yield from (one.values for one in records.load_many(connection, CASE, ids).values() if not _is_erased(one))


def _is_erased(stored: Stored) -> bool:
    return erasure.erasure_of(stored.row.deleted) is not None
