"""Deadlines of persons: passport, SPLP, permit, contract and lapor diri of a worker, from the declared records."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from desktop.actions.deadlines import Next, Related, by_need, calendar_of, related
from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.store import Store
from sync.domain.partial_date import PartialDate, latest
from sync.domain.rules.deadlines import Due, Event, Facts, Light, running
from sync.domain.rules.working_time import Calendar, Limit, Unit, ends_at

_KINDS: Final = ("travel_document", "contract", "placement")
_GONE: Final = {"work_status": ("RETURNED", "DECEASED"), "stay_status": ("LEFT",)}
"""Nothing runs for who is at home again or has died."""
_SPLP: Final = ("SPLP", "SPLP_KOLEKTIF")
_PASSPORTS: Final = (None, "PASPOR_BIASA", "PASPOR_E", "PASPOR_DINAS", "PASPOR_DIPLOMATIK")
_USABLE: Final = (None, "VALID", "WITHHELD", "EXPIRED")
"""States of a paper that it can be renewed from; one that is lost or revoked has no date that matters."""
_LASTING: Final = ("RESIDENCE", "WORK_PERMIT", "STUDENT")
"""Permits that a stay rests on; a visa on which somebody came matters only where there is none of these."""
_NO_LONGER: Final = ("ENDED", "TERMINATED", "SUBSTITUTED")
_SPLP_LIMIT: Final = Limit(-24, Unit.MONTHS)
_LAPOR_DIRI: Final = timedelta(days=30)
_TWO_YEARS: Final = timedelta(days=731)
_LATE: Final = timedelta(days=30)
"""What ran out longer ago is how a person stands, not what is due today."""
_AHEAD: Final = timedelta(days=7)
_MOST: Final = 2000

Fields = Mapping[str, Any]


def of_persons(store: Store, rows: Sequence[Row], now: datetime) -> dict[str, tuple[Next, ...]]:
    """Return what runs for each of the workers *rows*, what is late first, then what ends soonest."""
    calendar = calendar_of(store.identity().mission, now.year)
    found = related(store, "worker_id", [row.id for row in rows], _KINDS)
    return {row.id: next_of_person(row.fields, found.get(row.id, {}), calendar, now) for row in rows}


def next_of_person(worker: Fields, children: Related, calendar: Calendar, now: datetime) -> tuple[Next, ...]:
    """Return the running clocks of one worker; all of them end with a day, not with an hour."""
    dues = running(facts_of_person(worker, children, calendar), calendar)
    nexts = (Next(due_at=due.due_at, light=_light(due, calendar, now), clock=due.clock, is_day=True) for due in dues)
    return tuple(sorted(nexts, key=by_need))


def facts_of_person(worker: Fields, children: Related, calendar: Calendar) -> Facts:
    """Return what the clocks of a worker depend on."""
    if any(worker.get(name) in codes for name, codes in _GONE.items()):
        return Facts(events={})
    dated = {
        Event.PASSPORT_EXPIRES: _passport(worker),
        Event.PERMIT_EXPIRES: _permit(worker.get("permits") or ()),
        Event.CONTRACT_ENDS: _contract(children.get("contract", ())),
        Event.ARRIVED: _arrival(worker, children.get("placement", ())),
    }
    events = {event: calendar.begins(day) for event, day in dated.items() if day is not None}
    if (issued := _splp(worker, children.get("travel_document", ()), calendar)) is not None:
        events[Event.SPLP_ISSUED] = issued
    return Facts(events=events)


def due_persons(store: Store, now: datetime) -> tuple[tuple[Row, Next], ...]:
    """Return the workers for whom something ran out within the last month or does within the week, with what is first.

    Runs on the store lane.
    """
    calendar = calendar_of(store.identity().mission, now.year)
    today = calendar.local(now).date()
    first, last = today - _LATE, today + _AHEAD
    rows = _candidates(store, first, last)
    found = []
    for record, nexts in of_persons(store, rows, now).items():
        near = [one for one in nexts if first <= calendar.local(one.due_at).date() <= last]
        if near:
            found.append((record, near[0]))
    by_id = {row.id: row for row in rows}
    return tuple((by_id[record], due) for record, due in found)


def _candidates(store: Store, first: date, last: date) -> tuple[Row, ...]:
    """Read the workers of whom some date lies so that a clock may end between *first* and *last*."""
    begins, ends = first.isoformat()[:7], last.isoformat()  # a month alone counts to its last day
    numbers: set[int] = set()
    for field in ("passports", "permits"):
        part = Condition(field=field, op="part", value=("expires", begins, ends))
        numbers.update(store.numbers("worker", where=(part,)))
    named = set(_named(store, "contract", "valid_to", (first, last)))
    named.update(_named(store, "travel_document", "expires", (first, last)))
    named.update(_named(store, "travel_document", "issued", (first - _TWO_YEARS, last - _TWO_YEARS)))
    for field in ("arrival_confirmed_on", "departed_on"):
        named.update(_named(store, "placement", field, (first - _LAPOR_DIRI, last - _LAPOR_DIRI)))
    ids = Condition(field="id", op="in", value=sorted(named)[:_MOST])
    numbers.update(store.numbers("worker", where=(ids,)))
    return store.rows("worker", sorted(numbers)[:_MOST])


def _named(store: Store, kind: str, field: str, between: tuple[date, date]) -> Iterator[str]:
    first, last = between
    where = (
        Condition(field=field, op=">=", value=first.isoformat()[:7]),
        Condition(field=field, op="<=", value=last.isoformat()),
    )
    return (row.fields["worker_id"] for row in store.rows(kind, store.numbers(kind, where=where)))


def _light(due: Due, calendar: Calendar, now: datetime) -> Light:
    """Return the light of a clock that ends with a day: the day itself is not late yet."""
    light = due.light(now)
    is_today = calendar.local(due.due_at).date() == calendar.local(now).date()
    return Light.AMBER if light is Light.RED and is_today else light


def _passport(worker: Fields) -> date | None:
    papers = [one for one in worker.get("passports") or () if one.get("state") in _USABLE]
    return _last(one.get("expires") for one in papers if one.get("type") in _PASSPORTS)


def _permit(permits: Sequence[Fields]) -> date | None:
    """Of the permits that a stay rests on, the kind that ends first; of each kind the last one that was given."""
    by_kind: dict[str | None, list[str | None]] = {}
    for one in permits:
        by_kind.setdefault(one.get("kind"), []).append(one.get("expires"))
    lasting = [day for kind in _LASTING if (day := _last(by_kind.get(kind, ()))) is not None]
    return min(lasting) if lasting else _last(one.get("expires") for one in permits)


def _contract(contracts: Sequence[Fields]) -> date | None:
    return _last(one.get("valid_to") for one in contracts if one.get("state") not in _NO_LONGER)


def _arrival(worker: Fields, placements: Sequence[Fields]) -> date | None:
    """Return the last arrival that the worker has not reported yet."""
    arrived = _last(one.get("arrival_confirmed_on") or one.get("departed_on") for one in placements)
    reported = _last([worker.get("lapor_diri_on")])
    if arrived is None or (worker.get("lapor_diri_done") and reported is None):
        return None
    return None if reported is not None and reported >= arrived else arrived


def _splp(worker: Fields, documents: Sequence[Fields], calendar: Calendar) -> datetime | None:
    """Return when the last SPLP that was not used was issued; one made out for less counts as issued earlier."""
    papers = [one for one in worker.get("passports") or () if one.get("state") in _USABLE]
    every = [one for one in (*papers, *documents) if one.get("type") in _SPLP]
    known = [(start, bool(one.get("used_on"))) for one in every if (start := _splp_start(one, calendar)) is not None]
    start, is_used = max(known, default=(None, False))
    return None if is_used else start


def _splp_start(paper: Fields, calendar: Calendar) -> datetime | None:
    issued, expires = _last([paper.get("issued")]), _last([paper.get("expires")])
    starts = [] if issued is None else [calendar.begins(issued)]
    if expires is not None:
        starts.append(ends_at(calendar.begins(expires), _SPLP_LIMIT, calendar))
    return min(starts, default=None)


def _last(days: Iterable[str | None]) -> date | None:
    """Return the last of some partial dates; a month or a year counts to its end."""
    return max((latest(PartialDate(day)) for day in days if day), default=None)
