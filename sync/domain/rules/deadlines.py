"""Deadlines: every clock of the domain page (D4), when it runs out, and whether it is green, amber or red."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sync.domain.rules.working_time import Calendar, Limit, Unit, ends_at

AMBER_FROM: Final = 0.75  # share of the time used


class Event(StrEnum):
    """What starts or stops a clock. Of events that come again, the latest counts."""

    REGISTERED = "registered"
    RESPONDED = "responded"
    HQ_NOTED = "hq-noted"  # a status note went to headquarters
    CLOSED = "closed"
    DEATH_LEARNED = "death-learned"
    FAMILY_TOLD = "family-told"
    ARREST_NOTICED = "arrest-noticed"
    DETAINEE_VISITED = "detainee-visited"
    PAPERS_COMPLETE = "papers-complete"
    QUESTION_ASKED = "question-asked"
    QUESTION_ANSWERED = "question-answered"
    LAST_CONTACT = "last-contact"  # given only while the complainant cannot be reached
    TOLD_UNSOLVABLE = "told-unsolvable"
    COMPLAINANT_REACTED = "complainant-reacted"
    COMMITMENT_SIGNED = "commitment-signed"
    COMMITMENT_MET = "commitment-met"
    BREACH_KNOWN = "breach-known"
    BREACH_NOTIFIED = "breach-notified"
    ARRIVED = "arrived"
    SELF_REPORTED = "self-reported"
    SHELTER_ENTERED = "shelter-entered"
    SHELTER_REVIEWED = "shelter-reviewed"
    SHELTER_LEFT = "shelter-left"
    SPLP_ISSUED = "splp-issued"
    SPLP_USED = "splp-used"
    PASSPORT_EXPIRES = "passport-expires"
    PERMIT_EXPIRES = "permit-expires"
    CONTRACT_ENDS = "contract-ends"
    PASSPORT_RENEWED = "passport-renewed"
    E_KPMI_PROMULGATED = "e-kpmi-promulgated"
    E_KPMI_REGISTERED = "e-kpmi-registered"


class Light(StrEnum):
    """How a deadline stands."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Pause:
    """A clock stands still from *since*; *until* is None while it still does. Paused time is added by the clock."""

    clock: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a case, or of a person, that clocks depend on. All moments are aware."""

    events: Mapping[Event, datetime]
    priority: str | None = None
    is_death_penalty_risk: bool = False
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One running clock."""

    clock: str  # code of the list clock
    starts_at: datetime
    amber_at: datetime
    due_at: datetime
    paused: bool
    mark: str  # F: found in a public source, P: proposed by us

    def light(self, now: datetime) -> Light:
        """Return how the deadline stands: red from the moment at which the time is used up."""
        if self.paused:
            return Light.PAUSED
        if now >= self.due_at:
            return Light.RED
        return Light.AMBER if now >= self.amber_at else Light.GREEN


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """A row of the table; a limit below nought counts back from its event to the day of a warning."""

    name: str
    starts: tuple[Event, ...]  # the latest of these
    stops: tuple[Event, ...]  # any of these, at or after the start
    limit: Limit
    mark: str


_BY_PRIORITY: Final = {
    "P1": Limit(1, Unit.HOURS),
    "P2": Limit(24, Unit.HOURS),
    "P3": Limit(3, Unit.WORKING_DAYS),
    "P4": Limit(5, Unit.WORKING_DAYS),
}
_ORDINARY: Final = "P3"  # how a priority that is not known here is answered
_URGENT: Final = "P1"
_FIRST_RESPONSE: Final = "FIRST_RESPONSE"
_CONSULAR_VISIT: Final = "CONSULAR_VISIT"
_STATUS_NOTE: Final = "P1_STATUS_NOTE"
_DEATH_PENALTY_VISIT: Final = Limit(24, Unit.HOURS)


def _of_case(name: str, starts: Event, stops: Event, limit: Limit, mark: str) -> _Clock:
    return _Clock(name=name, starts=(starts,), stops=(stops, Event.CLOSED), limit=limit, mark=mark)


def _of_person(name: str, starts: Event, stops: Event, limit: Limit, mark: str) -> _Clock:
    return _Clock(name=name, starts=(starts,), stops=(stops,), limit=limit, mark=mark)


_CLOCKS: Final = (
    _of_case(_FIRST_RESPONSE, Event.REGISTERED, Event.RESPONDED, _BY_PRIORITY[_ORDINARY], "P"),
    _of_case("FAMILY_TOLD_OF_DEATH", Event.DEATH_LEARNED, Event.FAMILY_TOLD, Limit(3 * 24, Unit.HOURS), "F"),
    _of_case(_CONSULAR_VISIT, Event.ARREST_NOTICED, Event.DETAINEE_VISITED, Limit(72, Unit.HOURS), "P"),
    _of_case("COMPLAINT_DOCUMENTS", Event.REGISTERED, Event.PAPERS_COMPLETE, Limit(30, Unit.DAYS), "F"),
    _of_case("OFFICER_QUESTION", Event.QUESTION_ASKED, Event.QUESTION_ANSWERED, Limit(15, Unit.WORKING_DAYS), "F"),
    _of_case("UNREACHABLE", Event.LAST_CONTACT, Event.COMPLAINANT_REACTED, Limit(60, Unit.DAYS), "F"),
    _of_case("CANNOT_BE_SOLVED", Event.TOLD_UNSOLVABLE, Event.COMPLAINANT_REACTED, Limit(6, Unit.MONTHS), "F"),
    _of_case("COMMITMENT", Event.COMMITMENT_SIGNED, Event.COMMITMENT_MET, Limit(7, Unit.DAYS), "F"),
    _Clock(
        name=_STATUS_NOTE,
        starts=(Event.REGISTERED, Event.HQ_NOTED),
        stops=(Event.CLOSED,),
        limit=Limit(24, Unit.HOURS),
        mark="P",
    ),
    _Clock(
        name="SHELTER_REVIEW",
        starts=(Event.SHELTER_ENTERED, Event.SHELTER_REVIEWED),
        stops=(Event.SHELTER_LEFT,),
        limit=Limit(30, Unit.DAYS),
        mark="P",
    ),
    _of_person("SHELTER_STAY", Event.SHELTER_ENTERED, Event.SHELTER_LEFT, Limit(90, Unit.DAYS), "P"),
    _of_person("DATA_BREACH", Event.BREACH_KNOWN, Event.BREACH_NOTIFIED, Limit(3 * 24, Unit.HOURS), "F"),
    _of_person("LAPOR_DIRI", Event.ARRIVED, Event.SELF_REPORTED, Limit(30, Unit.DAYS), "F"),
    _of_person("SPLP", Event.SPLP_ISSUED, Event.SPLP_USED, Limit(24, Unit.MONTHS), "F"),
    _of_person("PASSPORT_EXPIRY", Event.PASSPORT_EXPIRES, Event.PASSPORT_RENEWED, Limit(-6, Unit.MONTHS), "F"),
    _Clock(name="PERMIT_EXPIRY", starts=(Event.PERMIT_EXPIRES,), stops=(), limit=Limit(-30, Unit.DAYS), mark="P"),
    _Clock(name="CONTRACT_END", starts=(Event.CONTRACT_ENDS,), stops=(), limit=Limit(-2, Unit.MONTHS), mark="P"),
    _of_person("EKPMI_REREGISTRATION", Event.E_KPMI_PROMULGATED, Event.E_KPMI_REGISTERED, Limit(12, Unit.MONTHS), "F"),
)
CLOCKS: Final = tuple(clock.name for clock in _CLOCKS)
"""The codes of all clocks that are known here."""


def running(facts: Facts, calendar: Calendar) -> tuple[Due, ...]:
    """Return the clocks that run, soonest end first."""
    dues = (_due(clock, since, facts, calendar) for clock, since in _started(facts))
    return tuple(sorted(dues, key=lambda due: (due.due_at, due.clock)))


def _started(facts: Facts) -> Iterator[tuple[_Clock, datetime]]:
    for clock in _CLOCKS:
        starts = [facts.events[event] for event in clock.starts if event in facts.events]
        if not starts or (clock.name == _STATUS_NOTE and facts.priority != _URGENT):
            continue
        if not _has_stopped(clock, max(starts), facts.events):
            yield clock, max(starts)


def _has_stopped(clock: _Clock, since: datetime, events: Mapping[Event, datetime]) -> bool:
    """Whether something stopped it after it started; a passport is renewed before the day on which it expires."""
    counts_back = clock.limit.amount < 0
    return any(event in events and (counts_back or events[event] >= since) for event in clock.stops)


def _due(clock: _Clock, since: datetime, facts: Facts, calendar: Calendar) -> Due:
    other_end = ends_at(since, _limit(clock, facts), calendar)
    starts_at, ends = min(since, other_end), max(since, other_end)
    pauses = [pause for pause in facts.pauses if pause.clock == clock.name]
    stood_still = sum((_length(pause, starts_at) for pause in pauses), timedelta())
    # A clock that counts back to a warning is amber from the warning on.
    share = 0.0 if other_end < since else AMBER_FROM
    return Due(
        clock=clock.name,
        starts_at=starts_at,
        amber_at=starts_at + (ends - starts_at) * share + stood_still,
        due_at=ends + stood_still,
        paused=any(pause.until is None for pause in pauses),
        mark=clock.mark,
    )


def _limit(clock: _Clock, facts: Facts) -> Limit:
    if clock.name == _FIRST_RESPONSE:
        return _BY_PRIORITY.get(facts.priority or _ORDINARY, clock.limit)
    if clock.name == _CONSULAR_VISIT and facts.is_death_penalty_risk:
        return _DEATH_PENALTY_VISIT
    return clock.limit


def _length(pause: Pause, starts_at: datetime) -> timedelta:
    """Return how long a pause that is over has held the clock since it started."""
    if pause.until is None:
        return timedelta()
    return max(timedelta(), pause.until - max(pause.since, starts_at))
