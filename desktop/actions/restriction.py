"""Restriction: closing a case to all but named officers, letting one in, asking to be let in, and opening it by two."""

from dataclasses import dataclass
from typing import Any

from desktop.store import case_marks, members, peers
from desktop.store.lists import Condition
from desktop.store.members import Member
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.store.vault import Vault
from sync.domain.rules.restricted import is_restricted
from sync.domain.rules.urgency import CASE
from sync.errors import RuleBroken

REQUEST = "access_request"
_ASKED, _GIVEN, _DENIED = "ASKED", "GIVEN", "DENIED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may read a restricted case, who asks to, and what the officer who looks may do about it."""

    case: str
    is_restricted: bool
    is_open_unproven: bool  # the centre says that the restriction has ended, and no two officers do
    reads: bool  # the officer who looks holds the key
    members: tuple[Member, ...]
    requests: tuple[Row, ...]  # unanswered
    opening_by: str | None  # who proposed to open the case to all

    def as_fields(self) -> dict[str, Any]:
        """The same as the command line shows it."""
        return {
            "case": self.case,
            "restricted": self.is_restricted,
            "open_unproven": self.is_open_unproven,
            "reads": self.reads,
            "members": [member.as_fields() for member in self.members],
            "requests": [row.shown() for row in self.requests],
            "opening_by": self.opening_by,
        }


def look_at(store: Store, case: str) -> Access:
    """Return who may read a case.

    Raises:
        NoSuchRecord: this desk holds no such case.
    """
    row = store.get(CASE, case)
    with store.reading() as connection:
        known = tuple(members.of(connection, case))
        reads = members.reads(store.vault, connection, row)
        is_closed = case_marks.is_closed(connection, case)
    return Access(
        case=case,
        is_restricted=is_restricted(row.fields) or is_closed,
        is_open_unproven=is_closed and not is_restricted(row.fields),
        reads=reads,
        members=known,
        requests=_waiting(store, Condition(field="case_id", value=case)),
        opening_by=row.fields.get("lowering_by"),
    )


def colleagues(store: Store, case: str) -> tuple[str, ...]:
    """Return the officers who could be let into a case: their sealing keys are known, and they do not read it yet."""
    with store.reading() as connection:
        known = peers.sealed_to(connection)
        return tuple(sorted(known - {member.officer for member in members.of(connection, case)}))


def requests(store: Store) -> tuple[Row, ...]:
    """Return the unanswered requests, the oldest first, for cases of which this officer holds the key."""
    found = [(row, store.get(CASE, row.fields["case_id"])) for row in _waiting(store)]
    with store.reading() as connection:
        return tuple(row for row, case in found if members.reads(store.vault, connection, case))


def close(case: str, unit: Unit) -> Row:
    """Restrict a case: what it says is sealed for those who handle it. Anybody may."""
    row = unit.edit(CASE, case, {"restricted": True, "lowering_by": None, "lowering_at": None})
    unit.note("restrict", CASE, case)
    return row


def propose_opening(case: str, unit: Unit) -> Row:
    """Propose to open a restricted case to the mission; another officer does it.

    Raises:
        RuleBroken: it is not restricted.
    """
    if not is_restricted(unit.get(CASE, case).fields):
        raise RuleBroken(rule="not-restricted", kind=CASE)
    row = unit.edit(CASE, case, {"lowering_by": unit.officer, "lowering_at": unit.at})
    unit.note("propose_opening", CASE, case)
    return row


def open_up(case: str, unit: Unit) -> Row:
    """Open a case to the mission again, as another officer proposed.

    Raises:
        RuleBroken: nobody else proposed it; rule "two-officers". CaseSealed: this officer has no key.
    """
    row = unit.edit(CASE, case, {"restricted": None})
    unit.note("open_up", CASE, case)
    return row


def give(case: str, officer: str, reason: str, unit: Unit, *, vault: Vault | None = None) -> Member:
    """Let *officer* read a case; *reason* is a code of access_reason. The protection unit does so with its own *vault*.

    Raises:
        CaseSealed, RuleBroken, InvalidField: see `members.add`.
    """
    members.add(unit, case, officer, reason, vault)
    unit.note("give_access", CASE, case)
    return next(one for one in members.of(unit.connection, case) if one.officer == officer)


def withdraw(case: str, officer: str, reason: str, unit: Unit) -> None:
    """Let *officer* not read what is written into a case from now on.

    Raises:
        CaseSealed, RuleBroken: see `members.remove`.
    """
    members.remove(unit, case, officer, reason)
    unit.note("withdraw_access", CASE, case)


def ask(case: str, reason: str, unit: Unit) -> Row:
    """Ask to read a restricted case; everybody who holds its key sees it, and it stays in the record.

    Raises:
        RuleBroken: it is not restricted, this officer reads it already, or has asked; rule "asked-already".
    """
    row = unit.get(CASE, case)
    if not is_restricted(row.fields):
        raise RuleBroken(rule="not-restricted", kind=CASE)
    if members.reads(unit.vault, unit.connection, row):
        raise RuleBroken(field="officer", rule="member-already")
    sql = "SELECT 1 FROM r_access_request WHERE case_id = ? AND officer = ? AND access_state = ? AND _deleted IS NULL"
    if unit.connection.exec_driver_sql(sql, (case, unit.officer, _ASKED)).scalar():
        raise RuleBroken(rule="asked-already", kind=CASE)
    said = {"case_id": case, "officer": unit.officer, "access_reason": reason}
    made = unit.create(REQUEST, said | {"asked_at": unit.at, "access_state": _ASKED})
    unit.note("ask_access", CASE, case)
    return made


def answer(request: str, unit: Unit, *, given: bool) -> Row:
    """Answer a request; only who holds the key can give it.

    Raises:
        RuleBroken: it is answered already; rule "answered-already". CaseSealed, InvalidField: see `members.add`.
    """
    row = unit.get(REQUEST, request)
    if row.fields.get("access_state") != _ASKED:
        raise RuleBroken(rule="answered-already", kind=REQUEST)
    case = row.fields["case_id"]
    if given:
        give(case, row.fields["officer"], row.fields["access_reason"], unit)
    else:
        unit.note("deny_access", CASE, case)
    state = _GIVEN if given else _DENIED
    return unit.edit(REQUEST, request, {"access_state": state, "answered_by": unit.officer, "answered_at": unit.at})


def _waiting(store: Store, *where: Condition) -> tuple[Row, ...]:
    asked = (Condition(field="access_state", value=_ASKED), *where)
    return store.rows(REQUEST, store.numbers(REQUEST, where=asked, order="created_at"))
