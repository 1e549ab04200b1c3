"""What is due in a case: the officer's own steps and the clocks, soonest first."""

from datetime import UTC, datetime, timedelta

from desktop.actions.deadlines import calendar_of, facts_of, next_of
from sync.domain.rules.deadlines import Event, Light

NOW = datetime(2026, 3, 10, 6, 42, tzinfo=UTC)
CASE = {"status": "REGISTERED", "priority": "P2", "received_at": "2026-03-09T00:00:00.000Z"}
RIYADH = calendar_of("RUH", 2026)


def test_a_case_without_an_answer_is_late_after_its_time() -> None:
    first = next_of(CASE, {}, RIYADH, NOW)[0]
    assert (first.clock, first.light) == ("FIRST_RESPONSE", Light.RED)


def test_a_call_stops_the_clock_of_the_first_response() -> None:
    call = {"type": "CALL_WORKER", "at": "2026-03-09T02:00:00.000Z"}
    assert "FIRST_RESPONSE" not in {one.clock for one in next_of(CASE, {"action": [call]}, RIYADH, NOW)}


def test_the_entry_of_the_intake_is_no_answer() -> None:
    entry = {"type": "INTAKE", "at": "2026-03-09T02:00:00.000Z"}
    assert Event.RESPONDED not in facts_of(CASE, {"action": [entry]}).events


def test_a_planned_step_of_yesterday_is_overdue_and_that_of_today_is_not() -> None:
    late, today = ({"type": "NOTE", "next_due": day, "next_step": day} for day in ("2026-03-09", "2026-03-10"))
    lights = {one.step: one.light for one in next_of(CASE, {"action": [late, today]}, RIYADH, NOW)}
    assert (lights["2026-03-09"], lights["2026-03-10"]) == (Light.RED, Light.AMBER)


def test_a_step_that_was_done_is_not_due() -> None:
    step = {"type": "NOTE", "next_due": "2026-03-09", "next_step": "x", "next_done": True}
    assert "x" not in {one.step for one in next_of(CASE, {"action": [step]}, RIYADH, NOW)}


def test_nothing_runs_in_a_closed_case() -> None:
    assert next_of(CASE | {"status": "CLOSED"}, {}, RIYADH, NOW) == ()


def test_a_paused_clock_stands_last() -> None:
    paused = {"clock": "FIRST_RESPONSE", "since": "2026-03-09T01:00:00.000Z"}
    assert next_of(CASE | {"paused": [paused]}, {}, RIYADH, NOW)[-1].light is Light.PAUSED


def test_the_mission_rests_on_its_own_days() -> None:
    friday = datetime(2026, 3, 13, tzinfo=UTC).date()
    assert not RIYADH.is_working_day(friday)
    assert calendar_of("KUL", 2026).is_working_day(friday)
    assert not calendar_of("KUL", 2026).is_working_day(friday + timedelta(days=1))
