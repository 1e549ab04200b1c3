"""The centre's database: transactions on SQLite or PostgreSQL, and what their failures mean to a desk."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, text, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sync.errors import Busy, InvalidField, StoreDamaged, StoreTooNew
from sync.gateway import tables

_WAIT_S: Final = 15
"""How long a transaction waits for its turn before the desk is asked to come again."""
_COME_AGAIN_S: Final = 5
_POOL: Final = 10
_ON_POSTGRES: Final = f"-c lock_timeout={_WAIT_S * 1000} -c statement_timeout=120000"
_MAKING: Final = 0x5150324D  # the advisory lock under which tables are made


class Database:
    """Short transactions; any number of threads and processes."""

    def __init__(self, url: str) -> None:
        """Take ``sqlite:///FILE`` or ``postgresql+psycopg://...``; nothing is opened yet.

        Raises:
            InvalidField: another kind of address.
        """
        self._engine = _engine(_checked(url))
        self._writing = self._engine.execution_options(writing=True)
        # SQLite's own queue is a series of naps; threads of one process wait for each other here instead.
        self._turns = BoundedSemaphore(1 if self._engine.dialect.name == "sqlite" else _POOL)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may change things; on SQLite it holds the only write lock from its beginning.

        Raises:
            Busy: the database did not answer in time or is away; nothing was changed.
        """
        if not self._turns.acquire(timeout=_WAIT_S):
            raise Busy(retry_after_s=_COME_AGAIN_S)
        try:
            with _translated(), self._writing.begin() as connection:
                yield connection
        finally:
            self._turns.release()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only looks.

        Raises:
            Busy: the database did not answer in time or is away.
        """
        with _translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """One transaction that sees one moment of the database, however long it looks.

        Raises:
            Busy: the database is away.
        """
        engine = self._engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with _translated(), engine.begin() as connection:  # a reader of SQLite's WAL has this anyway
            yield connection

    def prepare(self) -> None:
        """Make the tables where they are missing; any number of processes may do so at once.

        Raises:
            StoreTooNew: a newer release has changed the tables.
        """
        with self.write() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _MAKING})
            known = inspect(connection).has_table(tables.centre.name)
            schema = connection.scalar(select(tables.centre.c.schema)) if known else None
            if schema is None or schema < tables.SCHEMA:  # so far, a newer release has only added tables
                tables.metadata.create_all(connection)
                if connection.scalar(select(tables.audit_log.c.id)) is None:
                    connection.execute(insert(tables.audit_log).values(id=1, size=0))
                connection.execute(update(tables.centre).values(schema=tables.SCHEMA))
        if schema is not None and schema > tables.SCHEMA:
            raise StoreTooNew(rule="schema")

    def fold_log(self) -> None:
        """Leave nothing in SQLite's log of what was overwritten; what somebody reads at this moment goes later."""
        if self._engine.dialect.name == "sqlite":
            with _translated(), self._engine.connect() as connection, suppress(OperationalError):
                raw = connection.connection.driver_connection
                assert raw is not None  # noqa: S101 it is connected
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise InvalidField(field="database", rule="database-url") from None
    on_file = parsed.drivername == "sqlite" and parsed.database not in (None, "", ":memory:")
    if not on_file and parsed.drivername != "postgresql+psycopg":
        raise InvalidField(field="database", rule="database-url")
    return parsed


def beside(url: str) -> Path | None:
    """Return the folder of files beside a database that is a file itself; None for a server.

    Raises:
        InvalidField: not a database address.
    """
    parsed = _checked(url)
    return None if parsed.drivername != "sqlite" or parsed.database is None else Path(f"{parsed.database}-files")


def _engine(url: URL) -> Engine:
    if url.drivername != "sqlite":
        return create_engine(url, pool_size=_POOL, pool_pre_ping=True, connect_args={"options": _ON_POSTGRES})
    engine = create_engine(url, pool_size=_POOL, pool_timeout=_WAIT_S, connect_args={"timeout": _WAIT_S})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute("PRAGMA secure_delete=ON")
    with suppress(sqlite3.OperationalError):  # somebody is switching the file to the same mode at this moment
        connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, PoolTimeout) as error:
        if getattr(error.__cause__, "sqlite_errorname", None) == "SQLITE_ERROR":
            raise  # a statement of ours that is wrong is a bug: coming again does not help
        raise Busy(retry_after_s=_COME_AGAIN_S) from None
    except DatabaseError as error:
        if "not a database" in str(error.orig) or "malformed" in str(error.orig):
            raise StoreDamaged(rule="database") from None
        raise
