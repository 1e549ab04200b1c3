"""Outbox: what waits to be sent, and the tray of what the centre refused: sent again, or thrown away with a reason."""

from dataclasses import dataclass
from typing import Final

from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import Unit
from sync.changes.change import DELETED, Change
from sync.changes.conflict import OPEN
from sync.errors import NoSuchRecord, RuleBroken
from sync.protocol.messages import read_change

REASONS: Final = ("mistake", "duplicate", "outdated")
"""Why a refused change is thrown away; the audit keeps it, so it is chosen and not written."""
_REFUSED: Final = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingKind:
    """How many changes of a kind wait, and since when the oldest of them does."""

    kind: str
    count: int
    oldest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedChange:
    """A change that the centre did not take: what it says, and why not; *row* where this desk still shows the record."""

    change: Change
    code: str
    field: str | None
    row: Row | None


def waiting(store: Store) -> tuple[WaitingKind, ...]:
    """Return what waits, the most first."""
    with store.reading() as connection:
        lines = connection.exec_driver_sql(
            "SELECT kind, count(*) AS n, min(at) AS oldest FROM outbox WHERE state != 'refused' "
            "GROUP BY kind ORDER BY n DESC, kind"
        )
        return tuple(WaitingKind(kind=line.kind, count=line.n, oldest=line.oldest) for line in lines)


def refused(store: Store) -> tuple[RefusedChange, ...]:
    """Return the tray, oldest first."""
    with store.reading() as connection:
        lines = connection.exec_driver_sql(
            "SELECT body, code, field FROM outbox WHERE state = 'refused' ORDER BY n"
        ).all()
    return tuple(
        RefusedChange(change=change, code=line.code or "", field=line.field, row=_row(store, change))
        for line in lines
        for change in (read_change(line.body.encode()),)
    )


def resend(change_id: str, unit: Unit) -> Row:
    """Say the same again, upon what the record is now; the refused change stays in the history.

    Raises:
        NoSuchRecord: nothing of that name was refused.
    """
    change = _refused(change_id, unit)
    if change.op == "create":  # the unit knows: it goes again whole, with whatever was added since
        return unit.change(change.kind, change.record, change.values)
    _forget(change_id, unit)
    if change.op == "delete":
        return unit.delete(change.kind, change.record, str(change.values.get(DELETED) or ""))
    if change.op == "restore":
        return unit.restore(change.kind, change.record)
    return unit.change(change.kind, change.record, change.values)


def discard(change_id: str, reason: str, unit: Unit) -> None:
    """Throw a refused change away; of a record that the centre never took, all of it goes.

    Raises:
        RuleBroken: no reason of the list. NoSuchRecord: nothing of that name was refused.
    """
    if reason not in REASONS:
        raise RuleBroken(field="reason", rule="required")
    change = _refused(change_id, unit)
    unit.note(f"discard/{reason}", change.kind, change.record, _names(change))
    if change.op == "create":
        unit.delete(change.kind, change.record, reason)
        return
    _forget(change_id, unit)
    _mark(change, unit)


def _refused(change_id: str, unit: Unit) -> Change:
    body = unit.connection.exec_driver_sql(
        "SELECT body FROM outbox WHERE change_id = ? AND state = ?", (change_id, _REFUSED)
    ).scalar()
    if body is None:
        raise NoSuchRecord
    return read_change(body.encode())


def _forget(change_id: str, unit: Unit) -> None:
    unit.connection.exec_driver_sql("DELETE FROM outbox WHERE change_id = ?", (change_id,))


def _mark(change: Change, unit: Unit) -> None:
    """Show the record as what it is without the refused change."""
    states = {
        state
        for (state,) in unit.connection.exec_driver_sql(
            "SELECT DISTINCT state FROM outbox WHERE record = ?", (change.record,)
        )
    }
    disputed = unit.connection.exec_driver_sql(
        "SELECT 1 FROM r_conflict WHERE record_id = ? AND state = ?", (change.record, OPEN)
    ).scalar()
    sync = "conflict" if disputed else _REFUSED if _REFUSED in states else "waiting" if states else "centre"
    table = f"r_{unit.get(change.kind, change.record).kind}"
    unit.connection.exec_driver_sql(f"UPDATE {table} SET _sync = ? WHERE _id = ?", (sync, change.record))  # noqa: S608 - a declared kind
    unit.touched.kinds.add(change.kind)
    unit.touched.ids.add(change.record)


def _names(change: Change) -> tuple[str, ...]:
    return tuple(sorted({path.partition("/")[0] for path in change.values}))


def _row(store: Store, change: Change) -> Row | None:
    wanted = (Condition(field="id", value=change.record), Condition(field="deleted"))
    return next(iter(store.rows(change.kind, store.numbers(change.kind, where=wanted))), None)
