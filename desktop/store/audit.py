"""The audit: one line per act, names of fields and never values, each line bound to the one before."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from desktop.store.device import Meta
from desktop.store.row import write_json

_FIRST: Final = "0" * 64
_HEAD: Final = "audit_head"
"""In `meta`: the hash of the last line, so that lines cut off at the end are missed."""
_INSERT: Final = "INSERT INTO audit(at, officer, act, kind, record, fields, hash) VALUES(?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody did."""

    at: str
    officer: str
    act: str  # create, edit, delete, restore, view, search, export, import, unlock, sync, ...
    kind: str | None = None
    record: str | None = None
    fields: tuple[str, ...] = ()


def write(connection: Connection, acts: Iterable[Act]) -> None:
    """Append *acts* in the transaction of the act itself."""
    meta = Meta(connection)
    last = meta.text(_HEAD) or _FIRST
    lines = []
    for act in acts:
        last = _chained(last, act)
        lines.append((act.at, act.officer, act.act, act.kind, act.record, " ".join(act.fields), last))
    if lines:
        connection.exec_driver_sql(_INSERT, lines)
        meta.keep(_HEAD, last)


def broken_at(connection: Connection) -> int | None:
    """Return the number of the first line that does not follow from the one before; None when all do."""
    last, count = _FIRST, 0
    found = connection.exec_driver_sql("SELECT n, at, officer, act, kind, record, fields, hash FROM audit ORDER BY n")
    for line in found:
        act = Act(
            at=line.at,
            officer=line.officer,
            act=line.act,
            kind=line.kind,
            record=line.record,
            fields=tuple(line.fields.split()),
        )
        last = _chained(last, act)
        count = int(line.n)
        if last != line.hash:
            return count
    head = Meta(connection).text(_HEAD) or _FIRST
    return None if last == head else count + 1  # lines are missing at the end


def _chained(last: str, act: Act) -> str:
    line = write_json([last, act.at, act.officer, act.act, act.kind, act.record, list(act.fields)])
    return hashlib.sha256(line).hexdigest()
