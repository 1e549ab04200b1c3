"""Taking back the last save: an ordinary new change with the values from before, as long as nobody built on it."""

from sqlalchemy import Connection

from desktop.store.device import Meta
from desktop.store.row import Row
from desktop.store.unit import Unit
from sync.changes.change import DELETED, Change
from sync.domain.records.flat import Flat, applied
from sync.errors import NothingToUndo, RuleBroken
from sync.protocol.messages import read_change

_UNDONE = "undone"


def undo_last(unit: Unit) -> Row:
    """Take back this officer's last save that was not taken back yet.

    Raises:
        NothingToUndo: there is none.
        RuleBroken: somebody changed the record since; rule "changed-since".
    """
    change = _last(unit)
    past = [one for one in _changes(unit.connection, change.record) if one.id != change.id]
    newer = _is_newest(unit.connection, change)
    if not newer:
        raise RuleBroken(rule="changed-since", kind=change.kind)
    if change.op == "create":
        row = unit.delete(change.kind, change.record, "undo")
    else:
        before: Flat = {}
        for one in past:
            before = applied(before, one.values)
        values = {path: before.get(path) for path in change.values if path != DELETED}
        row = _inverse(unit, change, values)
    meta = Meta(unit.connection)
    meta.keep(f"{_UNDONE}:{change.id}", unit.at)
    for own in unit.touched.change_ids:
        meta.keep(f"{_UNDONE}:{own}", unit.at)
    return row


def _inverse(unit: Unit, change: Change, values: Flat) -> Row:
    if change.op == "delete":
        return unit.restore(change.kind, change.record)
    if change.op == "restore":
        return unit.delete(change.kind, change.record, "undo")
    return unit.change(change.kind, change.record, values)


def _last(unit: Unit) -> Change:
    lines = unit.connection.exec_driver_sql(
        "SELECT body FROM history h WHERE device = ? AND NOT EXISTS "
        "(SELECT 1 FROM meta WHERE key = 'undone:' || h.change_id) ORDER BY n DESC LIMIT 50",
        (unit.desk.device,),
    )
    for (body,) in lines:
        change = read_change(body.encode())
        if change.officer == unit.officer:
            return change
    raise NothingToUndo


def _changes(connection: Connection, record: str) -> list[Change]:
    lines = connection.exec_driver_sql(
        "SELECT body FROM history WHERE record = ? ORDER BY seq IS NULL, seq, n", (record,)
    )
    return [read_change(body.encode()) for (body,) in lines]


def _is_newest(connection: Connection, change: Change) -> bool:
    return _changes(connection, change.record)[-1].id == change.id
