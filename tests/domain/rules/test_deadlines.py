"""Deadlines: the clocks of the domain page, what starts and stops them, and their lights."""

from datetime import UTC, datetime, timedelta

import pytest

from sync.domain.codes import code_list
from sync.domain.rules.deadlines import CLOCKS, Due, Event, Facts, Light, Pause, running
from sync.domain.rules.working_time import Calendar

RIYADH = Calendar(zone="Asia/Riyadh", weekend=frozenset({4, 5}))
START = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)  # Tuesday, 09:00 in Riyadh
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def dues(events: dict[Event, datetime], priority: str | None = "P3", *, death_penalty: bool = False) -> dict[str, Due]:
    facts = Facts(events=events, priority=priority, is_death_penalty_risk=death_penalty)
    return {due.clock: due for due in running(facts, RIYADH)}


@pytest.mark.parametrize(
    ("priority", "takes"),
    [("P1", HOUR), ("P2", 24 * HOUR), ("P3", 5 * DAY), ("P4", 7 * DAY), (None, 5 * DAY), ("P9", 5 * DAY)],
)
def test_the_first_response_follows_the_priority(priority: str | None, takes: timedelta) -> None:
    assert dues({Event.REGISTERED: START}, priority)["FIRST_RESPONSE"].due_at == START + takes


@pytest.mark.parametrize(
    ("event", "clock", "takes", "mark"),
    [
        (Event.DEATH_LEARNED, "FAMILY_TOLD_OF_DEATH", 72 * HOUR, "F"),
        (Event.ARREST_NOTICED, "CONSULAR_VISIT", 72 * HOUR, "P"),
        (Event.REGISTERED, "COMPLAINT_DOCUMENTS", 30 * DAY, "F"),
        (Event.QUESTION_ASKED, "OFFICER_QUESTION", 21 * DAY, "F"),
        (Event.LAST_CONTACT, "UNREACHABLE", 60 * DAY, "F"),
        (Event.TOLD_UNSOLVABLE, "CANNOT_BE_SOLVED", 184 * DAY, "F"),
        (Event.COMMITMENT_SIGNED, "COMMITMENT", 7 * DAY, "F"),
        (Event.BREACH_KNOWN, "DATA_BREACH", 72 * HOUR, "F"),
        (Event.ARRIVED, "LAPOR_DIRI", 30 * DAY, "F"),
        (Event.SHELTER_ENTERED, "SHELTER_REVIEW", 30 * DAY, "P"),
        (Event.SHELTER_ENTERED, "SHELTER_STAY", 90 * DAY, "P"),
        (Event.SPLP_ISSUED, "SPLP", 731 * DAY, "F"),  # 2028 is a leap year
        (Event.E_KPMI_PROMULGATED, "EKPMI_REREGISTRATION", 365 * DAY, "F"),
    ],
)
def test_every_clock_runs_as_long_as_the_page_says(event: Event, clock: str, takes: timedelta, mark: str) -> None:
    due = dues({event: START})[clock]
    assert (due.starts_at, due.due_at, due.mark, due.paused) == (START, START + takes, mark, False)


def test_a_risk_of_the_death_penalty_shortens_the_visit_to_a_day() -> None:
    assert dues({Event.ARREST_NOTICED: START}, death_penalty=True)["CONSULAR_VISIT"].due_at == START + DAY


def test_an_emergency_needs_a_note_to_headquarters_every_day() -> None:
    events = {Event.REGISTERED: START}
    assert dues(events, "P1")["P1_STATUS_NOTE"].due_at == START + DAY
    assert dues(events | {Event.HQ_NOTED: START + 5 * HOUR}, "P1")["P1_STATUS_NOTE"].due_at == START + 29 * HOUR
    assert "P1_STATUS_NOTE" not in dues(events, "P2")


def test_a_passport_warns_six_months_ahead_and_is_amber_from_then() -> None:
    expires = datetime(2026, 8, 31, tzinfo=UTC)
    due = dues({Event.PASSPORT_EXPIRES: expires})["PASSPORT_EXPIRY"]
    assert (due.starts_at, due.due_at) == (datetime(2026, 2, 28, tzinfo=UTC), expires)
    assert due.light(due.starts_at - HOUR) is Light.GREEN
    assert due.light(due.starts_at) is Light.AMBER
    assert due.light(expires) is Light.RED
    assert dues({Event.PASSPORT_EXPIRES: expires, Event.PASSPORT_RENEWED: START}) == {}


def test_a_clock_stops_with_its_event_and_starts_again_when_asked_again() -> None:
    asked = {Event.QUESTION_ASKED: START}
    answered = asked | {Event.QUESTION_ANSWERED: START + DAY}
    assert dues(answered) == {}
    assert "OFFICER_QUESTION" in dues(answered | {Event.QUESTION_ASKED: START + 2 * DAY})


def test_what_happens_in_the_same_moment_stops_a_clock() -> None:
    assert dues({Event.QUESTION_ASKED: START, Event.QUESTION_ANSWERED: START}) == {}


def test_a_case_opened_again_goes_on_from_its_last_note() -> None:
    events = {Event.REGISTERED: START, Event.CLOSED: START + DAY, Event.HQ_NOTED: START + 2 * DAY}
    assert dues(events, "P1")["P1_STATUS_NOTE"].due_at == START + 3 * DAY


def test_closing_stops_the_clocks_of_the_case_but_not_those_of_the_person() -> None:
    events = {Event.REGISTERED: START, Event.SHELTER_ENTERED: START, Event.ARRIVED: START, Event.CLOSED: START + DAY}
    assert set(dues(events, "P1")) == {"LAPOR_DIRI", "SHELTER_REVIEW", "SHELTER_STAY"}


def test_a_review_starts_the_next_thirty_days() -> None:
    events = {Event.SHELTER_ENTERED: START, Event.SHELTER_REVIEWED: START + 20 * DAY}
    assert dues(events)["SHELTER_REVIEW"].due_at == START + 50 * DAY
    assert dues(events)["SHELTER_STAY"].due_at == START + 90 * DAY


@pytest.mark.parametrize(
    ("used", "light"),
    [(0.0, Light.GREEN), (0.74, Light.GREEN), (0.75, Light.AMBER), (0.99, Light.AMBER), (1.0, Light.RED)],
)
def test_a_light_turns_amber_at_three_quarters_and_red_at_the_end(used: float, light: Light) -> None:
    due = dues({Event.DEATH_LEARNED: START})["FAMILY_TOLD_OF_DEATH"]
    assert due.light(START + 72 * HOUR * used) is light


def test_paused_time_is_added_and_a_running_pause_holds_the_light() -> None:
    facts = Facts(
        events={Event.DEATH_LEARNED: START, Event.BREACH_KNOWN: START},
        pauses=(
            Pause("FAMILY_TOLD_OF_DEATH", START - DAY, START + 10 * HOUR),  # only ten hours of it after the start
            Pause("FAMILY_TOLD_OF_DEATH", START - 3 * DAY, START - 2 * DAY),  # over before the start
            Pause("DATA_BREACH", START),
        ),
    )
    by_clock = {due.clock: due for due in running(facts, RIYADH)}
    assert by_clock["FAMILY_TOLD_OF_DEATH"].due_at == START + 82 * HOUR
    assert by_clock["FAMILY_TOLD_OF_DEATH"].amber_at == START + 64 * HOUR
    assert by_clock["DATA_BREACH"].light(START + 300 * HOUR) is Light.PAUSED


def test_what_ends_first_comes_first() -> None:
    clocks = running(Facts(events=dict.fromkeys(Event, START) | {Event.CLOSED: START - DAY}), RIYADH)
    assert [due.due_at for due in clocks] == sorted(due.due_at for due in clocks)


def test_every_clock_can_be_set_running() -> None:
    seen = {due.clock for event in Event for due in running(Facts(events={event: START}, priority="P1"), RIYADH)}
    assert seen == set(CLOCKS)


def test_every_clock_of_the_code_list_is_kept_with_its_mark() -> None:
    marks = {
        due.clock: due.mark for event in Event for due in running(Facts(events={event: START}, priority="P1"), RIYADH)
    }
    listed = {code.code: code.mark.value for code in code_list("clock").codes}
    assert listed.items() <= marks.items()
    assert set(marks) - set(listed) <= {"SHELTER_STAY"}  # the page's "alert at 90", which has no row of its own
