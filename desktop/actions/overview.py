"""Overview: the figures of a day at the desk: what is open, what is due, what came and went; counted in SQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from desktop.actions.deadlines import OPEN, Next, calendar_of, of_cases
from desktop.actions.persons import due_persons
from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.store import Store
from sync.clock import stamp
from sync.domain.rules.deadlines import Light

MONTHS: Final = 6
_PROBLEMS: Final = 6
_DUE_SHOWN: Final = 12
_ORDINARY: Final = "P3"
_AFTER_CASES: Final = "P9"
_AHEAD: Final = timedelta(days=7)
_LOOKED_AT: Final = 2000
"""Open cases whose clocks are run, the most urgent first; a mission has some hundreds."""
_OPEN: Final = Condition(field="status", op="in", value=OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRecord:
    """A case or a worker, and what is due first; *person* is the worker, of a case its first subject where known."""

    kind: str
    id: str
    number: str
    priority: str
    summary: str
    person: str
    due: Next


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """How many cases came and went in a month of the mission's calendar."""

    year: int
    month: int
    opened: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """One day, in figures."""

    cases: int
    workers: int
    open: int
    opened_this_week: int
    urgent: int
    overdue: int
    in_shelter: int
    shelter_entered: int  # within the last week
    returning: int
    trips: int  # departures within the next week
    due: tuple[DueRecord, ...]
    due_total: int
    months: tuple[Month, ...]
    problems: tuple[tuple[str, int], ...]

    @property
    def is_empty(self) -> bool:
        return not self.cases and not self.workers


def overview(store: Store, now: datetime) -> Overview:
    """Count everything that the page of today shows; runs on the store lane."""
    week_ago, week_on = stamp(now - _AHEAD), stamp(now + _AHEAD)
    due = sorted(_due(store, now), key=pressing)
    stays = (Condition(field="in_at", op="not-null"), Condition(field="out_at", op="null"))
    return Overview(
        cases=store.count("case"),
        workers=store.count("worker"),
        open=store.count("case", (_OPEN,)),
        opened_this_week=store.count("case", (Condition(field="received_at", op=">=", value=week_ago),)),
        urgent=store.count("case", (_OPEN, Condition(field="priority", value="P1"))),
        overdue=sum(one.due.light is Light.RED for one in due),
        in_shelter=store.count("shelter_stay", stays),
        shelter_entered=store.count("shelter_stay", (*stays, Condition(field="in_at", op=">=", value=week_ago))),
        returning=store.count("case", (Condition(field="status", value="RETURN_PREP"),)),
        trips=store.count(
            "return_trip",
            (
                Condition(field="departs", op=">=", value=stamp(now)),
                Condition(field="departs", op="<=", value=week_on),
            ),
        ),
        due=tuple(due[:_DUE_SHOWN]),
        due_total=len(due),
        months=tuple(_months(store, now)),
        problems=_problems(store),
    )


def _due(store: Store, now: datetime) -> Iterator[DueRecord]:
    """Yield the open cases in which something is overdue, or is due within the week."""
    numbers = store.numbers("case", where=(_OPEN,), order="priority")[:_LOOKED_AT]
    rows = store.rows("case", numbers)
    people = _people(store, rows)
    by_id = {row.id: row for row in rows}
    for case, dues in of_cases(store, rows, now).items():
        first = next((one for one in dues if one.light is not Light.PAUSED), None)
        if first is not None and first.due_at <= now + _AHEAD:
            yield _due_case(by_id[case], first, people)


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePersons:
    """The workers for whom something is due, the most pressing ones, and how many there are."""

    due: tuple[DueRecord, ...] = ()
    total: int = 0


def persons_due(store: Store, now: datetime) -> DuePersons:
    """Return what is due of papers, contracts and lapor diri; runs on the store lane."""
    found = sorted((_due_person(row, due) for row, due in due_persons(store, now)), key=pressing)
    return DuePersons(due=tuple(found[:_DUE_SHOWN]), total=len(found))


def _due_person(row: Row, due: Next) -> DueRecord:
    return DueRecord(kind="worker", id=row.id, number="", priority=_AFTER_CASES, summary="", person=row.title, due=due)


def pressing(one: DueRecord) -> tuple[bool, str, datetime]:
    """Order: what is late before what is not; of the late ones the most urgent case first, papers after cases."""
    is_late = one.due.light is Light.RED
    return not is_late, one.priority if is_late else "", one.due.due_at


def _due_case(row: Row, due: Next, people: dict[str, str]) -> DueRecord:
    names = [people.get(one.get("worker_id") or "", one.get("stub_name")) for one in row.fields.get("subjects") or ()]
    return DueRecord(
        kind="case",
        id=row.id,
        number=str(row.fields.get("case_no") or ""),
        priority=str(row.fields.get("priority") or _ORDINARY),
        summary=str(row.fields.get("summary") or ""),
        person=next((str(name) for name in names if name), ""),
        due=due,
    )


def _people(store: Store, rows: Sequence[Row]) -> dict[str, str]:
    wanted = {one["worker_id"] for row in rows for one in row.fields.get("subjects") or () if one.get("worker_id")}
    if not wanted:
        return {}
    found = store.numbers("worker", where=(Condition(field="id", op="in", value=sorted(wanted)),))
    return {row.id: row.title for row in store.rows("worker", found)}


def _months(store: Store, now: datetime) -> Iterator[Month]:
    """Count by the months of the mission's own calendar."""
    calendar = calendar_of(store.identity().mission, now.year)
    today = calendar.local(now).date()
    firsts = [_month_before(today.year, today.month, back) for back in range(MONTHS - 1, -2, -1)]
    begins = [stamp(calendar.begins(today.replace(year=year, month=month, day=1))) for year, month in firsts]
    for (year, month), begin, end in zip(firsts, begins, begins[1:], strict=False):
        yield Month(
            year=year,
            month=month,
            opened=store.count("case", _between("received_at", begin, end)),
            closed=store.count("case", (*_between("closed_at", begin, end), Condition(field="status", value="CLOSED"))),
        )


def _month_before(year: int, month: int, back: int) -> tuple[int, int]:
    years, months = divmod(year * 12 + month - 1 - back, 12)
    return years, months + 1


def _between(field: str, begin: Any, end: Any) -> tuple[Condition, ...]:
    return (Condition(field=field, op=">=", value=begin), Condition(field=field, op="<", value=end))


def _problems(store: Store) -> tuple[tuple[str, int], ...]:
    counted = store.counts("case", "category", (_OPEN,))
    known = [(code, count) for code, count in counted.items() if code]
    return tuple(sorted(known, key=lambda one: (-one[1], one[0]))[:_PROBLEMS])
