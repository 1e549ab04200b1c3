"""Disputes: the open conflicts by record, with who entered each value and when; and deciding several in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from desktop.actions import conflicts
from desktop.actions.conflicts import OpenConflict
from desktop.store.history import Past
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import Unit
from sync.domain.records import validation
from sync.domain.records.catalogue import noun
from sync.domain.records.fields import Field, Shape
from sync.domain.records.flat import field_of
from sync.errors import NoSuchRecord

_TYPED: Final = frozenset(
    {Shape.TEXT, Shape.LONG_TEXT, Shape.CODE, Shape.INTEGER, Shape.DATE, Shape.FLAG, Shape.MONEY, Shape.MOMENT}
)
"""Shapes for which a third value can be entered where the two are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two values. *which* is what `conflicts.keep` calls it: mine or theirs."""

    which: str
    value: Any
    officer: str
    at: str
    is_here: bool  # entered on this computer


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """One field with two values; *field* is None where this release does not know it."""

    id: str
    path: str
    field: Field | None
    sides: tuple[Side, Side]  # this computer's first, where it has one

    @property
    def takes_third(self) -> bool:
        """Whether another value can be entered here."""
        return self.field is not None and "/" not in self.path and self.field.shape in _TYPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A record with what is disputed in it."""

    kind: str
    record: str
    row: Row | None
    fields: tuple[Disputed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What an officer chose: a side, or a third value."""

    which: str  # mine, theirs, third
    value: Any = None


def disputes(store: Store) -> tuple[Dispute, ...]:
    """Return what waits for a person, oldest first, by record."""
    by_record: dict[tuple[str, str], list[OpenConflict]] = {}
    for one in conflicts.open_ones(store):
        by_record.setdefault((one.record_kind, one.record_id), []).append(one)
    device = store.identity().device
    return tuple(_dispute(store, kind, record, found, device) for (kind, record), found in by_record.items())


def decide(kind: str, choices: Mapping[str, tuple[str, Choice]], unit: Unit) -> None:
    """Decide conflicts of one record: *choices* by id of the conflict, with its path.

    Raises:
        InvalidField: a third value does not fit its field; nothing is decided. NoSuchConflict: decided already.
    """
    for conflict, (path, choice) in choices.items():
        if choice.which == "third":
            value = validation.check(noun(kind), {path: choice.value})[path]
            conflicts.settle(conflict, value, unit)
        else:
            conflicts.keep(conflict, choice.which, unit)


def _dispute(store: Store, kind: str, record: str, found: Sequence[OpenConflict], device: str) -> Dispute:
    try:
        row = store.get(kind, record)
    except NoSuchRecord:
        row = None
    past = store.history(record)
    return Dispute(kind=kind, record=record, row=row, fields=tuple(_disputed(one, past, device) for one in found))


def _disputed(one: OpenConflict, past: Sequence[Past], device: str) -> Disputed:
    present = _author(past, one)
    in_force = Side(
        which="theirs" if one.other_is_mine else "mine",
        value=one.present,
        officer=present.officer if present else "",
        at=present.at if present else "",
        is_here=present is not None and present.device == device,
    )
    other = Side(
        which="mine" if one.other_is_mine else "theirs",
        value=one.other,
        officer=one.other_officer,
        at=one.other_at,
        is_here=one.other_is_mine,
    )
    sides = (in_force, other) if in_force.is_here and not other.is_here else (other, in_force)
    return Disputed(id=one.id, path=one.path, field=field_of(noun(one.record_kind), one.path), sides=sides)


def _author(past: Sequence[Past], one: OpenConflict) -> Past | None:
    """Return the change that gave the path the value in force: the last one that did not give way."""
    wrote = [each for each in past if one.path in each.values and each.values[one.path] == one.present]
    held = [each for each in wrote if one.path not in each.gave_way]
    return next(iter((held or wrote)[-1:]), None)
