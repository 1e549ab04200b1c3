"""Opening the encrypted file. The key never travels through a URL, an SQL text or a log line."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import sqlcipher3.dbapi2 as dbapi
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool

from desktop.store import space
from sync.errors import CannotStart, DiskFails, DiskFull, NoPermission, ReadOnlyDisk, StoreDamaged, StoreInUse

KEY_BYTES: Final = 48  # raw key and salt: a damaged first page must not take the salt with it
_MIN_SQLITE: Final = (3, 51, 3)  # older ones have the WAL-reset fault
_READERS: Final = 3
_PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "temp_store=MEMORY",
    "secure_delete=ON",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "busy_timeout=5000",
    "cache_size=-65536",
    "wal_autocheckpoint=2000",
    "journal_size_limit=67108864",
)
_FROZEN: Final = frozenset(
    {
        "key",
        "rekey",
        "temp_store",
        "temp_store_directory",
        "synchronous",
        "journal_mode",
        "secure_delete",
        "mmap_size",
        "writable_schema",
        "trusted_schema",
        "cipher_use_hmac",
        "cipher_plaintext_header_size",
    }
)
_DENIED: Final = frozenset({dbapi.SQLITE_ATTACH, dbapi.SQLITE_DETACH})

T = TypeVar("T")

# Else the module looks in vain for a way to bind each NULL: 0.9 µs, a text takes 0.04; most columns of a row are empty.
dbapi.register_adapter(type(None), {}.get)


def create_file(path: Path, key: bytearray) -> None:
    """Make an empty encrypted store file.

    Raises:
        DiskFull: no space. OSError: the folder cannot be written.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection = connect(path, key, fresh=True)
    connection.close()


def connect(path: Path, key: bytearray, *, maintenance: bool = False, fresh: bool = False) -> Any:
    """Open one connection with all settings; *maintenance* allows VACUUM INTO, which attaches a file.

    Only a *fresh* file may be empty: SQLite would take any empty file for a new store.

    Raises:
        StoreDamaged: missing, empty, no store of ours, or another key.
        CannotStart: the SQLite library is not the one it must be.
    """
    if tuple(int(part) for part in dbapi.sqlite_version.split(".")) < _MIN_SQLITE:
        raise CannotStart(rule="sqlite")
    if len(key) != KEY_BYTES or not path.is_file() or (not fresh and path.stat().st_size == 0):
        raise StoreDamaged(rule="file")
    connection = dbapi.connect(f"{path.as_uri()}?mode=rw", uri=True, isolation_level=None, check_same_thread=False)
    try:
        _key(connection, key)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # a wrong key fails here
        _check_durability(connection)
    except dbapi.Error as error:
        connection.close()
        raise translated(error, path.parent) from None
    if not maintenance:
        connection.set_authorizer(_authorize)
    return connection


def _key(connection: Any, key: bytearray) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")
    literal = bytearray(b"x'" + key.hex().encode() + b"'")  # any other form would silently become a passphrase
    connection.set_key(literal)
    literal[:] = bytes(len(literal))
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise CannotStart(rule="sqlcipher")


def _check_durability(connection: Any) -> None:
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if journal != "wal" or connection.execute("PRAGMA synchronous").fetchone()[0] != 2:  # noqa: PLR2004 - FULL
        raise CannotStart(rule="durability")


def _authorize(act: int, first: str | None, second: str | None, *_: Any) -> int:
    frozen = act == dbapi.SQLITE_PRAGMA and str(first).lower() in _FROZEN and second is not None
    return int(dbapi.SQLITE_DENY if act in _DENIED or frozen else dbapi.SQLITE_OK)


def writer(path: Path, key: Callable[[], bytearray]) -> Engine:
    """Return the engine with the one writing connection; every transaction begins IMMEDIATE."""
    engine = create_engine(
        "sqlite://", module=dbapi, poolclass=StaticPool, creator=lambda: connect(path, key()), hide_parameters=True
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def readers(path: Path, key: Callable[[], bytearray]) -> Engine:
    """Return the engine with a few reading connections, for any thread but the screen's."""

    def reading() -> Any:
        connection = connect(path, key())
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA cache_size=-16384")  # there are several, and 64 MB make none of them quicker
        return connection

    engine = create_engine(
        "sqlite://",
        module=dbapi,
        poolclass=QueuePool,
        pool_size=_READERS,
        max_overflow=0,
        creator=reading,
        hide_parameters=True,
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


_BUGS: Final = ("SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_MISUSE", "SQLITE_RANGE")
_UNWRITABLE: Final = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


def translated(error: BaseException, folder: Path) -> Exception:
    """Turn an exception of SQLite into one of ours; *error* may be SQLAlchemy's wrapper of it, *folder* the file's.

    A statement of ours that is wrong is a bug: it stays what it is, and nobody is told that the data is damaged.
    """
    cause = getattr(error, "orig", None) or error
    name = getattr(cause, "sqlite_errorname", "") or ""
    rule = name.removeprefix("SQLITE_").lower() or "sql"
    if name.startswith("SQLITE_FULL") or (name.startswith("SQLITE_IOERR") and not space.free_mb(folder)):
        return DiskFull(free_mb=space.free_mb(folder))
    if name.startswith("SQLITE_IOERR"):
        return DiskFails(rule=rule)
    if name.startswith(_UNWRITABLE):
        return ReadOnlyDisk() if space.is_read_only(folder) else NoPermission(rule=rule)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreInUse(pid=0)
    if name.startswith(_BUGS) and isinstance(error, Exception):
        return error
    return StoreDamaged(rule=rule)


def copy(path: Path, target: Path, key: bytearray) -> None:
    """Write a whole copy of an open store to *target*, under the same key.

    Raises:
        DiskFull: no space; what was begun is taken away. StoreDamaged: a page cannot be read.
    """
    connection = connect(path, key, maintenance=True)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    except dbapi.Error as error:
        target.unlink(missing_ok=True)
        raise translated(error, target.parent) from None
    finally:
        connection.close()


def check(path: Path, key: bytearray) -> list[str]:
    """Check pages, structure and references; an empty list means sound.

    The page check reads the file and not the log, so the log is folded in first.
    """
    connection = connect(path, key, maintenance=True)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        found = ["page" for _ in connection.execute("PRAGMA cipher_integrity_check")]
        found += ["structure" for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += ["reference" for _ in connection.execute("PRAGMA foreign_key_check")]
    except dbapi.Error as error:
        raise translated(error, path.parent) from None
    finally:
        connection.close()
    return found
