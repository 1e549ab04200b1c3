"""Many records at once, for lists that are taken in: one pass over each table instead of one per record."""

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.store import records
from desktop.store.row import Row
from desktop.store.unit import Unit, beginning
from desktop.store.write import Why, Write
from sync.domain.records import validation
from sync.domain.records.catalogue import noun
from sync.domain.records.flat import difference, flat
from sync.errors import NoSuchRecord


def get_many(unit: Unit, kind: str, wanted: Sequence[str]) -> dict[str, Row]:
    """Return those of *wanted* that this desk holds, by id."""
    return {record: stored.row for record, stored in records.load_many(unit.connection, kind, wanted).items()}


def create_many(unit: Unit, kind: str, new: Mapping[str, dict[str, Any]]) -> list[Row]:
    """Make records by their new ids, of fields that went through `validation.check` and `complete` one by one before:
    a list is refused row by row, so its rows are checked when they are read.
    """
    declared = noun(kind)
    desk = unit.desk
    return unit.write_all(kind, [beginning(declared, fields, record, unit, desk) for record, fields in new.items()])


def edit_many(unit: Unit, kind: str, edits: Mapping[str, dict[str, Any]]) -> list[Row]:
    """Change fields of records by id, as `Unit.edit` changes one.

    Raises:
        NoSuchRecord, InvalidField, UnknownField: nothing is written.
    """
    declared = noun(kind)
    stored = records.load_many(unit.connection, kind, list(edits))
    writes = []
    for record, fields in edits.items():
        before = stored.get(record)
        if before is None:
            raise NoSuchRecord(kind=kind)
        checked = validation.check(declared, fields, typed=True)
        after = before.row.fields | {name: checked.get(name) for name in fields}
        values = difference(before.values, flat(declared, after))
        if values:
            writes.append(Write(before=before, op="set", values=values, why=Why()))
    return unit.write_all(kind, writes)
