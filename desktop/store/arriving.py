"""A snapshot that arrives: its manifest and how far it is, its segments taken in one transaction each, its end."""

from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from desktop.store import ahead, erasures, laying, records, snaps
from desktop.store.device import Meta
from desktop.store.row import CREATED
from sync.domain.records.catalogue import NOUNS
from sync.engine.ports import Arriving
from sync.protocol.snapshot.manifest import FORMAT, Manifest
from sync.protocol.snapshot.segment import Segment

_REFUSED: Final = "snapshot_refused"
_PAST_FROM: Final = "past_from"
_SETTLE: Final = (
    "UPDATE history SET seq = (SELECT seq FROM outbox o WHERE o.change_id = history.change_id) "
    "WHERE change_id IN (SELECT change_id FROM outbox WHERE state = 'accepted' AND seq <= ?)"
)


def of(connection: Connection) -> Arriving | None:
    """Return the snapshot that is being taken in."""
    line = connection.exec_driver_sql("SELECT manifest, done FROM arriving").one_or_none()
    if line is None:
        return None
    return Arriving(manifest=msgspec.json.decode(line.manifest, type=Manifest), done=line.done)


def begin(connection: Connection, manifest: Manifest) -> None:
    """Begin a snapshot; one that is arriving goes on, and one that was refused stays away."""
    known = manifest.format == FORMAT and Meta(connection).text(_REFUSED) != manifest.id
    if known and of(connection) is None:
        body = msgspec.json.encode(manifest).decode()
        connection.exec_driver_sql("INSERT INTO arriving(id, manifest, done) VALUES(?, ?, 0)", (manifest.id, body))


def drop(connection: Connection, *, refused: bool) -> None:
    """Forget what arrives. What was taken in stays: it is newer than the cursor, and the news go over it in order."""
    arriving = of(connection)
    if arriving is None:
        return
    if refused:
        Meta(connection).keep(_REFUSED, arriving.manifest.id)
    if arriving.done:  # the records that came have only what is still told of them
        begin_past(connection, arriving.manifest.seq)
    connection.exec_driver_sql("DELETE FROM arriving")
    connection.exec_driver_sql("DELETE FROM arrived")


def arrived(connection: Connection, name: str) -> bytes:
    """Return what was kept of a segment."""
    part = connection.exec_driver_sql("SELECT part FROM arrived WHERE name = ?", (name,)).scalar()
    return b"" if part is None else bytes(part)


def keep_arrived(connection: Connection, name: str, part: bytes) -> None:
    """Keep what came of a segment; there is never more than one."""
    connection.exec_driver_sql("DELETE FROM arrived")
    connection.exec_driver_sql("INSERT INTO arrived(name, part) VALUES(?, ?)", (name, part))


def take(connection: Connection, arriving: Arriving, segment: Segment) -> int:
    """Take the next segment in; with the last one the cursor moves. Return how many records are new here.

    Raises:
        MassDeletion: it would delete a large share of a kind; nothing is taken in.
    """
    _settle(connection, arriving.manifest.seq)
    ahead.forget(connection)  # a segment may be older than what was told
    new = snaps.lay_segment(connection, segment)
    laying.lay_waiting(connection)
    erasures.carry_out(connection)
    done = arriving.done + 1
    connection.exec_driver_sql("UPDATE arriving SET done = ?", (done,))
    taken = arriving.manifest.segments[arriving.done].name  # the next one may be coming at this moment
    connection.exec_driver_sql("DELETE FROM arrived WHERE name = ?", (taken,))
    if done == len(arriving.manifest.segments):
        _end(connection, arriving.manifest.seq)
    return new


def _settle(connection: Connection, seq: int) -> None:
    """Own changes that the centre took in before the snapshot are part of it: no news of them will come."""
    connection.exec_driver_sql(_SETTLE, (seq,))
    connection.exec_driver_sql("DELETE FROM outbox WHERE state = 'accepted' AND seq <= ?", (seq,))


def _end(connection: Connection, seq: int) -> None:
    Meta(connection).keep("cursor", seq)
    begin_past(connection, seq)
    connection.exec_driver_sql("DELETE FROM arriving")


def begin_past(connection: Connection, seq: int) -> None:
    """Note that of records made up to *seq* not every change was told here, until somebody asks."""
    Meta(connection).keep(_PAST_FROM, seq)
    connection.exec_driver_sql("DELETE FROM past")


def past_after(connection: Connection, record: str) -> int | None:
    """Return up to which seq the past of a record was told; None when all of it is here."""
    arriving = of(connection)
    begun = max(Meta(connection).number(_PAST_FROM), 0 if arriving is None else arriving.manifest.seq)
    told: Any = connection.exec_driver_sql("SELECT seq, whole FROM past WHERE record = ?", (record,)).one_or_none()
    if told is not None:
        return None if told.whole else int(told.seq)
    made = _made(connection, record)
    return 0 if made is not None and made <= begun else None


def _made(connection: Connection, record: str) -> int | None:
    """Return the seq at which a record was made; None where the centre does not hold it."""
    for kind in NOUNS:
        stored = records.load(connection, kind, record)
        if stored is not None:
            if stored.is_new:
                return None
            version = (stored.trunk_versions or stored.versions).get(CREATED)
            return version if isinstance(version, int) else None
    return None


def keep_past(connection: Connection, record: str, seq: int, *, whole: bool) -> None:
    """Note how far the past of a record was told."""
    connection.exec_driver_sql(
        "INSERT INTO past(record, seq, whole) VALUES(?, ?, ?) "
        "ON CONFLICT(record) DO UPDATE SET seq = excluded.seq, whole = excluded.whole",
        (record, seq, whole),
    )
