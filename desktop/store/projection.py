"""What the desk shows of a record: what the centre holds, with the officer's own waiting changes laid over it. Pure."""

from collections.abc import Callable, Iterable, Sequence

import msgspec
from msgspec.structs import replace

from desktop.store.row import CREATED, Row, Stored
from sync.changes.change import DELETED, Change, Entry, Version
from sync.domain.records.catalogue import noun
from sync.domain.records.flat import Flat, applied, assemble
from sync.domain.rules.erasure import is_erased, left_of


class Trunk(msgspec.Struct, gc=False):
    """A record as the centre holds it, while news are laid on it."""

    kind: str
    record: str
    values: Flat = {}
    versions: dict[str, int] = {}
    exists: bool = False
    news: int = 0
    created: tuple[str, str] | None = None  # at, by
    updated: tuple[str, str] | None = None

    @property
    def held(self) -> Flat | None:
        """The values; None where the centre does not hold the record."""
        return self.values if self.exists else None

    def take(self, entry: Entry, *, own: bool = False) -> None:
        """Lay one ledger entry on the record; an *own* one was counted when it was saved."""
        in_force = entry.in_force
        if entry.change.op == "create":
            self.values = applied({}, in_force)
            self.versions = {CREATED: entry.seq}
            self.created = (entry.change.at, entry.change.officer)
        else:
            self.values = applied(self.values, in_force)
            self.versions |= dict.fromkeys(in_force, entry.seq)
        if is_erased(self.values):
            self.values = left_of(self.kind, self.values)
            self.versions = {CREATED: self.versions.get(CREATED, entry.seq), DELETED: entry.seq}
        self.exists = True
        self.news += not own
        self.updated = (entry.change.at, entry.change.officer)


def trunk_of(kind: str, record: str, stored: Stored | None) -> Trunk:
    """Return the centre's side of a record that this desk may hold."""
    if stored is None or stored.is_new:
        return Trunk(kind=kind, record=record)
    if stored.trunk is not None:
        versions = dict(stored.trunk_versions or {})
        return Trunk(kind=kind, record=record, values=stored.trunk, versions=versions, exists=True)
    return Trunk(kind=kind, record=record, values=seen(stored), versions=stored.seqs(), exists=True)


def at_centre(kind: str, record: str, stored: Stored | None) -> Flat | None:
    """Return the values that the centre holds of a record; None where it holds none."""
    return trunk_of(kind, record, stored).held


def seen(stored: Stored) -> Flat:
    """Return the flat values of a row, its deletion among them."""
    return stored.values if stored.row.deleted is None else stored.values | {DELETED: stored.row.deleted}


def overlaid(before: Stored, change: Change, sync: str) -> Stored:
    """Lay a new own *change* over a record; the trunk is set aside when it is the first that waits."""
    values, versions = _laid(seen(before), before.versions, change)
    deleted = values.pop(DELETED, None)
    row = replace(
        before.row,
        rev=before.row.rev + 1,
        sync=sync,
        fields=assemble(noun(change.kind), values),
        deleted=deleted,
        updated_at=change.at,
        updated_by=change.officer,
    )
    trunk, trunk_versions = before.trunk, before.trunk_versions
    if trunk is None and not before.is_new:
        trunk, trunk_versions = seen(before), before.seqs()
    return Stored(
        row=row,
        values=values,
        versions=versions,
        trunk=trunk,
        trunk_versions=trunk_versions,
        is_new=before.is_new,
    )


def _laid(values: Flat, versions: dict[str, Version], change: Change) -> tuple[Flat, dict[str, Version]]:
    """Lay one own change over values and versions."""
    if change.op == "create":
        return applied({}, change.values), {CREATED: change.id}
    if (
        change.op == "set" and not change.resolves
    ):  # an edit brings back what was deleted meanwhile, a decision does not
        values = {path: value for path, value in values.items() if path != DELETED}
    return applied(values, change.values), versions | dict.fromkeys(change.values, change.id)


Values = tuple[Flat, dict[str, Version]]
Over = Callable[[Trunk, Sequence[Change]], Values]
"""Lays waiting changes over what the centre holds."""


def one_by_one(trunk: Trunk, waiting: Sequence[Change]) -> Values:
    """Lay the officer's own changes over what the centre holds: what was entered here is what is shown."""
    values, versions = trunk.values, dict[str, Version](trunk.versions)
    for change in waiting:
        values, versions = _laid(values, versions, change)
    return values, versions


def project(
    trunk: Trunk, before: Stored | None, waiting: Sequence[Change], sync: str, over: Over = one_by_one
) -> Stored | None:
    """Return the record to show; None where neither the centre nor a waiting change has it."""
    if not trunk.exists and not any(change.op == "create" for change in waiting):
        return None
    values, versions = over(trunk, waiting)
    deleted = values.get(DELETED)
    if DELETED in values:
        values = {path: value for path, value in values.items() if path != DELETED}
    row = _row(trunk, before, waiting)
    return Stored(
        row=replace(row, sync=sync, fields=assemble(noun(trunk.kind), values), deleted=deleted),
        values=values,
        versions=versions,
        trunk=trunk.values if waiting and trunk.exists else None,
        trunk_versions=trunk.versions if waiting and trunk.exists else None,
        is_new=not trunk.exists,
    )


def refused_at_birth(before: Stored) -> Stored:
    """Return a record whose making was refused: shown as it was entered, for the officer to mend or to drop."""
    return replace(before, row=replace(before.row, sync="refused"))


def _row(trunk: Trunk, before: Stored | None, waiting: Sequence[Change]) -> Row:
    if before is None:
        at, by = trunk.created or (waiting[0].at, waiting[0].officer)
        row = Row(kind=trunk.kind, id=trunk.record, rev=0, sync="centre", fields={}, created_at=at, created_by=by)
    else:
        row = before.row
    at, by = _latest([trunk.updated, *((change.at, change.officer) for change in waiting)], row)
    return replace(row, rev=row.rev + trunk.news, updated_at=at, updated_by=by)


def _latest(said: Iterable[tuple[str, str] | None], row: Row) -> tuple[str, str]:
    known = [one for one in said if one is not None]
    return known[-1] if known else (row.updated_at or row.created_at, row.updated_by or row.created_by)
