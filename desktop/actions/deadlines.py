"""Deadlines of what stands in the store: the mission's calendar, the facts of a case, and which clocks run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final

from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.store import Store
from sync.clock import moment
from sync.domain.codes import code_list
from sync.domain.partial_date import PartialDate, latest
from sync.domain.rules import lifecycle
from sync.domain.rules.deadlines import Event, Facts, Light, Pause, running
from sync.domain.rules.lifecycle import ENDED
from sync.domain.rules.working_time import Calendar

OPEN: Final = tuple(code.code for code in code_list("case_status").codes if code.code not in ENDED)
_ASKED_KINDS: Final = ("action", "death", "detention", "shelter_stay")
_SILENT: Final = frozenset({"INTAKE", "NOTE", "CORRECTION", "WIRE", "NOTIFY_HQ"})
"""Entries of the log that are no answer to the complainant."""
_TO_CENTRE: Final = frozenset({"WIRE", "NOTIFY_HQ"})
_FAR: Final = datetime.max.replace(tzinfo=UTC)

Fields = Mapping[str, Any]
Related = Mapping[str, Sequence[Fields]]
"""The records of a case that its clocks depend on, by kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What is due next in a case: a step that an officer planned, or a clock."""

    due_at: datetime
    light: Light
    step: str | None = None  # the officer's own words
    clock: str | None = None  # code of the list clock
    is_day: bool = False  # the hour says nothing


@cache
def calendar_of(mission: str, year: int) -> Calendar:
    """Return the days of a mission around *year*; a mission that is not listed works Monday to Friday in UTC."""
    known = code_list("mission").get(mission)
    country = (known and known.text("country")) or ""
    return Calendar(
        zone=(known and known.text("time_zone")) or "UTC",
        weekend=_weekend(country),
        holidays=frozenset(_holidays(country, year)),
    )


def of_cases(store: Store, rows: Sequence[Row], now: datetime) -> dict[str, tuple[Next, ...]]:
    """Return what is due in each of the cases *rows*, soonest first."""
    open_rows = [row for row in rows if row.fields.get("status") not in ENDED]
    if not open_rows:
        return {}
    calendar = calendar_of(store.identity().mission, now.year)
    found = related(store, "case_id", [row.id for row in open_rows], _ASKED_KINDS)
    return {row.id: next_of(row.fields, found.get(row.id, {}), calendar, now) for row in open_rows}


def next_of(case: Fields, related: Related, calendar: Calendar, now: datetime) -> tuple[Next, ...]:
    """Return the open steps and the running clocks of a case, what is late first, what stands still last."""
    clocks = [
        Next(due_at=due.due_at, light=due.light(now), clock=due.clock)
        for due in running(facts_of(case, related), calendar)
    ]
    steps = list(_steps(related.get("action", ()), calendar, now))
    return tuple(sorted([*steps, *clocks], key=by_need))


def by_need(due: Next) -> tuple[int, datetime]:
    """What is late comes first, what stands still last."""
    return {Light.RED: 0, Light.PAUSED: 2}.get(due.light, 1), due.due_at


def facts_of(case: Fields, related: Related) -> Facts:
    """Return what the clocks of a case depend on."""
    events: dict[Event, datetime] = {}
    for event, when in (*_of_case(case), *_of_actions(case, related), *_of_children(related)):
        if when is not None:
            events[event] = max(events.get(event, when), when)
    return Facts(
        events=events,
        priority=case.get("priority"),
        is_death_penalty_risk="DEATH_PENALTY" in (case.get("risk_flags") or ()),
        pauses=tuple(_pauses(case)),
    )


_Dated = tuple[Event, datetime | None]


def _of_case(case: Fields) -> Iterator[_Dated]:
    registered = _at(case.get("received_at"))
    yield Event.REGISTERED, registered
    status = case.get("status") or ""
    if status in ENDED:
        yield Event.CLOSED, _at(case.get("closed_at")) or _FAR
    life = lifecycle.LIFECYCLES["case_status"]
    if life.rank(status) >= life.rank("ASSESSMENT"):
        # Nobody writes down when the papers were complete; a case that has gone on to assessment had them.
        yield Event.PAPERS_COMPLETE, registered


def _of_actions(case: Fields, related: Related) -> Iterator[_Dated]:
    actions = related.get("action", ())
    answers = [when for action in actions if action.get("type") not in _SILENT and (when := _at(action.get("at")))]
    if answers:
        # The clock asks for any answer after registration; a call that was logged first is one, too.
        registered = _at(case.get("received_at"))
        yield Event.RESPONDED, max(filter(None, (registered, min(answers))))
        if case.get("status") == "WAIT_SUBJECT":
            yield Event.LAST_CONTACT, max(answers)
    for action in actions:
        if action.get("type") in _TO_CENTRE:
            yield Event.HQ_NOTED, _at(action.get("at"))
        if action.get("type") == "NOTIFY_FAMILY":
            yield Event.FAMILY_TOLD, _at(action.get("at"))


def _of_children(related: Related) -> Iterator[_Dated]:
    for death in related.get("death", ()):
        yield Event.DEATH_LEARNED, _at(death.get("learned_at"))
        yield Event.FAMILY_TOLD, _at(death.get("family_told_at"))
    for detention in related.get("detention", ()):
        yield Event.ARREST_NOTICED, _at(detention.get("notice_at"))
        for visit in detention.get("visits") or ():
            yield Event.DETAINEE_VISITED, _at(visit.get("at"))
    for stay in related.get("shelter_stay", ()):
        yield Event.SHELTER_ENTERED, _at(stay.get("in_at"))
        yield Event.SHELTER_LEFT, _at(stay.get("out_at"))
        for review in stay.get("reviews") or ():
            yield Event.SHELTER_REVIEWED, _at(review.get("at"))


def _pauses(case: Fields) -> Iterator[Pause]:
    for pause in case.get("paused") or ():
        since = _at(pause.get("since"))
        if since is not None and pause.get("clock"):
            yield Pause(pause["clock"], since, _at(pause.get("until")))


def _steps(actions: Sequence[Fields], calendar: Calendar, now: datetime) -> Iterator[Next]:
    """Yield the planned steps that have a day and are not done."""
    today = calendar.local(now).date()
    for action in actions:
        if not action.get("next_due") or action.get("next_done"):
            continue
        day = latest(PartialDate(action["next_due"]))
        light = Light.RED if day < today else Light.AMBER if day == today else Light.GREEN
        yield Next(due_at=calendar.begins(day), light=light, step=action.get("next_step"), is_day=True)


def related(
    store: Store, field: str, owners: Sequence[str], kinds: Sequence[str]
) -> dict[str, dict[str, list[Fields]]]:
    """Read the records of *kinds* that name one of *owners* in their *field*, with one query a kind."""
    found: dict[str, dict[str, list[Fields]]] = {}
    wanted = (Condition(field=field, op="in", value=list(owners)),)
    for kind in kinds:
        for row in store.rows(kind, store.numbers(kind, where=wanted)):
            found.setdefault(row.fields[field], {}).setdefault(kind, []).append(row.fields)
    return found


def _at(text: str | None) -> datetime | None:
    return moment(text) if text else None


def _weekend(country: str) -> frozenset[int]:
    """Return the days of rest; the code list counts from Monday = 1."""
    known = code_list("country").get(country)
    week = code_list("working_week").get((known and known.text("working_week")) or "MON_FRI")
    return frozenset(day - 1 for day in week.numbers("rest_days")) if week else frozenset({5, 6})


def _holidays(country: str, year: int) -> Iterator[date]:
    """Yield the fixed holidays of *country* for the years in which a clock of today may run."""
    for code in code_list("public_holiday").codes:
        if code.text("country") == country and (day := code.text("month_day")):
            for near in (year - 1, year, year + 1):
                yield date.fromisoformat(f"{near}-{day}")
