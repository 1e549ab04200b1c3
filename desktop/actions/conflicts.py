"""Deciding conflicts: which of two values stays, by an ordinary change that names the conflict."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.store.vault import is_place
from desktop.store.write import Why
from sync.changes.change import DELETED
from sync.errors import InvalidField, NoSuchConflict, NoSuchRecord

_MOST = 1000

_Value = Callable[[str, str, object], tuple[str, object] | None]
"""Opens one place of a record: `Vault.value` within a transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenConflict:
    """One conflict that waits for a person, with both values, and which of them was entered on this desk."""

    id: str
    record_kind: str
    record_id: str
    title: str
    path: str
    present: Any
    other: Any
    other_officer: str
    other_at: str
    other_is_mine: bool

    def as_fields(self) -> dict[str, Any]:
        """The conflict as the command line shows it."""
        return {name: getattr(self, name) for name in self.__slots__}


def open_ones(store: Store) -> list[OpenConflict]:
    """Return the open conflicts, oldest first."""
    page = store.page("conflict", where=(Condition(field="state", value="OPEN"),), limit=_MOST)
    device = store.identity().device
    return [_shown(store, row, device) for row in page.rows]


def _shown(store: Store, row: Row, device: str) -> OpenConflict:
    fields = row.fields
    with store.reading() as connection:
        path, present, other = _opened(None if store.vault is None else partial(store.vault.value, connection), fields)
    try:
        title = store.get(fields["record_kind"], fields["record_id"]).title
    except NoSuchRecord:
        title = ""
    return OpenConflict(
        id=row.id,
        record_kind=fields["record_kind"],
        record_id=fields["record_id"],
        title=title,
        path=path,
        present=present,
        other=other,
        other_officer=fields.get("other_officer", ""),
        other_at=fields.get("other_at", ""),
        other_is_mine=fields.get("other_device") == device,
    )


def _opened(value: _Value | None, fields: dict[str, Any]) -> tuple[str, Any, Any]:
    """Return the path and both values; of a restricted case the true ones, where this officer has its key."""
    path = fields["path"]
    sides = [json.loads(fields.get(side) or "null") for side in ("present", "other")]
    if value is not None and is_place(path):
        found = [value(fields["record_id"], path, side) for side in sides]
        path = next((one[0] for one in found if one is not None), path)
        sides = [side if one is None else one[1] for side, one in zip(sides, found, strict=True)]
    return path, sides[0], sides[1]


def keep(conflict: str, which: str, unit: Unit) -> Row:
    """Keep the value entered on this desk ("mine"), or the other one ("theirs").

    Raises:
        NoSuchConflict: not here, or decided already. InvalidField: neither "mine" nor "theirs".
    """
    if which not in ("mine", "theirs"):
        raise InvalidField(field="keep", rule="mine-or-theirs")
    row = _open(conflict, unit)
    mine_is_other = row.fields.get("other_device") == unit.desk.device
    takes_other = mine_is_other == (which == "mine")
    return _decide(row, "other" if takes_other else "present", unit)


def settle(conflict: str, value: Any, unit: Unit) -> Row:
    """Decide with any value, also a third one."""
    row = _open(conflict, unit)
    path, _, _ = _opened(None if unit.vault is None else partial(unit.vault.value, unit.connection), row.fields)
    return _change(row, path, value, unit)


def _open(conflict: str, unit: Unit) -> Row:
    try:
        row = unit.get("conflict", conflict)
    except NoSuchRecord:
        raise NoSuchConflict from None
    if row.fields.get("state") != "OPEN":
        raise NoSuchConflict
    return row


def _decide(row: Row, side: str, unit: Unit) -> Row:
    return _change(row, row.fields["path"], json.loads(row.fields.get(side) or "null"), unit)


def _change(row: Row, path: str, value: Any, unit: Unit) -> Row:
    kind, record = row.fields["record_kind"], row.fields["record_id"]
    why = Why(reason="decision", resolves=(row.id,))
    target = unit.get(kind, record)
    if path == DELETED:
        return _decide_deletion(target, value, why, unit)
    decided = unit.change(kind, record, {path: value}, why)
    unit.settle_conflict(row.id)
    return decided


def _decide_deletion(target: Row, value: Any, why: Why, unit: Unit) -> Row:
    values = {DELETED: value}
    row = unit.change(target.kind, target.id, values, why)
    for conflict in why.resolves:
        unit.settle_conflict(conflict)
    return row
