"""Witnessing: a checkpoint that a witness has cosigned comes back to the centre, which hands it to every desk."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, delete, insert

from sync.audit import checkpoint
from sync.audit.tree import follows
from sync.clock import stamp
from sync.directory.content import CENTRE, Centre, read
from sync.directory.signing import Directory
from sync.errors import BadMessage, InvalidField, UnreadableFile
from sync.gateway.audit import log
from sync.gateway.audit.log import Arrived, Note
from sync.gateway.directory.shelf import TableFiles
from sync.gateway.listed import kind
from sync.gateway.tables import audit_witnessed
from sync.identity.keys import Speaker, VerifyKey

_MOST_BYTES: Final = 16_384


def take(connection: Connection, centre: Speaker, file: Path, now: datetime) -> dict[str, Any]:
    """Take a cosigned checkpoint in, from whoever the directory names as a witness.

    Raises:
        UnreadableFile: it cannot be read. InvalidField: no checkpoint of this log ("checkpoint"), or cosigned by nobody
            whom the directory names ("unknown-witness").
    """
    try:
        with file.open(encoding="utf-8") as source:
            note = source.read(_MOST_BYTES)
        found = checkpoint.read(note, centre.public.verify)
    except (OSError, UnicodeDecodeError):
        raise UnreadableFile(field="note", rule="not-there") from None
    except BadMessage:
        raise InvalidField(field="note", rule="checkpoint") from None
    tree, _ = log.checkpoint_of(connection, centre)
    size, steps = found.size, tree.consistency(found.size) if found.size <= tree.size else []
    if not follows((size, found.root), (tree.size, tree.root()), steps):
        raise InvalidField(field="note", rule="checkpoint")
    name = _witness(connection, note, now)
    connection.execute(delete(audit_witnessed).where(audit_witnessed.c.size == size))
    connection.execute(insert(audit_witnessed).values(size=size, note=note))
    log.append(connection, Arrived(notes=[Note(mission="", act="witness", fields=(name, f"size={size}"))]), stamp(now))
    return {"witness": name, "size": size}


def _witness(connection: Connection, note: str, now: datetime) -> str:
    said = None if kind(connection) is None else Directory(TableFiles(connection), now).said(CENTRE)
    for one in () if said is None else read(said, Centre).witnesses:
        if checkpoint.witnessed_at(note, one.name, VerifyKey.read(one.verify)) is not None:
            return one.name
    raise InvalidField(field="note", rule="unknown-witness")
