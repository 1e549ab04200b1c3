"""Taking back the last save: ordinary new changes with the values from before, as long as nobody built on it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from desktop.store.row import Row, read_json
from desktop.store.unit import Unit
from sync.changes.change import DELETED, Change
from sync.domain.records.flat import Flat
from sync.errors import NothingToUndo, RuleBroken
from sync.protocol.messages import read_change

_SAVES_LOOKED_AT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """One change of a save, and what stood there before."""

    n: int
    change: Change
    was: Flat


def undo_last(unit: Unit) -> Row:
    """Take back this officer's last save on this desk that was not taken back yet; again, the one before it.

    All records of the save go back; the one that it began with is returned.

    Raises:
        NothingToUndo: there is none.
        RuleBroken: a record was changed since; rule "changed-since"; nothing is written.
    """
    save = _last_save(unit)
    made = _changes_of(unit.connection, save)
    for one in made:
        if _is_built_upon(unit.connection, one):
            raise RuleBroken(rule="changed-since", kind=one.change.kind)
    row = [_inverse(unit, one) for one in reversed(made)][-1]
    own = unit.touched.change_ids
    for name in [save, *own[:1]]:  # taking back is no save that could be taken back in its turn
        unit.connection.exec_driver_sql("UPDATE history SET undone = 1 WHERE save = ?", (name,))
    return row


def _last_save(unit: Unit) -> str:
    lines = unit.connection.exec_driver_sql(
        "SELECT save, body FROM history WHERE save = change_id AND NOT undone ORDER BY n DESC LIMIT ?",
        (_SAVES_LOOKED_AT,),
    )
    for save, body in lines:
        if read_change(body.encode()).officer == unit.officer:
            return str(save)
    raise NothingToUndo


def _changes_of(connection: Connection, save: str) -> list[_Made]:
    lines = connection.exec_driver_sql("SELECT n, body, was FROM history WHERE save = ? ORDER BY n", (save,)).all()
    return [_Made(n=line.n, change=read_change(line.body.encode()), was=read_json(line.was)) for line in lines]


def _is_built_upon(connection: Connection, made: _Made) -> bool:
    """Whether the record has a later change of another save, or the centre put something else into force."""
    line: Any = connection.exec_driver_sql(
        "SELECT save, effect FROM history WHERE change_id = ?", (made.change.id,)
    ).one()
    later = connection.exec_driver_sql(
        "SELECT 1 FROM history WHERE record = ? AND n > ? AND save IS NOT ? AND NOT undone",
        (made.change.record, made.n, line.save),
    ).first()
    gave_way = line.effect is not None and read_json(line.effect) != made.change.values
    return later is not None or gave_way


def _inverse(unit: Unit, made: _Made) -> Row:
    change = made.change
    match change.op:
        case "create":
            return unit.delete(change.kind, change.record, "undo")
        case "delete":
            return unit.restore(change.kind, change.record)
        case "restore":
            return unit.delete(change.kind, change.record, str(made.was.get(DELETED) or "undo"))
        case "set":
            return unit.change(change.kind, change.record, made.was)
