"""A private PostgreSQL for tests: Debian's own programmes, a temporary folder, one socket that nobody else can open."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

import psycopg
from psycopg import sql

VARIABLE: Final = "SISKO_TEST_DATABASE"
"""A ``postgresql+psycopg://`` address of a server whose user may make databases; set it to use a server of your own."""

_PLACES: Final = (Path("/usr/lib/postgresql"), Path(sys.prefix) / "system/usr/lib/postgresql")
_SETTINGS: Final = "-c listen_addresses='' -c max_connections=200 -c timezone=GMT -c log_timezone=GMT"
# A test survives the end of a process, not of the machine. Everything else is as a centre would run it.
_HASTY: Final = f"{_SETTINGS} -c fsync=off"


class NoServer(Exception):
    """No PostgreSQL can be started here."""


@contextmanager
def running() -> Iterator[str]:
    """Give the address of a server: the one that is named in the environment, or a new one that ends with the block.

    Raises:
        NoServer: there are no programmes, or they do not start; the message holds their own words.
    """
    if named := os.environ.get(VARIABLE):
        yield named
        return
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a short name: a socket's path has room for 107 letters
    try:
        with _started(_programmes(), folder, _HASTY):
            yield _address(folder)
    finally:
        shutil.rmtree(folder)


@contextmanager
def running_as_at_a_centre() -> Iterator[str]:
    """Give the address of a new server that waits for the disk, as a centre's does: for measuring.

    Raises:
        NoServer: as `running`.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        with _started(_programmes(), folder, _SETTINGS):
            yield _address(folder)
    finally:
        shutil.rmtree(folder)


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """Make an empty database on *server*, give its address, and drop it."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(server.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
        try:
            yield _with_database(server, name)
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@contextmanager
def _started(programmes: Path, folder: Path, settings: str) -> Iterator[None]:
    user = _ordinary_user(folder)
    data = ["-D", str(folder / "data")]
    initdb = [str(programmes / "initdb"), *data]
    pg_ctl = [str(programmes / "pg_ctl"), *data, "-w"]
    _run([*initdb, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], user)
    _run([*pg_ctl, "-l", str(folder / "log"), "-o", f"{settings} -k {folder}", "start"], user)
    try:
        yield
    finally:
        _run([*pg_ctl, "-m", "immediate", "stop"], user)


def _address(folder: Path) -> str:
    return f"postgresql+psycopg://tests@/postgres?host={folder}"


def _with_database(server: str, name: str) -> str:
    address, mark, options = server.partition("?")
    return f"{address.rpartition('/')[0]}/{name}{mark}{options}"


def _programmes() -> Path:
    found = [path.parent for place in _PLACES for path in sorted(place.glob("*/bin/initdb"))]
    if not found:
        raise NoServer(f"no PostgreSQL in {_PLACES[0]}: apt-get install postgresql, or set {VARIABLE}")
    return found[-1]


def _ordinary_user(folder: Path) -> str | None:
    """The user who shall run the server when we are root, whom PostgreSQL refuses; *folder* becomes theirs."""
    if os.geteuid() != 0:
        return None
    for user in ("postgres", "nobody"):
        with suppress(LookupError):
            shutil.chown(folder, user)
            return user
    raise NoServer("root cannot run PostgreSQL, and there is neither a user postgres nor a user nobody")


def _run(command: list[str], user: str | None) -> None:
    """Run *command* as *user* in a folder that anybody may enter; its words go into the error.

    The words go through a file: a server that inherits a pipe would keep it open.
    """
    with tempfile.TemporaryFile("w+") as words:
        done = subprocess.run(
            command, user=user, cwd="/", stdin=subprocess.DEVNULL, stdout=words, stderr=words, check=False
        )
        words.seek(0)
        if done.returncode:
            raise NoServer(words.read())
