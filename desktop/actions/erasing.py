"""Erasing: asking that a case, a worker or a file goes for good, confirming what another asked, and what is due."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from desktop.store import beneath
from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import About, Unit
from sync.domain.codes import code_list
from sync.domain.rules import retention
from sync.domain.rules.erasure import ALL, ASKED, BEFORE_RAISE, CONFIRMED, ERASURE, SUBJECTS, WITHDRAWN, erasure_of
from sync.domain.rules.lifecycle import ENDED
from sync.domain.rules.restricted import is_restricted
from sync.domain.rules.urgency import CASE
from sync.errors import InvalidField, RuleBroken

_MOST_DUE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would go with a subject, and whether the archive schedule keeps it."""

    kind: str
    id: str
    counts: dict[str, int]  # by kind
    kept_until: date | None  # the last day; None: the schedule does not stand against it
    runs: bool  # it is kept without an end, since its time has not begun
    bases: tuple[str, ...]  # on which it could be asked for now
    restricted: bool  # what it said before it was could go alone
    asked: Row | None  # it waits for a second officer, or is decided

    def as_fields(self) -> dict[str, Any]:
        """The same as the command line shows it."""
        return {
            "kind": self.kind,
            "id": self.id,
            "counts": self.counts,
            "kept_until": None if self.kept_until is None else self.kept_until.isoformat(),
            "runs": self.runs,
            "bases": list(self.bases),
            "restricted": self.restricted,
            "asked": None if self.asked is None else self.asked.shown(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A case whose time of keeping has run out, with the line of the schedule that says so."""

    case: Row
    until: date
    record_class: str
    years: int
    then: str

    def as_fields(self) -> dict[str, Any]:
        """The same as the command line shows it."""
        return {
            "id": self.case.id,
            "case_no": self.case.fields.get("case_no"),
            "closed_at": self.case.fields.get("closed_at"),
            "until": self.until.isoformat(),
            "class": self.record_class,
            "years": self.years,
            "then": self.then,
        }


def look_at(store: Store, kind: str, record: str, today: date) -> Preview:
    """Return what an erasure would take.

    Raises:
        NoSuchRecord: this desk holds no such record. RuleBroken: nothing that can be erased; rule "erasure-subject".
    """
    row = store.get(kind, record)
    _check_subject(kind, row)
    with store.reading() as connection:
        names = beneath.of(connection, (kind, record))
        times = beneath.kept_until(connection, (kind, record))
    known = [until for until in times if until is not None]
    last = max(known, default=None) if retention.is_kept(known, today) else None
    return Preview(
        kind=kind,
        id=record,
        counts=dict(Counter(name for name, _ in names)),
        kept_until=None if last == retention.FOR_EVER else last,
        runs=last == retention.FOR_EVER,
        bases=tuple(
            one.code for one in code_list(retention.BASES).codes if not retention.refuses(one.code, times, today)
        ),
        restricted=kind == CASE and is_restricted(row.fields),
        asked=_open_one(store, record),
    )


def ask(subject: tuple[str, str], basis: str, reason: str, unit: Unit, *, open_past: bool = False) -> Row:
    """Ask that a case, a worker or a file goes with all that hangs on it; another officer confirms it.

    *open_past*: of a restricted case only what it said in the open before it was one.

    Raises:
        RuleBroken: "erasure-subject", "erasure-asked", or "erasure-kept": the schedule stands against this basis.
        InvalidField: no such basis.
    """
    kind, record = subject
    if basis not in code_list(retention.BASES).by_code:
        raise InvalidField(field="erasure_basis", rule="code")
    row = unit.get(kind, record)
    _check_subject(kind, row)
    sql = "SELECT 1 FROM r_erasure WHERE subject_id = ? AND erasure_state = ? AND _deleted IS NULL"
    if unit.connection.exec_driver_sql(sql, (record, ASKED)).first() is not None:
        raise RuleBroken(rule="erasure-asked", kind=ERASURE)
    if open_past and not is_restricted(row.fields):
        raise RuleBroken(rule="not-restricted", kind=kind)
    if not open_past and _is_kept(subject, basis, unit):
        raise RuleBroken(rule="erasure-kept", kind=ERASURE)
    said = {"subject_kind": kind, "subject_id": record, "erasure_basis": basis, "reason": reason}
    said |= {"erasure_scope": BEFORE_RAISE if open_past else ALL}
    made = unit.create(ERASURE, said | {"asked_by": unit.officer, "asked_at": unit.at, "erasure_state": ASKED})
    unit.note("ask_erasure", kind, record, about=About(purpose=basis))
    return made


def confirm(erasure: str, unit: Unit) -> Row:
    """Confirm what another officer asked for: it goes everywhere with the next rounds, and never comes back.

    Raises:
        RuleBroken: "erasure-two-officers", "erasure-decided", "erasure-kept".
    """
    row = unit.get(ERASURE, erasure)
    subject = (str(row.fields.get("subject_kind")), str(row.fields.get("subject_id")))
    basis = str(row.fields.get("erasure_basis"))
    if row.fields.get("erasure_scope") != BEFORE_RAISE and _is_kept(subject, basis, unit):
        raise RuleBroken(rule="erasure-kept", kind=ERASURE)
    said = {"erasure_state": CONFIRMED, "confirmed_by": unit.officer, "confirmed_at": unit.at}
    done = unit.edit(ERASURE, erasure, said)
    unit.note("confirm_erasure", *subject, about=About(purpose=basis))
    return done


def withdraw(erasure: str, unit: Unit) -> Row:
    """Let nothing be erased.

    Raises:
        RuleBroken: it is decided already; rule "erasure-decided".
    """
    return unit.edit(ERASURE, erasure, {"erasure_state": WITHDRAWN})


def waiting(store: Store) -> tuple[Row, ...]:
    """Return what waits for a second officer, the oldest first."""
    return _rows(store, Condition(field="erasure_state", value=ASKED))


def every(store: Store) -> tuple[Row, ...]:
    """Return all decisions, the oldest first."""
    return _rows(store)


def due(store: Store, today: date) -> tuple[Due, ...]:
    """Return the closed cases whose time of keeping has run out; nothing is erased by itself."""
    ended = Condition(field="status", op="in", value=sorted(ENDED))
    numbers = store.numbers(CASE, where=(ended,), order="closed_at")
    with store.reading() as connection:
        lines = beneath.lines(connection)
    found: list[Due] = []
    for row in store.rows(CASE, numbers[: _MOST_DUE * 10]):
        line = retention.line_of(CASE, row.fields, lines)
        until = retention.kept_until(CASE, row.fields, lines)
        if line is not None and until is not None and retention.is_due(until, today):
            due_one = Due(case=row, until=until, record_class=line.record_class, years=line.years, then=line.then)
            found.append(due_one)
    return tuple(found[:_MOST_DUE])


def _is_kept(subject: tuple[str, str], basis: str, unit: Unit) -> bool:
    return retention.refuses(basis, beneath.kept_until(unit.connection, subject), unit.moment.date())


def _check_subject(kind: str, row: Row) -> None:
    if kind not in SUBJECTS or erasure_of(row.deleted) is not None:
        raise RuleBroken(rule="erasure-subject", kind=kind)


def _open_one(store: Store, record: str) -> Row | None:
    return next((row for row in waiting(store) if row.fields.get("subject_id") == record), None)


def _rows(store: Store, *where: Condition) -> tuple[Row, ...]:
    return store.rows(ERASURE, store.numbers(ERASURE, where=where, order="created_at"))
