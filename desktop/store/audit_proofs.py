"""What the centre proves of its log: that it grew and nothing else, and that this desk's lines stand in it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import audit, audit_overseen, directory
from desktop.store.device import Meta
from desktop.store.row import read_json, write_json
from sync.audit import checkpoint
from sync.audit.checkpoint import Checkpoint
from sync.audit.tree import HASH, follows, includes, leaf_hash
from sync.clock import stamp
from sync.errors import BadMessage
from sync.identity.canonical import bytes_of
from sync.identity.keys import PublicKeys, VerifyKey
from sync.protocol.audit import AuditAnswer, chained

_CHECKED: Final = "audit_checked"
"""In `meta`: the day of the last proof."""
_WATCHED: Final = "audit_witnessed"
_POINTS_KEPT: Final = 64
_DAY: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something is wrong with the centre's log: `log-forked`, `log-shrunk`, `log-omits`, `log-unsigned`."""

    n: int
    at: str
    code: str


def wanted(connection: Connection) -> tuple[int, str] | None:
    """Return the size to prove from and the hash of the line to prove, once a day; else None."""
    meta = Meta(connection)
    is_done = meta.text(_CHECKED) == _day(connection, meta.text("centre_time") or "")
    if meta.text("centre") is None or (is_done and audit_overseen.wanted(connection) is None):
        return None
    held = meta.number("audit_held")
    return _size(connection), (audit.hash_at(connection, held) or "") if held else ""


def again(connection: Connection) -> None:
    """The next ask wants a proof, whatever was proven today: one side was restored."""
    Meta(connection).keep(_CHECKED, "")


def check(connection: Connection, answer: AuditAnswer, device: str, time: str) -> None:
    """Take in a proof that was asked for; what does not hold is an alarm, and the earlier checkpoint stays."""
    if not answer.checkpoint:
        return
    meta = Meta(connection)
    meta.keep(_CHECKED, _day(connection, time))
    known = read_json(meta.needed("centre"))
    key = PublicKeys.read(known["keys"]).verify
    try:
        found = checkpoint.read(answer.checkpoint, key)
    except BadMessage:
        found = None
    if found is None or found.origin != checkpoint.origin_of(known["id"]):
        _raise(connection, "log-unsigned", answer.checkpoint, time)
        return
    before = last(connection)
    code = _wrong(before, found, answer) or _omitted(connection, found, answer, device)
    code = code or _watched(connection, found, answer, key)
    if code is None and not audit_overseen.take(connection, found, answer.overseen):
        code = "log-forked"
    if code is not None:
        _raise(connection, code, answer.checkpoint, time)
    if code == "log-shrunk":  # what it still has must be what it had then: proven from an earlier checkpoint
        connection.exec_driver_sql("DELETE FROM audit_point WHERE size > ?", (found.size,))
        connection.exec_driver_sql("DELETE FROM mission_audit WHERE n >= ?", (found.size,))  # others will stand there
        again(connection)
    elif code != "log-forked":
        _keep(connection, found.size, answer.checkpoint, time)


def last(connection: Connection) -> Checkpoint | None:
    """Return the newest checkpoint that was verified."""
    note = connection.exec_driver_sql("SELECT note FROM audit_point ORDER BY size DESC LIMIT 1").scalar()
    if note is None:
        return None
    return checkpoint.read(note, PublicKeys.read(read_json(Meta(connection).needed("centre"))["keys"]).verify)


def alarms(connection: Connection) -> list[Alarm]:
    """Return what nobody has seen to yet, newest first."""
    rows = connection.exec_driver_sql("SELECT n, at, code FROM audit_alarm WHERE seen = '' ORDER BY n DESC")
    return [Alarm(n=row.n, at=row.at, code=row.code) for row in rows]


def see(connection: Connection, officer: str) -> list[str]:
    """Somebody has seen to the alarms: return their codes. What the log is now is what is proven from."""
    codes = [alarm.code for alarm in alarms(connection)]
    if codes:
        connection.exec_driver_sql("DELETE FROM audit_point")
        again(connection)
    connection.exec_driver_sql("UPDATE audit_alarm SET seen = ? WHERE seen = ''", (officer,))
    return codes


def _day(connection: Connection, time: str) -> str:
    """Return which day it is at the centre, and in the last line that was written here: it hears of the other late."""
    newest = connection.exec_driver_sql("SELECT at FROM audit ORDER BY n DESC LIMIT 1").scalar() or ""
    return f"{time[:_DAY]} {newest[:_DAY]}"


def _size(connection: Connection) -> int:
    found = last(connection)
    return 0 if found is None else found.size


def _wrong(before: Checkpoint | None, found: Checkpoint, answer: AuditAnswer) -> str | None:
    if before is None:
        return None
    if found.size < before.size:
        return "log-shrunk"
    steps = _hashes(answer.consistency)
    grew = steps is not None and follows((before.size, before.root), (found.size, found.root), steps)
    return None if grew else "log-forked"


def _watched(connection: Connection, found: Checkpoint, answer: AuditAnswer, key: VerifyKey) -> str | None:
    """Keep what a witness has seen; a log that does not go on from there was shown otherwise to the witness."""
    try:
        seen = checkpoint.read(answer.witnessed, key)
    except BadMessage:
        return None
    for witness in directory.kept(Meta(connection)).centre.witnesses:
        moment = checkpoint.witnessed_at(answer.witnessed, witness.name, VerifyKey.read(witness.verify))
        if moment is None:
            continue
        steps = _hashes(answer.grown)
        if steps is None or not follows((seen.size, seen.root), (found.size, found.root), steps):
            return "log-forked"
        said: dict[str, Any] = {
            "name": witness.name,
            "size": seen.size,
            "at": stamp(datetime.fromtimestamp(moment, UTC)),
        }
        if (watched(connection) or said)["size"] <= seen.size:
            Meta(connection).keep(_WATCHED, write_json(said).decode())
    return None


def watched(connection: Connection) -> dict[str, Any] | None:
    """Return which witness has seen how much of the log, and when; None where none has."""
    said = Meta(connection).text(_WATCHED)
    return None if said is None else read_json(said)


def _omitted(connection: Connection, found: Checkpoint, answer: AuditAnswer, device: str) -> str | None:
    """Whether the last line of this desk that the centre holds is in the log; it binds all lines before it."""
    held = Meta(connection).number("audit_held")
    if held == 0:
        return None
    place, path = answer.place, _hashes(answer.inclusion)
    rows = audit.lines_after(connection, held - 1, 1)
    if place is None or path is None or not rows:
        return "log-omits"
    prev = audit.hash_at(connection, held - 1) or ""
    leaf = leaf_hash(chained(prev, device, held, rows[0][1]))
    return None if includes(found.root, found.size, place, leaf, path) else "log-omits"


def _hashes(said: list[str]) -> list[bytes] | None:
    try:
        return [bytes_of(one, HASH) for one in said]
    except BadMessage:
        return None


def _raise(connection: Connection, code: str, note: str, time: str) -> None:
    if any(alarm.code == code for alarm in alarms(connection)):
        return
    asked = "SELECT note FROM audit_point ORDER BY size DESC LIMIT 1"
    before = connection.exec_driver_sql(asked).scalar() or ""
    connection.exec_driver_sql(
        "INSERT INTO audit_alarm(at, code, note, before) VALUES(?, ?, ?, ?)", (time, code, note, before)
    )


def _keep(connection: Connection, size: int, note: str, time: str) -> None:
    connection.exec_driver_sql("INSERT OR IGNORE INTO audit_point(size, note, at) VALUES(?, ?, ?)", (size, note, time))
    connection.exec_driver_sql(
        "DELETE FROM audit_point WHERE size NOT IN (SELECT size FROM audit_point ORDER BY size DESC LIMIT ?)",
        (_POINTS_KEPT,),
    )
