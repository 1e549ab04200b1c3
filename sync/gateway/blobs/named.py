"""What the records of a mission say about blobs: only what an attachment names may be sent or fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, select

from sync.changes.change import Change
from sync.changes.conflict import CENTRE
from sync.changes.hlc import tick
from sync.changes.merge import merge
from sync.clock import stamp
from sync.domain.records.catalogue import NOUNS
from sync.gateway.ledger import Book, Source
from sync.gateway.tables import records
from sync.identity.stream import encrypted_size

KIND: Final = "attachment"
WHOLE: Final = "ACK"
LOST: Final = "QUEUED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A blob as its attachment names it."""

    record: str
    owner: str  # the kind of the record that the file belongs to
    bytes: int  # sealed
    sha256: str
    is_original: bool


def named(connection: Connection, scope: str, record_ids: Iterable[str]) -> dict[tuple[str, str], Named]:
    """Return by (record, blob) the blobs that these records of a mission name."""
    rows = connection.execute(
        select(records.c.id, records.c["values"]).where(
            records.c.scope == scope, records.c.kind == KIND, records.c.id.in_(set(record_ids))
        )
    )
    found: dict[tuple[str, str], Named] = {}
    for record, text in rows:
        values = msgspec.json.decode(text, type=dict[str, Any])
        for name, size, digest in (("blob", "bytes", "blob_sha256"), ("preview", "preview_bytes", "preview_sha256")):
            if values.get(name) and values.get(digest) and isinstance(values.get(size), int):
                found[record, values[name]] = Named(
                    record=record,
                    owner=str(values.get("owner_kind")),
                    bytes=encrypted_size(values[size]),
                    sha256=values[digest],
                    is_original=name == "blob",
                )
    return found


def tell(connection: Connection, scope: str, record: str, now: datetime, state: str) -> None:
    """Enter into the ledger, as the centre's own change, how an attachment stands here: every desk hears of it.

    Of one that was deleted nothing is told: any change would bring it back.
    """
    book = Book(connection, scope, now)
    before = book.state(record)
    if before is None or before.is_deleted or before.values.get("sync_state") == state:
        return
    values = {"sync_state": state}
    change = Change(
        id=book.own_id(record, values),
        record=record,
        kind=KIND,
        op="set",
        values=values,
        base={"sync_state": before.version("sync_state")},
        officer=CENTRE,
        at=stamp(now),
        hlc=tick("", now, CENTRE),
    )
    merged = merge(NOUNS[KIND], before, change, book.head + 1, book)
    if merged.state is None:
        return
    book.append(change, merged.state, merged.effect, Source(device=CENTRE, batch=None))
    book.write()
