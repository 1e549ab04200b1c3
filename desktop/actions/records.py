"""What can be done with any record: make, change, look at, delete, restore, take back."""

from contextlib import suppress
from typing import Any

from desktop.store import undo
from desktop.store.audit import case_of
from desktop.store.row import Row
from desktop.store.unit import About, Unit
from sync.changes.conflict import KIND as CONFLICT
from sync.domain.records.catalogue import noun
from sync.domain.records.fields import Author
from sync.errors import InvalidField, NoSuchRecord, RuleBroken


def create(kind: str, fields: dict[str, Any], unit: Unit) -> Row:
    """Make a record of *kind*.

    Raises:
        InvalidField: a field is not an officer's to write; rule "not-by-hand".
        RuleBroken: nobody writes this kind by hand.
    """
    _check_hand(kind)
    _check_authors(kind, fields)
    return unit.create(kind, fields)


def edit(kind: str, record: str, fields: dict[str, Any], unit: Unit, *, reason: str | None = None) -> Row:
    """Change fields of a record; None clears one.

    Raises:
        InvalidField: a field is not an officer's to write; rule "not-by-hand".
        RuleBroken: nobody writes this kind by hand.
    """
    _check_hand(kind)
    _check_authors(kind, fields)
    return unit.edit(kind, record, fields, reason=reason)


def edit_seen(kind: str, record: str, fields: dict[str, Any], rev: int, unit: Unit) -> Row:
    """Change fields of a record as the officer saw it, at its *rev*.

    Raises:
        ChangedMeanwhile: the record has moved on since.
    """
    return unit.edit(kind, record, fields, if_rev=rev)


def view(kind: str, record: str, unit: Unit) -> Row:
    """Return a record; looking at a restricted one, or at what belongs to a restricted case, leaves its line.

    Raises:
        NoRight: the officer may not read it.
    """
    stored = unit.get(kind, record)
    row, case = unit.rights.reads(stored), case_of(stored)
    if stored.fields.get("restricted") or _is_of_restricted(case, unit):
        unit.note("view", kind, record, about=About(case=case))
    return row


def _is_of_restricted(case: str, unit: Unit) -> bool:
    with suppress(NoSuchRecord):  # it is not here yet
        return case != "" and bool(unit.get("case", case).fields.get("restricted"))
    return False


def delete(kind: str, record: str, reason: str, unit: Unit) -> Row:
    """Delete a record, with a reason."""
    _check_hand(kind)
    return unit.delete(kind, record, reason)


def restore(kind: str, record: str, unit: Unit) -> Row:
    """Take a deletion back."""
    return unit.restore(kind, record)


def _check_authors(kind: str, fields: dict[str, Any]) -> None:
    by_name = noun(kind).by_name
    for name in fields:
        if name in by_name and by_name[name].author is not Author.OFFICER:
            raise InvalidField(field=name, rule="not-by-hand")


def undo_last(unit: Unit) -> Row:
    """Take back this officer's last save."""
    return undo.undo_last(unit)


def _check_hand(kind: str) -> None:
    """Only the centre writes conflicts; people decide them."""
    if kind == CONFLICT:
        raise RuleBroken(rule="centre-only", kind=kind)
