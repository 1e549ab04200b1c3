"""What the desk shows of a record: what the centre holds, with the officer's own waiting changes laid over it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from desktop.store.row import CREATED, Row, Stored
from sync.changes.change import DELETED, Change, Entry, Version
from sync.domain.records.catalogue import noun
from sync.domain.records.flat import Flat, applied, assemble


@dataclass(slots=True)
class Trunk:
    """A record as the centre holds it, while news are laid on it."""

    kind: str
    record: str
    values: Flat = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    exists: bool = False
    news: int = 0
    created: tuple[str, str] | None = None  # at, by
    updated: tuple[str, str] | None = None

    def take(self, entry: Entry) -> None:
        """Lay one ledger entry on the record."""
        in_force = entry.in_force
        if entry.change.op == "create":
            self.values = applied({}, in_force)
            self.versions = {CREATED: entry.seq}
            self.created = (entry.change.at, entry.change.officer)
        else:
            self.values = applied(self.values, in_force)
            self.versions |= dict.fromkeys(in_force, entry.seq)
        self.exists = True
        self.news += 1
        self.updated = (entry.change.at, entry.change.officer)


def trunk_of(kind: str, record: str, stored: Stored | None) -> Trunk:
    """Return the centre's side of a record that this desk may hold."""
    if stored is None or stored.is_new:
        return Trunk(kind=kind, record=record)
    if stored.trunk is not None:
        versions = dict(stored.trunk_versions or {})
        return Trunk(kind=kind, record=record, values=stored.trunk, versions=versions, exists=True)
    values = stored.values if stored.row.deleted is None else stored.values | {DELETED: stored.row.deleted}
    versions = {path: version for path, version in stored.versions.items() if isinstance(version, int)}
    return Trunk(kind=kind, record=record, values=values, versions=versions, exists=True)


def project(trunk: Trunk, before: Stored | None, waiting: Sequence[Change], sync: str) -> Stored | None:
    """Return the record to show; None where neither the centre nor a waiting change has it."""
    if not trunk.exists and not any(change.op == "create" for change in waiting):
        return None
    values, versions = dict(trunk.values), dict[str, Version](trunk.versions)
    for change in waiting:
        values = applied(values, change.values)
        if change.op == "create":
            versions = {CREATED: change.id}
        else:
            versions |= dict.fromkeys(change.values, change.id)
    deleted = values.pop(DELETED, None)
    row = _row(trunk, before, waiting)
    return Stored(
        row=replace(row, sync=sync, fields=assemble(noun(trunk.kind), values), deleted=deleted),
        values=values,
        versions=versions,
        trunk=trunk.values if waiting and trunk.exists else None,
        trunk_versions=trunk.versions if waiting and trunk.exists else None,
        is_new=not trunk.exists,
    )


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
