"""What can be done with a case: take it in, move it along its life, hand it over."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from desktop.store import keeping
from desktop.store.row import Row
from desktop.store.unit import Unit
from sync.domain import case_number
from sync.domain.codes import code_list
from sync.domain.records import validation
from sync.domain.records.catalogue import noun
from sync.domain.rules import lifecycle, priority
from sync.errors import RuleBroken

_COUNTER = "case_number"


def register(fields: dict[str, Any], unit: Unit) -> Row:
    """Take a case in: number, status, times and a proposed priority are filled where *fields* do not say them.

    Raises:
        InvalidField, UnknownField: a field is not right; nothing is written.
    """
    typed = validation.check(noun("case"), keeping.named(noun("case"), fields, unit.new_id))
    fields = {name: value for name, value in typed.items() if value is not None}
    worker_fields = _people(unit, fields.get("subjects") or ())
    filled = {
        "status": "REGISTERED",
        "case_no": _next_number(unit),
        "received_at": unit.at,
        "received_by": unit.officer,
        "kemlu_class": _class_of(fields.get("category")),
        "priority": proposed_priority(fields, worker_fields).priority,
    }
    return unit.create("case", filled | fields)


def move(case: str, to: str, unit: Unit, *, fields: Mapping[str, Any] | None = None, reason: str | None = None) -> Row:
    """Move a case to status *to*, with what the move needs in *fields* (owner, closing_reason).

    Raises:
        RuleBroken: the move is not allowed, or something that it needs is missing; rule names it.
    """
    row = unit.get("case", case)
    more = dict(fields or {})
    needs = lifecycle.check_move(row.fields["status"], to, more.get("priority", row.fields.get("priority")))
    _check_needs(needs, row.fields | more, reason)
    if lifecycle.SECOND_PERSON in needs and row.updated_by == unit.officer:
        raise RuleBroken(field="status", rule=lifecycle.SECOND_PERSON)
    if to == "CLOSED":
        more.setdefault("closed_at", unit.at)
    return unit.edit("case", case, more | {"status": to}, reason=reason)


def edit(case: str, fields: dict[str, Any], unit: Unit, *, reason: str | None = None) -> Row:
    """Change fields of a case; a status among them is a move."""
    to = fields.get("status")
    if not isinstance(to, str) or to == unit.get("case", case).fields["status"]:
        return unit.edit("case", case, fields, reason=reason)
    more = {name: value for name, value in fields.items() if name != "status"}
    return move(case, to, unit, fields=more, reason=reason)


def _check_needs(needs: tuple[str, ...], fields: Mapping[str, Any], reason: str | None) -> None:
    missing = {
        lifecycle.OWNER: not fields.get("owner"),
        lifecycle.CLOSING_REASON: not fields.get("closing_reason"),
        lifecycle.REASON: not reason,
    }
    for need in needs:
        if missing.get(need):
            raise RuleBroken(field="status", rule=need)


def proposed_priority(fields: Mapping[str, Any], people: tuple[Mapping[str, Any], ...] = ()) -> priority.Proposal:
    """Propose how urgent a case is, with the reasons; never below what a person chose."""
    categories = [fields.get("category"), *(fields.get("categories") or ())]
    known = code_list("case_category")
    asked = {code.text("priority") for name in categories if name and (code := known.get(name)) is not None}
    signs = priority.Signs(
        category_priority=priority.most_urgent({one for one in asked if one}),
        risk_flags=frozenset(fields.get("risk_flags") or ()),
        vulnerabilities=frozenset(one for person in people for one in person.get("vulnerability") or ()),
        needs=frozenset(fields.get("needs") or ()),
    )
    return priority.proposed(signs, fields.get("priority"))


def _people(unit: Unit, subjects: Any) -> tuple[Mapping[str, Any], ...]:
    return tuple(unit.get("worker", subject["worker_id"]).fields for subject in subjects if subject.get("worker_id"))


def _class_of(category: Any) -> str | None:
    code = code_list("case_category").get(category) if category else None
    return None if code is None else code.text("kemlu_class")


def _next_number(unit: Unit) -> str:
    """Number the case in this desk's own series; the month is the mission's."""
    desk = unit.desk
    mission = code_list("mission").get(desk.mission)
    zone = ZoneInfo((mission and mission.text("time_zone")) or "UTC")
    return case_number.make(desk.mission, unit.moment.astimezone(zone), desk.mark, unit.meta.next(_COUNTER)).text
