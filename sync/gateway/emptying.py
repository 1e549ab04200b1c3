"""Emptying: what erased records said goes out of every table of the centre; places, hashes and names stay."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from sync.changes.change import Change
from sync.domain.rules.erasure import left_of, open_past_goes
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """By which entry and decision a record was erased; *open_past*: only what it said in the open and is sealed now."""

    seq: int
    decision: str
    open_past: bool


def empty(connection: Connection, scope: str, gone: Mapping[str, Gone]) -> None:
    """Empty what the records of *gone* said before the entries by which they were erased."""
    for some in _portions(gone):
        _empty_ledger(connection, scope, {record: gone[record] for record in some})
    whole = {record for record, by in gone.items() if not by.open_past}
    for some in _portions(whole):
        _drop_blobs(connection, scope, some)
    _empty_quarantine(connection, scope, set(gone))
    _empty_notes(connection, set(gone))
    _drop_snapshots(connection, scope)


def hash_at(connection: Connection, scope: str, seq: int) -> str | None:
    """Return the hash of an entry as it was signed, where its content was erased."""
    return connection.scalar(select(erased.c.hash).where(erased.c.scope == scope, erased.c.seq == seq))


def emptied(connection: Connection, scope: str) -> dict[int, tuple[str, str]]:
    """Return by seq the hash, and the decision, of every entry of a mission of which something was erased."""
    rows = connection.execute(select(erased).where(erased.c.scope == scope))
    return {row.seq: (row.hash, row.erasure) for row in rows}


def header_of(change: Change) -> Change:
    """Return of a change who made it, when and of which record, and nothing that it said."""
    return msgspec.structs.replace(change, values={}, base={}, reason=None, resolves=[])


def _empty_ledger(connection: Connection, scope: str, gone: Mapping[str, Gone]) -> None:
    here = (records.c.scope == scope, records.c.id.in_(gone))
    rows = connection.execute(select(records.c.id, records.c.kind, records.c["values"]).where(*here)).all()
    present = {row.id: (row.kind, msgspec.json.decode(row.values, type=dict[str, Any])) for row in rows}
    named = (ledger.c.seq, ledger.c.record, ledger.c.change, ledger.c.effect)
    query = select(*named).where(ledger.c.scope == scope, ledger.c.record.in_(gone))
    hashes, lines = [], []
    for row in connection.execute(query).all():
        by = gone[row.record]
        said = _rest(row, *present[row.record]) if by.open_past else _nothing(row, *present[row.record])
        if said is None or (row.seq >= by.seq and not by.open_past):
            continue
        signed = hashlib.sha256(row.change.encode()).hexdigest()
        hashes.append({"scope": scope, "seq": row.seq, "hash": signed, "erasure": by.decision})
        lines.append({"at_scope": scope, "at_seq": row.seq, "said": said[0], "left": said[1]})
    if lines:
        _keep_hashes(connection, scope, hashes)
        at = (ledger.c.scope == bindparam("at_scope"), ledger.c.seq == bindparam("at_seq"))
        said_then: dict[Any, Any] = {"change": bindparam("said"), "effect": bindparam("left")}
        connection.execute(update(ledger).where(*at).values(said_then), lines)
    for record, by in gone.items():
        if by.open_past:
            _forget_paths(connection, scope, record, *present[record])


def _nothing(row: Any, kind: str, values: dict[str, Any]) -> tuple[str, str]:
    """Return an entry without content, and what it comes down to."""
    change = header_of(msgspec.json.decode(row.change, type=Change))
    return _encoder.encode(change).decode(), _encoder.encode(left_of(kind, values)).decode()


def _rest(row: Any, kind: str, values: dict[str, Any]) -> tuple[str, str] | None:
    """Return an entry without what is sealed now, and what of it came into force; None where it said nothing of it."""
    change = msgspec.json.decode(row.change, type=Change)
    effect = change.values if row.effect is None else msgspec.json.decode(row.effect, type=dict[str, Any])

    def stays(said: dict[str, Any]) -> dict[str, Any]:
        return {path: value for path, value in said.items() if not open_past_goes(kind, path, values)}

    rest = msgspec.structs.replace(change, values=stays(change.values), base=stays(change.base), reason=None)
    if rest == change and stays(effect) == effect:
        return None
    return _encoder.encode(rest).decode(), _encoder.encode(stays(effect)).decode()


def _forget_paths(connection: Connection, scope: str, record: str, kind: str, values: dict[str, Any]) -> None:
    """Forget when paths changed that are sealed now: they say what there was."""
    at = (records.c.scope == scope, records.c.id == record)
    versions = msgspec.json.decode(connection.scalar(select(records.c.versions).where(*at)) or "{}")
    rest = {path: seq for path, seq in versions.items() if not open_past_goes(kind, path, values)}
    connection.execute(update(records).where(*at).values(versions=_encoder.encode(rest).decode()))


def _keep_hashes(connection: Connection, scope: str, hashes: list[dict[str, Any]]) -> None:
    """Keep the hash of each entry as it was signed; one of which a part went before has its hash already."""
    for some in _portions(line["seq"] for line in hashes):
        here = (erased.c.scope == scope, erased.c.seq.in_(some))
        rows = connection.execute(select(erased.c.seq, erased.c.hash).where(*here)).all()
        known = {row.seq: row.hash for row in rows}
        connection.execute(delete(erased).where(*here))
        wanted = set(some)
        lines = [line | {"hash": known.get(line["seq"], line["hash"])} for line in hashes if line["seq"] in wanted]
        connection.execute(insert(erased), lines)


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
