"""Outbox: what waits to be sent, and the tray of what the centre refused: sent again, or thrown away with a reason."""

from dataclasses import dataclass
from typing import Final

from desktop.store import outbox, tray
from desktop.store.lists import Condition
from desktop.store.outbox import WaitingKind
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import Unit
from sync.changes.change import Change
from sync.errors import RuleBroken

REASONS: Final = ("mistake", "duplicate", "outdated")
"""Why a refused change is thrown away; the audit keeps it, so it is chosen and not written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedChange:
    """A change that the centre did not take, and why not; *row* where this desk still shows the record."""

    change: Change
    code: str
    field: str | None
    row: Row | None


def waiting(store: Store) -> tuple[WaitingKind, ...]:
    """Return what waits, the most first."""
    with store.reading() as connection:
        return outbox.waiting_kinds(connection)


def refused(store: Store) -> tuple[RefusedChange, ...]:
    """Return the tray, oldest first."""
    with store.reading() as connection:
        found = tuple(tray.refusals(connection))
    return tuple(
        RefusedChange(change=one.change, code=one.code, field=one.field, row=_row(store, one.change)) for one in found
    )


def resend(change_id: str, unit: Unit) -> Row:
    """Say the same again, upon what the record is now; the refused change stays in the history.

    Raises:
        NoSuchRecord: nothing of that name was refused.
    """
    return tray.send_again(unit, change_id)


def discard(change_id: str, reason: str, unit: Unit) -> None:
    """Throw a refused change away; of a record that the centre never took, all of it goes.

    Raises:
        RuleBroken: no reason of the list. NoSuchRecord: nothing of that name was refused.
    """
    if reason not in REASONS:
        raise RuleBroken(field="reason", rule="required")
    unit.note(f"discard/{reason}")
    tray.give_up(unit, change_id)


def _row(store: Store, change: Change) -> Row | None:
    wanted = (Condition(field="id", value=change.record), Condition(field="deleted"))
    return next(iter(store.rows(change.kind, store.numbers(change.kind, where=wanted))), None)
