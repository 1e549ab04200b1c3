"""Erasures on this desk: records that two officers had erased lose what they ever said here, in the same transaction.

What cannot be done in one (files, backups, SQLite's log) is done after it, see sweeping.py; then the centre is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from desktop.store import beneath, peers, records
from desktop.store.device import Meta
from desktop.store.portions import portions
from desktop.store.row import Stored, read_json, write_json
from desktop.store.schema import table_of
from desktop.store.signer import Signer
from desktop.store.write import Write
from sync.changes.change import DELETED, Change
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.flat import Flat, applied
from sync.domain.rules.erasure import (
    BEFORE_RAISE,
    ERASURE,
    belongs,
    broken,
    erasure_of,
    is_erased,
    left_of,
    open_past_goes,
)
from sync.domain.rules.restricted import sealed_fields
from sync.errors import RuleBroken
from sync.identity import erasing
from sync.protocol.messages import Result, read_change

ERASED: Final = "erased"
"""The code of a change that the centre, or this desk, refuses because its record was erased."""
UNSWEPT: Final = "erasures_unswept"
"""In `meta`: something was emptied, and what lies beside the tables was not looked at since."""
_MOST: Final = 64
_DONE: Final = (
    "SELECT _id FROM r_erasure WHERE done_at IS NOT NULL AND _id NOT IN (SELECT id FROM erasures_told WHERE told)"
)
_EMPTY: Final = "UPDATE history SET body = ?, effect = ?, was = NULL WHERE change_id = ?"


def check(connection: Connection, change: Change, before: Stored) -> None:
    """Hold an officer's save to what was erased, and a decision to the rules of decisions.

    Raises:
        RuleBroken: "erased", or one of those of decisions.
    """
    if before.row.deleted is not None and erasure_of(before.row.deleted) is not None:
        raise RuleBroken(rule=ERASED, kind=change.kind)
    if change.op == "create" and any(_is_gone(connection, *name) for name in belongs(change.kind, change.values)):
        raise RuleBroken(rule=ERASED, kind=change.kind)
    if change.kind == ERASURE:
        known = None if change.op == "create" else before.values
        rule = broken(known, applied(before.values, change.values), change.officer)
        if rule is not None:
            raise RuleBroken(rule=rule, kind=ERASURE)


def _is_gone(connection: Connection, kind: str, record: str) -> bool:
    if kind not in NOUNS:  # of a newer release
        return False
    found = records.load(connection, kind, record)
    return found is not None and erasure_of(found.row.deleted) is not None


def bury(connection: Connection, kind: str, record: str, by: str) -> None:
    """A record was laid as erased: nothing lies over it any more; own work that was not sent is shown in the tray."""
    handed = "SELECT change_id FROM handed"
    mine = f"record = ? AND state != 'accepted' AND change_id NOT IN ({handed})"
    connection.exec_driver_sql(f"UPDATE outbox SET state = 'refused', code = '{ERASED}' WHERE {mine}", (record,))  # noqa: S608
    connection.exec_driver_sql(f"DELETE FROM outbox WHERE record = ? AND code IS NOT '{ERASED}'", (record,))  # noqa: S608
    values = (record, kind, by)
    connection.exec_driver_sql("INSERT OR REPLACE INTO erasing(record, kind, erasure) VALUES(?, ?, ?)", values)


def carry_out(connection: Connection) -> None:
    """Empty all that was laid as erased, where the decision is here: what the centre says alone is a deletion."""
    lines: Any = connection.exec_driver_sql("SELECT record, kind, erasure FROM erasing").all()
    known = founded(connection, {line.erasure for line in lines})
    gone = [line for line in lines if line.erasure in known]
    for line in gone:
        _empty(connection, line.kind, line.record)
    past = _open_pasts(connection)
    for decision in past:
        _empty_open_past(connection, decision)
    if gone or past:
        for table in ("receipts", "arrived"):  # answers and segments as they came
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - own names
        Meta(connection).keep(UNSWEPT, 1)


def _open_pasts(connection: Connection) -> list[Stored]:
    """Return decisions, to be carried out here, about what a restricted case said before it was one."""
    handled = "SELECT id FROM erasures_told"
    sql = f"SELECT _id FROM r_erasure WHERE erasure_scope = ? AND done_at IS NOT NULL AND _id NOT IN ({handled})"  # noqa: S608
    ids = list(connection.exec_driver_sql(sql, (BEFORE_RAISE,)).scalars())
    known = founded(connection, ids)
    return [one for one in records.load_many(connection, ERASURE, ids).values() if one.row.id in known]


def _empty_open_past(connection: Connection, decision: Stored) -> None:
    """Take out of histories what is sealed now; what waits to be sent was sealed when the case was restricted."""
    subject = (str(decision.values.get("subject_kind")), str(decision.values.get("subject_id")))
    waiting = "SELECT change_id FROM outbox"
    for kind, record in beneath.of(connection, subject):
        stored = records.load(connection, kind, record)
        if stored is None or not sealed_fields(kind):
            continue
        sql = f"SELECT change_id, body, effect, was FROM history WHERE record = ? AND change_id NOT IN ({waiting})"  # noqa: S608
        for line in connection.exec_driver_sql(sql, (record,)).all():
            _empty_open(connection, line, stored)
        rest = {path: seq for path, seq in stored.versions.items() if not _goes(stored, path)}
        sql = f"UPDATE {table_of(kind).name} SET _versions = ? WHERE _id = ?"  # noqa: S608 - our own name
        connection.exec_driver_sql(sql, (write_json(rest).decode(), record))
    connection.exec_driver_sql("INSERT OR IGNORE INTO erasures_told(id) VALUES(?)", (decision.row.id,))


def _empty_open(connection: Connection, line: Any, stored: Stored) -> None:
    def rest(said: Flat) -> Flat:
        return {path: value for path, value in said.items() if not _goes(stored, path)}

    change = read_change(line.body.encode())
    bare = msgspec.structs.replace(change, values=rest(change.values), base=rest(change.base), reason=None)
    effect, was = (
        None if one is None else write_json(rest(read_json(one))).decode() for one in (line.effect, line.was)
    )
    sql = "UPDATE history SET body = ?, effect = ?, was = ? WHERE change_id = ?"
    connection.exec_driver_sql(sql, (write_json(bare).decode(), effect, was, line.change_id))


def _goes(stored: Stored, path: str) -> bool:
    return open_past_goes(stored.row.kind, path, stored.trunk or stored.values)


def signed(kind: str, write: Write, officer: str, signer: Signer | None) -> Write:
    """Return a save with the officer's signature, where it asks for an erasure or confirms one."""
    if kind != ERASURE or signer is None:
        return write
    after = applied(write.before.values, write.values)
    if write.op == "create" and after.get("asked_by") == officer:
        return replace(write, values=write.values | {"asked_signature": signer.sign(erasing.asked(after))})
    if write.values.get("confirmed_by") == officer:
        return replace(write, values=write.values | {"confirmed_signature": signer.sign(erasing.confirmed(after))})
    return write


def founded(connection: Connection, decisions: Iterable[str]) -> set[str]:
    """Return those *decisions* that two officers of the mission signed; the centre alone makes no desk forget."""
    known = records.load_many(connection, ERASURE, sorted(decisions))
    keys_of = partial(peers.verify_keys, connection)
    return {one.row.id for one in known.values() if erasing.is_proven(one.values, keys_of)}


def _empty(connection: Connection, kind: str, record: str) -> None:
    stored = records.load(connection, kind, record)
    left = {} if stored is None else left_of(kind, stored.values | {DELETED: stored.row.deleted})
    sql = "SELECT change_id, body FROM history WHERE record = ? AND change_id NOT IN (SELECT change_id FROM outbox)"
    _strip(connection, connection.exec_driver_sql(sql, (record,)).all(), write_json(left).decode())
    connection.exec_driver_sql("DELETE FROM drafts WHERE instr(form, ?)", (record,))
    connection.exec_driver_sql("INSERT OR IGNORE INTO doomed_blobs SELECT id FROM blobs WHERE record = ?", (record,))
    for table in ("blobs", "past", "erasing"):
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE record = ?", (record,))  # noqa: S608 - own names


def _strip(connection: Connection, lines: Sequence[Any], effect: str | None) -> None:
    bare = [(write_json(_header_of(line.body)).decode(), effect, line.change_id) for line in lines]
    if bare:
        connection.exec_driver_sql(_EMPTY, bare)


def _header_of(body: str) -> Change:
    return msgspec.structs.replace(read_change(body.encode()), values={}, base={}, reason=None, resolves=[])


def is_empty(effect: str | None) -> bool:
    """Whether a change, of which *effect* came into force, has lost its content here: nobody can send it again."""
    return effect is not None and is_erased(read_json(effect))


def strip(connection: Connection, change_ids: Sequence[str]) -> None:
    """Drop what refused changes said of something erased: an officer who may has seen them, or their own desk will."""
    for part in portions(change_ids):
        sql = f"SELECT change_id, body FROM history WHERE change_id IN ({','.join('?' * len(part))})"  # noqa: S608
        _strip(connection, connection.exec_driver_sql(sql, part).all(), "{}")
    if change_ids:
        Meta(connection).keep(UNSWEPT, 1)


def is_late(connection: Connection, change_id: str) -> bool:
    """Whether a change in the tray was refused because something was erased."""
    sql = f"SELECT 1 FROM outbox WHERE change_id = ? AND code = '{ERASED}'"  # noqa: S608 - our own word
    return connection.exec_driver_sql(sql, (change_id,)).first() is not None


def turned_away(connection: Connection, results: Sequence[Result]) -> None:
    """What another desk handed here was refused as erased: its own desk shows it, and here nothing is kept."""
    late = [one.id for one in results if one.code == ERASED]
    for part in portions(late):
        sql = f"SELECT change_id FROM handed WHERE change_id IN ({','.join('?' * len(part))})"  # noqa: S608
        strip(connection, list(connection.exec_driver_sql(sql, part).scalars()))


def are_left(connection: Connection) -> bool:
    """Whether anything of what was erased is still on this desk, or may be."""
    if Meta(connection).number(UNSWEPT):
        return True
    waits = ("erasing", "doomed_blobs", f"outbox WHERE code = '{ERASED}'")
    return any(connection.exec_driver_sql(f"SELECT 1 FROM {one} LIMIT 1").first() is not None for one in waits)  # noqa: S608


def untold(connection: Connection) -> tuple[str, ...]:
    """Return the erasures of which this desk has nothing left, and of which the centre has not heard so."""
    if are_left(connection):
        return ()
    return tuple(connection.exec_driver_sql(f"{_DONE} ORDER BY _id LIMIT {_MOST}").scalars())


def telling(connection: Connection) -> None:
    """The envelope that is frozen says so."""
    lines = [(one,) for one in untold(connection)]
    if lines:
        connection.exec_driver_sql("INSERT OR REPLACE INTO erasures_told(id, asked) VALUES(?, 1)", lines)


def told(connection: Connection) -> None:
    """The centre has answered to the frozen envelope."""
    connection.exec_driver_sql("UPDATE erasures_told SET told = 1 WHERE asked AND NOT told")


def forget_told(connection: Connection) -> None:
    """The centre was restored, and may have forgotten it."""
    connection.exec_driver_sql("DELETE FROM erasures_told")
