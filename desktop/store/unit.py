"""A unit of work: what one action reads and writes, in one transaction, by one officer, at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from desktop.store import audit, records, search_index
from desktop.store.device import Identity, Meta, identity
from desktop.store.row import CREATED, Row, Stored, write_json
from sync.changes.change import DELETED, Change, Operation, Version, change_id
from sync.changes.hlc import tick
from sync.clock import stamp
from sync.domain.ids import new_id
from sync.domain.records import validation
from sync.domain.records.catalogue import noun
from sync.domain.records.declaration import Noun
from sync.domain.records.flat import Flat, applied, assemble, difference, flat
from sync.errors import ChangedMeanwhile, NoSuchRecord


@dataclass(slots=True)
class Touched:
    """What a unit changed, for the screens."""

    kinds: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    change_ids: list[str] = field(default_factory=list)


class Unit:
    """Reads and writes records for one action. Nothing is saved before its owner commits."""

    def __init__(self, connection: Connection, officer: str, moment: datetime) -> None:
        self.connection = connection
        self.officer = officer
        self.moment = moment
        self.meta = Meta(connection)
        self.touched = Touched()

    @property
    def desk(self) -> Identity:
        """Which desk this is."""
        return identity(self.meta)

    @property
    def at(self) -> str:
        """The moment as it stands in records."""
        return stamp(self.moment)

    def new_id(self) -> str:
        """Make the id of a record or element."""
        return new_id(self.moment)

    def get(self, kind: str, record: str) -> Row:
        """Return a record.

        Raises:
            NoSuchRecord: this desk holds no such record. UnknownKind: no such noun.
        """
        return self._stored(kind, record).row

    def create(self, kind: str, fields: dict[str, Any]) -> Row:
        """Make a record of checked *fields*; the mission is this desk's unless they say another.

        Raises:
            InvalidField, UnknownField: a field is not right; nothing is written.
        """
        declared = noun(kind)
        typed = validation.check(declared, fields, typed=True)
        validation.complete(declared, typed)
        write = beginning(declared, typed, self.new_id(), self)
        return self.write_all(kind, (write,))[0]

    def edit(
        self, kind: str, record: str, fields: dict[str, Any], *, reason: str | None = None, if_rev: int | None = None
    ) -> Row:
        """Change *fields* of a record; None clears one, a list replaces the list. No difference, no change.

        Raises:
            ChangedMeanwhile: *if_rev* was given and the record has moved on.
            InvalidField, UnknownField, NoSuchRecord: nothing is written.
        """
        before = self._stored(kind, record)
        if if_rev is not None and before.row.rev != if_rev:
            raise ChangedMeanwhile
        declared = noun(kind)
        typed = validation.check(declared, fields, typed=True)
        after = before.row.fields | {name: typed.get(name) for name in fields}
        validation.complete(declared, {name: value for name, value in after.items() if value is not None})
        return self.change(kind, record, difference(before.values, flat(declared, after)), Why(reason=reason))

    def change(self, kind: str, record: str, values: Flat, why: "Why | None" = None) -> Row:
        """Change flat paths of a record as they are (undo, decisions)."""
        before = self._stored(kind, record)
        why = why or Why()
        if not values and not why.resolves:
            return before.row
        return self._write(before, "set", values, why)

    def delete(self, kind: str, record: str, reason: str) -> Row:
        """Delete a record, with a reason; it can be restored."""
        return self._write(self._stored(kind, record), "delete", {DELETED: reason}, Why(reason=reason))

    def restore(self, kind: str, record: str) -> Row:
        """Take a deletion back."""
        return self._write(self._stored(kind, record), "restore", {DELETED: None}, Why())

    def settle_conflict(self, conflict: str) -> None:
        """Show a conflict as decided at once; the centre says so too when the deciding change arrives there."""
        self.connection.exec_driver_sql("UPDATE r_conflict SET state = 'DECIDED' WHERE _id = ?", (conflict,))
        self.touched.kinds.add("conflict")

    def note(self, act: str, kind: str | None = None, record: str | None = None, fields: tuple[str, ...] = ()) -> None:
        """Write an audit line for an act that changes no record."""
        line = audit.Act(at=self.at, officer=self.officer, act=act, kind=kind, record=record, fields=fields)
        audit.write(self.connection, (line,))

    def _stored(self, kind: str, record: str) -> Stored:
        found = records.load(self.connection, kind, record)
        if found is None:
            raise NoSuchRecord(kind=kind)
        return found

    def write_all(self, kind: str, writes: Sequence["Write"]) -> list[Row]:
        """Write changes of several records of one kind, each record at most once, as cheaply as one by one is dear."""
        if not writes:
            return []
        changes = _changes(self, writes)
        rows = [changed(write.before, change, self.moment) for write, change in zip(writes, changes, strict=True)]
        records.save_many(self.connection, kind, rows)
        keep_changes(self.connection, changes, self.desk.device)
        search_index.index(self.connection, kind, rows)
        audit.write(self.connection, (_act(change) for change in changes))
        self.touched.kinds.add(kind)
        self.touched.ids.update(change.record for change in changes)
        self.touched.change_ids.extend(change.id for change in changes)
        return [stored.row for stored in rows]

    def _write(self, before: Stored, op: Operation, values: Flat, why: "Why") -> Row:
        return self.write_all(before.row.kind, (Write(before=before, op=op, values=values, why=why),))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The reason of a change, and the conflicts that it decides."""

    reason: str | None = None
    resolves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One change that is to be written over *before*."""

    before: Stored
    op: Operation
    values: Flat
    why: Why = Why()


def beginning(declared: Noun, checked: dict[str, Any], record: str, unit: Unit, desk: Identity | None = None) -> Write:
    """Return the write that makes *record* of checked fields; *desk* saves asking for it once more."""
    desk = desk or unit.desk
    row = Row(
        kind=declared.kind,
        id=record,
        rev=0,
        sync="waiting" if desk.enrolled else "local",
        fields={},
        created_at=unit.at,
        created_by=unit.officer,
    )
    values = flat(declared, {"mission": desk.mission, "origin": "LOCAL"} | checked)
    return Write(before=Stored(row=row, values={}, versions={}, is_new=True), op="create", values=values)


def _changes(unit: Unit, writes: Sequence[Write]) -> list[Change]:
    desk = unit.desk
    hlc = unit.meta.text("hlc") or ""
    first = unit.meta.next("change", len(writes))
    changes = []
    for number, write in enumerate(writes, start=first):
        hlc = tick(hlc, unit.moment, desk.device)
        change = Change(
            id=change_id(desk.device, desk.epoch, number),
            record=write.before.row.id,
            kind=write.before.row.kind,
            op=write.op,
            values=write.values,
            base=_base(write),
            officer=unit.officer,
            at=unit.at,
            hlc=hlc,
            reason=write.why.reason,
            resolves=list(write.why.resolves),
        )
        changes.append(change)
    unit.meta.keep("hlc", hlc)
    return changes


def _base(write: Write) -> dict[str, Version]:
    if write.op == "create":
        return {}
    base = {path: write.before.version(path) for path in write.values}
    if DELETED in write.values:
        base[DELETED] = newest(write.before)
    return base


def _act(change: Change) -> audit.Act:
    names = tuple(sorted({path.partition("/")[0] for path in change.values}))
    return audit.Act(
        at=change.at, officer=change.officer, act=change.op, kind=change.kind, record=change.record, fields=names
    )


def newest(stored: Stored) -> Version:
    """Return the newest version of a record: the own unsent change where there is one, else the highest seq."""
    own = [version for version in stored.versions.values() if isinstance(version, str)]
    if own:
        return max(own, key=lambda version: tuple(int(part) for part in version.rsplit(".", 2)[1:]))
    return max((version for version in stored.versions.values() if isinstance(version, int)), default=0)


def changed(before: Stored, change: Change, moment: datetime) -> Stored:
    """Lay an own unsent *change* over a record; the trunk is set aside when this is its first."""
    kind, at = change.kind, stamp(moment)
    values = applied(before.values, {path: value for path, value in change.values.items() if path != DELETED})
    versions: dict[str, Version] = before.versions | dict.fromkeys(change.values, change.id)
    if change.op == "create":
        versions = {CREATED: change.id}
    deleted = change.values.get(DELETED, before.row.deleted)
    row = replace(
        before.row,
        rev=before.row.rev + 1,
        sync=before.row.sync if before.row.sync in ("conflict", "refused", "local") else "waiting",
        fields=assemble(noun(kind), values),
        deleted=deleted,
        updated_at=at,
        updated_by=change.officer,
    )
    trunk, trunk_versions = before.trunk, before.trunk_versions
    if trunk is None and not before.is_new:
        trunk = before.values if before.row.deleted is None else before.values | {DELETED: before.row.deleted}
        trunk_versions = {path: version for path, version in before.versions.items() if isinstance(version, int)}
    return replace(before, row=row, values=values, versions=versions, trunk=trunk, trunk_versions=trunk_versions)


_OUTBOX = "INSERT INTO outbox(change_id, record, kind, urgent, body, state, at) VALUES(?, ?, ?, ?, ?, 'pending', ?)"
_HISTORY = "INSERT INTO history(record, change_id, body, device) VALUES(?, ?, ?, ?)"


def keep_changes(connection: Connection, changes: Sequence[Change], device: str) -> None:
    """Put own changes into the outbox and the history."""
    waiting, past = [], []
    for change in changes:
        body = write_json(change).decode()
        urgent = int(change.values.get("priority") == "P1")
        waiting.append((change.id, change.record, change.kind, urgent, body, change.at))
        past.append((change.record, change.id, body, device))
    connection.exec_driver_sql(_OUTBOX, waiting)
    connection.exec_driver_sql(_HISTORY, past)
