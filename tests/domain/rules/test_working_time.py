"""Working time: hours, days, working days and months of missions in their own zones and weeks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.rules.working_time import Calendar, Limit, Unit, ends_at
from sync.errors import InvalidField

RIYADH = Calendar(zone="Asia/Riyadh", weekend=frozenset({4, 5}), holidays=frozenset({date(2026, 9, 23)}))
LONDON = Calendar(zone="Europe/London")
CALENDARS = st.sampled_from([RIYADH, LONDON, Calendar(zone="Asia/Kuala_Lumpur"), Calendar(zone="America/Los_Angeles")])
MOMENTS = st.integers(1_577_836_800, 2_082_758_400).map(lambda second: datetime.fromtimestamp(second, UTC))


def end(calendar: Calendar, unit: Unit, amount: int, start: str) -> datetime:
    """Return the end on the wall clock of a limit that starts at *start* on the wall clock."""
    starts_at = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(calendar.zone))
    return calendar.local(ends_at(starts_at, Limit(amount, unit), calendar)).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("calendar", "start", "amount", "expected"),
    [
        (RIYADH, "2026-03-10 09:00", 3, "2026-03-15 09:00"),  # Tuesday; Friday and Saturday are free
        (RIYADH, "2026-09-21 09:00", 3, "2026-09-27 09:00"),  # and the national day
        (RIYADH, "2026-03-13 09:00", 3, "2026-03-18 00:00"),  # Friday: counts from Sunday's midnight
        (LONDON, "2026-03-13 09:00", 1, "2026-03-16 09:00"),
        (LONDON, "2026-03-13 09:00", 0, "2026-03-13 09:00"),
    ],
)
def test_working_days_skip_the_weekend_and_the_holidays_of_the_mission(
    calendar: Calendar, start: str, amount: int, expected: str
) -> None:
    assert end(calendar, Unit.WORKING_DAYS, amount, start) == datetime.fromisoformat(expected)


def test_hours_pass_by_the_clock_when_summer_time_begins() -> None:
    assert end(LONDON, Unit.HOURS, 24, "2026-03-28 12:00") == datetime.fromisoformat("2026-03-29 13:00")


@pytest.mark.parametrize("unit", [Unit.DAYS, Unit.WORKING_DAYS])
def test_days_end_at_the_same_time_of_the_wall_clock_when_summer_time_begins(unit: Unit) -> None:
    assert end(LONDON, unit, 1, "2026-03-27 12:00").hour == 12
    assert end(LONDON, Unit.DAYS, 1, "2026-03-28 12:00") == datetime.fromisoformat("2026-03-29 12:00")
    assert end(LONDON, Unit.DAYS, 1, "2026-10-24 12:00") == datetime.fromisoformat("2026-10-25 12:00")


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("2027-08-31 09:00", 6, "2028-02-29 09:00"),
        ("2026-08-31 09:00", 6, "2027-02-28 09:00"),
        ("2028-02-29 09:00", 12, "2029-02-28 09:00"),
        ("2028-02-29 09:00", 48, "2032-02-29 09:00"),
        ("2026-12-15 09:00", 1, "2027-01-15 09:00"),
        ("2027-01-31 09:00", -6, "2026-07-31 09:00"),
        ("2026-08-31 09:00", -6, "2026-02-28 09:00"),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last(start: str, amount: int, expected: str) -> None:
    assert end(RIYADH, Unit.MONTHS, amount, start) == datetime.fromisoformat(expected)


def test_the_day_is_the_missions_and_not_that_of_greenwich() -> None:
    late_on_friday = datetime(2026, 3, 12, 22, 0, tzinfo=UTC)  # 01:00 on Friday in Riyadh
    assert ends_at(late_on_friday, Limit(1, Unit.WORKING_DAYS), RIYADH) == datetime(2026, 3, 15, 21, 0, tzinfo=UTC)


def test_a_day_begins_at_the_missions_midnight() -> None:
    assert RIYADH.begins(date(2026, 3, 10)) == datetime(2026, 3, 9, 21, 0, tzinfo=UTC)


@given(MOMENTS, st.integers(1, 30), CALENDARS)
def test_a_limit_of_working_days_ends_on_a_working_day_and_not_before_as_many_days(
    start: datetime, amount: int, calendar: Calendar
) -> None:
    ends = ends_at(start, Limit(amount, Unit.WORKING_DAYS), calendar)
    assert calendar.is_working_day(calendar.local(ends).date())
    assert ends >= start + timedelta(days=amount) - timedelta(hours=1)
    worked = [calendar.local(start).date() + timedelta(days=n) for n in range(1, (ends - start).days + 3)]
    counted = [day for day in worked if calendar.is_working_day(day) and day <= calendar.local(ends).date()]
    assert len(counted) in {amount, amount + 1}  # one more when the start was a free day


@given(MOMENTS, st.integers(0, 100), st.sampled_from(Unit), CALENDARS)
def test_a_longer_limit_never_ends_earlier(start: datetime, amount: int, unit: Unit, calendar: Calendar) -> None:
    ends = ends_at(start, Limit(amount, unit), calendar)
    assert ends.tzinfo is UTC
    assert ends_at(start, Limit(amount + 1, unit), calendar) >= ends >= start


@pytest.mark.parametrize("zone", ["Asia/Riyad", "", "../etc/passwd"])
def test_a_calendar_needs_a_time_zone_that_exists(zone: str) -> None:
    with pytest.raises(InvalidField) as refused:
        Calendar(zone=zone)
    assert (refused.value.field, refused.value.rule) == ("time_zone", "time-zone")


def test_a_week_without_a_working_day_is_refused() -> None:
    with pytest.raises(InvalidField) as refused:
        Calendar(zone="UTC", weekend=frozenset(range(7)))
    assert refused.value.rule == "no-working-day"
