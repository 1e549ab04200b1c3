"""Emptying: what erased records said goes out of every table of the centre; places, hashes and names stay."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from sync.changes.change import Change
from sync.domain.rules.erasure import left_of
from sync.gateway.tables import (
    blobs,
    doomed_blobs,
    erased,
    ledger,
    quarantine,
    records,
    rescued,
    segments,
    snapshots,
)
from sync.protocol.rescue import RescueNote

ERASED: Final = "erased"
"""Why a change of an erased record, or of one that would hang on it, is refused."""

_AT_ONCE: Final = 500
_encoder = msgspec.json.Encoder(order="sorted")


def empty(connection: Connection, scope: str, gone: Mapping[str, int]) -> None:
    """Empty all that *gone* records said before the entries by which they were erased."""
    for some in _portions(gone):
        _empty_ledger(connection, scope, {record: gone[record] for record in some})
        _drop_blobs(connection, scope, some)
    _empty_quarantine(connection, scope, set(gone))
    _empty_notes(connection, set(gone))
    _drop_snapshots(connection, scope)


def hash_at(connection: Connection, scope: str, seq: int) -> str | None:
    """Return the hash of an entry as it was signed, where its content was erased."""
    return connection.scalar(select(erased.c.hash).where(erased.c.scope == scope, erased.c.seq == seq))


def emptied(connection: Connection, scope: str) -> dict[int, str]:
    """Return by seq the hash of every entry of a mission whose content was erased."""
    rows = connection.execute(select(erased.c.seq, erased.c.hash).where(erased.c.scope == scope))
    return {row.seq: row.hash for row in rows}


def header_of(change: Change) -> Change:
    """Return of a change who made it, when and of which record, and nothing that it said."""
    return msgspec.structs.replace(change, values={}, base={}, reason=None, resolves=[])


def _empty_ledger(connection: Connection, scope: str, gone: Mapping[str, int]) -> None:
    here = (records.c.scope == scope, records.c.id.in_(gone))
    rows = connection.execute(select(records.c.id, records.c.kind, records.c["values"]).where(*here)).all()
    left = {row.id: _encoder.encode(left_of(row.kind, msgspec.json.decode(row.values))).decode() for row in rows}
    query = select(ledger.c.seq, ledger.c.record, ledger.c.change).where(
        ledger.c.scope == scope, ledger.c.record.in_(gone)
    )
    hashes, lines = [], []
    for row in connection.execute(query):
        if row.seq < gone[row.record]:
            change = header_of(msgspec.json.decode(row.change, type=Change))
            signed = hashlib.sha256(row.change.encode()).hexdigest()
            hashes.append({"scope": scope, "seq": row.seq, "hash": signed})
            said = {"said": _encoder.encode(change).decode(), "left": left[row.record]}
            lines.append({"at_scope": scope, "at_seq": row.seq} | said)
    if lines:
        connection.execute(insert(erased), hashes)
        at = (ledger.c.scope == bindparam("at_scope"), ledger.c.seq == bindparam("at_seq"))
        said_then: dict[Any, Any] = {"change": bindparam("said"), "effect": bindparam("left")}
        connection.execute(update(ledger).where(*at).values(said_then), lines)


def _drop_blobs(connection: Connection, scope: str, gone: Sequence[str]) -> None:
    here = (blobs.c.scope == scope, blobs.c.record.in_(gone))
    names = connection.scalars(select(blobs.c.id).where(*here)).all()
    if names:
        connection.execute(insert(doomed_blobs), [{"scope": scope, "id": name} for name in names])
        connection.execute(delete(blobs).where(*here))


def _empty_quarantine(connection: Connection, scope: str, gone: set[str]) -> None:
    rows = connection.execute(select(quarantine).where(quarantine.c.scope == scope)).all()
    for row in rows:
        change = msgspec.json.decode(row.change, type=Change)
        if change.record in gone:
            at = (quarantine.c.scope == scope, quarantine.c.change_id == row.change_id)
            text = _encoder.encode(header_of(change)).decode()
            connection.execute(update(quarantine).where(*at).values(change=text))


def _empty_notes(connection: Connection, gone: set[str]) -> None:
    """Leave out of rescued notes what names an erased record: drafts, and changes that no ledger has."""
    for row in connection.execute(select(rescued.c.id, rescued.c.note)).all():
        note = msgspec.json.decode(row.note, type=RescueNote)
        changes = [one for one in note.changes if not _names(one.body, gone)]
        drafts = [one for one in note.drafts if not _names(one.form + one.body, gone)]
        if (changes, drafts) != (note.changes, note.drafts):
            rest = msgspec.json.encode(msgspec.structs.replace(note, changes=changes, drafts=drafts)).decode()
            connection.execute(update(rescued).where(rescued.c.id == row.id).values(note=rest))


def _names(text: str, gone: Iterable[str]) -> bool:
    return any(record in text for record in gone)


def _drop_snapshots(connection: Connection, scope: str) -> None:
    """Snapshots are built anew; a desk that is taking one in asks for the next."""
    here = or_(snapshots.c.scope == scope, snapshots.c.scope.startswith(f"{scope}/", autoescape=True))
    ids = connection.scalars(select(snapshots.c.id).where(here)).all()
    connection.execute(delete(segments).where(segments.c.snapshot.in_(ids)))
    connection.execute(delete(snapshots).where(snapshots.c.id.in_(ids)))


def _portions(ids: Iterable[str]) -> Iterator[list[Any]]:
    every = sorted(ids)
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]
