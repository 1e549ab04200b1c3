"""Outbox: what waits to be sent, and the tray of what the centre refused: sent again, or thrown away with a reason."""

from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from desktop.store import tray
from desktop.store.eyes import Eyes
from desktop.store.grants import eyes_at
from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.tray import Refusal
from desktop.store.unit import Unit
from sync.changes.change import Change
from sync.domain.records.catalogue import noun
from sync.domain.records.flat import applied, assemble, field_of, flat
from sync.errors import RuleBroken

REASONS: Final = ("mistake", "duplicate", "outdated")
"""Why a refused change is thrown away; the audit keeps it, so it is chosen and not written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingKind:
    """How many changes of a kind wait, and when the first of them was saved."""

    kind: str
    count: int
    oldest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedChange:
    """A change that the centre did not take: what it says, and why not; *row* where this desk still has the record."""

    change: Change
    code: str
    field: str | None
    row: Row | None


def waiting(store: Store) -> tuple[WaitingKind, ...]:
    """Return what waits, the most first."""
    with store.reading() as connection:
        # Of the history only the first change of each kind is read: after an import a hundred thousand wait.
        lines = connection.exec_driver_sql(
            "SELECT w.kind, w.number, json_extract(h.body, '$.at') AS oldest FROM "
            "(SELECT kind, count(*) AS number, min(n) AS first FROM outbox WHERE state != 'refused' GROUP BY kind) w "
            "JOIN outbox o ON o.n = w.first JOIN history h ON h.change_id = o.change_id "
            "ORDER BY w.number DESC, w.kind"
        )
        return tuple(WaitingKind(kind=line.kind, count=line.number, oldest=line.oldest) for line in lines)


def refused(store: Store) -> tuple[RefusedChange, ...]:
    """Return the tray, oldest first."""
    with store.reading() as connection:
        eyes, found = eyes_at(connection, store.officer), tuple(tray.refusals(connection))
    return tuple(_with_row(store, _seen(eyes, store.officer, one)) for one in found)


def _seen(eyes: Eyes, officer: str | None, one: Refusal) -> Refusal:
    """What somebody else entered is shown as far as the officer may see such a record."""
    if one.change.officer == officer:
        return one
    values = eyes.values(one.change.kind, one.change.values, restricted=one.change.values.get("restricted") is True)
    return replace(one, change=msgspec.structs.replace(one.change, values=values))


def resend(change: str, unit: Unit) -> Row:
    """Say the same again, upon what the record is now; the refused change stays in the history.

    Raises:
        NoSuchRecord: nothing of that name was refused.
    """
    return tray.send_again(unit, change)


def as_draft(one: RefusedChange) -> dict[str, Any]:
    """Return the refused values as what a form would have changed: whole lists where one member was refused."""
    declared = noun(one.change.kind)
    before = {} if one.row is None else one.row.fields
    entered = {path: value for path, value in one.change.values.items() if field_of(declared, path) is not None}
    after = assemble(declared, applied(flat(declared, before), entered))
    return {name: after.get(name) for name in sorted({path.partition("/")[0] for path in entered})}


def discard(change: str, reason: str, unit: Unit) -> None:
    """Throw a refused change away; of a record that the centre never took, all of it goes.

    Raises:
        NoRight: somebody else entered it, and the officer may not delete such records.
        RuleBroken: no reason of the list. NoSuchRecord: nothing of that name was refused.
    """
    if reason not in REASONS:
        raise RuleBroken(field="reason", rule="required")
    known = next((one.change for one in tray.refusals(unit.connection) if one.change.id == change), None)
    if known is not None and known.officer != unit.officer:
        unit.rights.needs("delete", known.kind)
    tray.give_up(unit, change, reason)


def _with_row(store: Store, one: Refusal) -> RefusedChange:
    change = one.change
    wanted = (Condition(field="id", value=change.record), Condition(field="deleted"))
    row = next(iter(store.rows(change.kind, store.numbers(change.kind, where=wanted))), None)
    return RefusedChange(change=change, code=one.code, field=one.field, row=row)
