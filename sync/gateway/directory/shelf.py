"""The files of the directory in the database, and what one mission is told of them."""

from collections.abc import Iterator, MutableMapping
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec
from sqlalchemy import Connection, delete, insert, select

from sync.clock import stamp
from sync.directory.content import POLICY, Policy, Retention, path_of
from sync.directory.handover import FORMER, SIGNED
from sync.directory.signing import Directory
from sync.gateway.listed import MINISTRY, kind
from sync.gateway.tables import directory_files, directory_missions
from sync.identity.canonical import text_of

ROOT: Final = "1.root.json"
_TOKEN_BYTES: Final = 6
_OTHERS: Final = "targets/missions/"


class TableFiles(MutableMapping[str, bytes]):
    """The files by name, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __getitem__(self, name: str) -> bytes:
        found = self._connection.scalar(select(directory_files.c.content).where(directory_files.c.name == name))
        if found is None:
            raise KeyError(name)
        return bytes(found)

    def __setitem__(self, name: str, content: bytes) -> None:
        self._connection.execute(delete(directory_files).where(directory_files.c.name == name))
        self._connection.execute(insert(directory_files).values(name=name, content=content))

    def __delitem__(self, name: str) -> None:
        self._connection.execute(delete(directory_files).where(directory_files.c.name == name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._connection.scalars(select(directory_files.c.name)).all())

    def __len__(self) -> int:
        return len(list(iter(self)))


def told(directory: Directory, mission: str) -> dict[str, str]:
    """Return the files that a desk of *mission* needs: all metadata, and no other mission's officers."""
    files = directory.files
    handed = (name for name in (FORMER, SIGNED) if name in files)
    return {name: files[name].decode() for name in (*directory.published([mission]), *handed)}


def keep(connection: Connection, directory: Directory, mission: str) -> str:
    """Keep what the directory in force says of a mission, and return by which token its desks know it.

    It is another one where something that concerns the mission has changed, or its timestamp was signed anew.
    """
    said = directory.said(path_of(mission))
    names = [name for name in directory.published([mission]) if name.startswith("targets/") or "root" in name]
    last = directory.roles.timestamp()
    until = "" if last is None else last.expires.isoformat()
    token = text_of(sha256("\n".join([until, *sorted(names)]).encode()).digest()[:_TOKEN_BYTES])
    connection.execute(delete(directory_missions).where(directory_missions.c.mission == mission))
    text = None if said is None else said.decode()
    connection.execute(
        insert(directory_missions).values(mission=mission, token=token, said=text, made_at=stamp(directory.now))
    )
    return token


def retention(connection: Connection, now: datetime) -> tuple[Retention, ...]:
    """Return the archive schedule that the ministry has decided; none where it has decided nothing."""
    said = Directory(TableFiles(connection), now).said(POLICY) if kind(connection) == MINISTRY else None
    return () if said is None else msgspec.json.decode(said, type=Policy).retention


def public(connection: Connection, name: str) -> bytes | None:
    """Return a file that anybody may have: metadata, orders, policy, public keys, and never who works where."""
    return None if name.startswith(_OTHERS) else TableFiles(connection).get(name)


def root_hash(connection: Connection) -> str:
    """Return what a desk pins when it joins: the SHA-256 (hex) of the first root."""
    return sha256(TableFiles(connection)[ROOT]).hexdigest()
