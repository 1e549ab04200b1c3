"""A unit of work: what one action reads and writes, in one transaction, by one officer, at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection

from desktop.store import audit, erasures, grants, keeping, outbox, records, search_index, urgency, ways
from desktop.store.device import Identity, Meta, identity
from desktop.store.projection import overlaid
from desktop.store.row import Row, Stored
from desktop.store.sealing import Sealing, Turn
from desktop.store.signer import Signer
from desktop.store.vault import Vault, opened_by
from desktop.store.write import Why, Write
from sync.changes.change import DELETED, Change, Operation, Version, change_id
from sync.changes.conflict import DECIDED, OPEN
from sync.changes.hlc import tick
from sync.changes.merge import FIRST
from sync.clock import stamp
from sync.domain.ids import new_id
from sync.domain.records import validation
from sync.domain.records.catalogue import noun
from sync.domain.records.declaration import Noun
from sync.domain.records.flat import Flat, assemble, difference, flat
from sync.errors import ChangedMeanwhile, NoSuchRecord, RuleBroken
from sync.protocol.audit import AuditLine, of_change
from sync.version import VERSION


@dataclass(slots=True)
class Touched:
    """What a unit changed, for the screens."""

    kinds: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    change_ids: list[str] = field(default_factory=list)


class Unit:
    """Reads and writes records for one action. Nothing is saved before its owner commits."""

    def __init__(
        self,
        connection: Connection,
        officer: str,
        moment: datetime,
        signer: Signer | None = None,
        vault: Vault | None = None,
    ) -> None:
        self.connection = connection
        self.signer = signer
        self.officer = officer
        self.moment = moment
        self.meta = Meta(connection)
        self.rights = grants.Rights(connection, officer)
        self.touched = Touched()
        self.vault = vault
        self.turns: list[Turn] = []  # what is to be followed before the end, see members.follow
        self.sealing = Sealing(connection, vault, officer, signer)

    @cached_property
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
        return opened_by(self.vault, self.connection, self._stored(kind, record).row)

    def create(self, kind: str, fields: dict[str, Any]) -> Row:
        """Make a record of checked *fields*; the mission is this desk's unless they say another.

        Raises:
            InvalidField, UnknownField: a field is not right; nothing is written.
        """
        declared = noun(kind)
        typed = validation.check(declared, keeping.named(declared, fields, self.new_id), typed=True)
        validation.complete(declared, typed)
        keeping.check_parent(self.connection, declared, typed)
        write = beginning(declared, typed, self.new_id(), self)
        return self.write_all(kind, (write,))[0]

    def edit(
        self, kind: str, record: str, fields: dict[str, Any], *, reason: str | None = None, if_rev: int | None = None
    ) -> Row:
        """Change *fields* of a record; None clears one, a list replaces the list. No difference, no change.

        Raises:
            ChangedMeanwhile: *if_rev* was given and the record has moved on.
            RuleBroken: the record is deleted; rule "deleted". Its status may not move there; rule "A -> B".
            InvalidField, UnknownField, NoSuchRecord: nothing is written.
        """
        before = self._stored(kind, record)
        if if_rev is not None and before.row.rev != if_rev:
            raise ChangedMeanwhile
        if before.row.deleted is not None:
            raise RuleBroken(rule="deleted", kind=kind)
        declared, values = noun(kind), self.sealing.plain(before)
        present = assemble(declared, values)
        said = keeping.named(declared, fields, self.new_id)
        typed = validation.check(declared, said, typed=True, present=present)
        after = present | {name: typed.get(name) for name in fields}
        validation.complete(declared, {name: value for name, value in after.items() if value is not None})
        keeping.check_parent(self.connection, declared, typed)
        keeping.check_moves(declared, present, after)
        why = Why(reason=keeping.reason(reason))
        return self.change(kind, record, difference(values, flat(declared, after)), why)

    def change(self, kind: str, record: str, values: Flat, why: Why | None = None) -> Row:
        """Change flat paths of a record as they are (undo, decisions)."""
        before = self._stored(kind, record)
        why = why or Why()
        if not values and not why.resolves:
            return before.row
        if _was_refused_at_birth(before):  # the centre never took it in: it is sent again, whole and as it is now
            outbox.forget(self.connection, record)
            values = {path: value for path, value in (before.values | values).items() if value is not None}
            return self._write(replace(before, values={}, versions={}), "create", values, why)
        return self._write(before, "set", values, why)

    def delete(self, kind: str, record: str, reason: str) -> Row:
        """Delete a record, with a reason; it can be restored. One that the centre refused at its birth is dropped."""
        before = self._stored(kind, record)
        if _was_refused_at_birth(before):
            return self._drop(before)
        said = keeping.reason(reason)
        return self._write(before, "delete", {DELETED: said}, Why(reason=said))

    def restore(self, kind: str, record: str) -> Row:
        """Take a deletion back."""
        return self._write(self._stored(kind, record), "restore", {DELETED: None}, Why())

    def settle_conflict(self, conflict: str) -> None:
        """Show a conflict as decided at once; the centre says so too when the deciding change arrives there."""
        before = self._stored("conflict", conflict)
        if before.values.get("state") != OPEN:
            return
        after = replace(
            before,
            row=replace(before.row, fields=before.row.fields | {"state": DECIDED}),
            values=before.values | {"state": DECIDED},
            trunk=before.trunk or before.values,  # the centre holds it as open, until it says otherwise
            trunk_versions=before.trunk_versions or before.seqs(),
        )
        records.save_many(self.connection, "conflict", (after,))
        self.touched.kinds.add("conflict")

    def note(
        self, act: str, kind: str = "", record: str = "", fields: Sequence[str] = (), about: "About | None" = None
    ) -> None:
        """Write an audit line for an act that changes no record: names of fields or counts, never values."""
        about = about or About()
        line = _line(
            self,
            at=about.at or self.at,
            act=act,
            officer=self.officer if about.officer is None else about.officer,
            outcome=about.outcome,
            kind=kind,
            record=record,
            case=about.case,
            purpose=about.purpose,
            fields=audit.texts(fields),
        )
        audit.write(self.connection, self.desk.device, (line,))

    def _stored(self, kind: str, record: str) -> Stored:
        found = records.load(self.connection, kind, record)
        if found is None:
            raise NoSuchRecord(kind=kind)
        return found

    def write_all(self, kind: str, writes: Sequence[Write]) -> list[Row]:
        """Write changes of several records of one kind, each record at most once, as cheaply as one by one is dear."""
        if not writes:
            return []
        signed = (erasures.signed(kind, write, self.officer, self.signer) for write in writes)
        turned = [self.sealing.sealed(kind, write) for write in signed]
        rows = _written(self, kind, [write for write, _ in turned])
        self.turns += [turn for _, turn in turned if turn is not None]
        return [opened_by(self.vault, self.connection, row) for row in rows]

    def _drop(self, before: Stored) -> Row:
        """Throw away a record that the centre has refused and never held; its history stays."""
        kind, record = before.row.kind, before.row.id
        outbox.forget(self.connection, record)
        records.drop(self.connection, kind, record)
        search_index.forget(self.connection, record)
        self.note("drop", kind, record)
        self.touched.kinds.add(kind)
        self.touched.ids.add(record)
        return before.row

    def _write(self, before: Stored, op: Operation, values: Flat, why: Why) -> Row:
        return self.write_all(before.row.kind, (Write(before=before, op=op, values=values, why=why),))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an audit line says besides who did what to which record."""

    case: str = ""  # to which the record belongs
    purpose: str = ""  # a code
    outcome: str = ""  # why it was not done, as a code; empty where it was
    at: str = ""  # where it was not now
    officer: str | None = None  # where it was not, or not for certain, the one at the desk


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


def _line(unit: Unit, **said: Any) -> AuditLine:
    role = " ".join(sorted(unit.rights.roles)) if said["officer"] else ""
    return AuditLine(epoch=unit.desk.epoch, version=VERSION, role=role, **said)


def _written(unit: Unit, kind: str, writes: Sequence[Write]) -> list[Row]:
    changes = _changes(unit, writes)
    for change, write in zip(changes, writes, strict=True):
        unit.rights.check(change, write.before.values)
        erasures.check(unit.connection, change, write.before)
    if kind == "case" and any(write.op == "create" for write in writes):
        ways.ensure_two(unit.connection)
    rows = [
        overlaid(write.before, change, _sync(unit, write.before, change))
        for write, change in zip(writes, changes, strict=True)
    ]
    records.save_many(unit.connection, kind, rows)
    outbox.put(unit.connection, unit.desk.device, _own(writes, changes, unit.touched), unit.signer)
    urgency.raise_saved(unit.connection, rows, [write.before for write in writes])
    known = {write.before.row.id: write.before for write in writes if write.op != "create"}
    search_index.index(unit.connection, kind, rows, known)
    lines = (
        _line(unit, **of_change(change), change=change.id, case=audit.case_of(stored.row))
        for change, stored in zip(changes, rows, strict=True)
    )
    audit.write(unit.connection, unit.desk.device, lines)
    unit.touched.kinds.add(kind)
    unit.touched.ids.update(change.record for change in changes)
    unit.touched.change_ids.extend(change.id for change in changes)
    return [stored.row for stored in rows]


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


def _own(writes: Sequence[Write], changes: Sequence[Change], touched: Touched) -> list[outbox.Own]:
    save = (touched.change_ids or [changes[0].id])[0]
    return [
        outbox.Own(change=change, was=_was(write), save=save) for write, change in zip(writes, changes, strict=True)
    ]


def _sync(unit: Unit, before: Stored, change: Change) -> str:
    """How the record stands with the centre once *change* waits; only rare states need a look."""
    if before.row.sync == "conflict" and _is_disputed(unit.connection, change):
        return "conflict"
    if before.row.sync == "refused" and outbox.is_refused(unit.connection, change.record):
        return "refused"
    return "waiting" if unit.desk.enrolled else "local"


def _base(write: Write) -> dict[str, Version]:
    """Return what the officer has seen of each path; for a deletion of all paths: it must not beat an unseen edit."""
    if write.op == "create":
        return {}
    if write.values.get(DELETED) is not None:
        return write.before.versions | {FIRST: write.before.version(FIRST)}
    return dict(write.base or {path: write.before.version(path) for path in write.values})


def _was(write: Write) -> Flat:
    before = write.before
    return {path: before.row.deleted if path == DELETED else before.values.get(path) for path in write.values}


def _was_refused_at_birth(stored: Stored) -> bool:
    return stored.is_new and stored.row.sync == "refused"


def _is_disputed(connection: Connection, change: Change) -> bool:
    """Whether the record has an open conflict besides those that *change* decides."""
    found = connection.exec_driver_sql(
        "SELECT _id FROM r_conflict WHERE record_id = ? AND state = ?", (change.record, OPEN)
    )
    return any(conflict not in change.resolves for (conflict,) in found)
