"""Counting time as a mission does: hours by the clock, days, working days and months by its own calendar."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sync.errors import InvalidField

_DAYS_IN_A_WEEK: Final = 7
_MONTHS_IN_A_YEAR: Final = 12


class Unit(StrEnum):
    """What a limit counts."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A mission's days. Weekdays count from Monday = 0; Friday and Saturday are {4, 5}.

    Raises:
        InvalidField: no such time zone, or a week without a working day.
    """

    zone: str  # IANA name
    weekend: frozenset[int] = frozenset({5, 6})
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.weekend) >= _DAYS_IN_A_WEEK:
            raise InvalidField(field="weekend", rule="no-working-day")
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise InvalidField(field="time_zone", rule="time-zone") from None

    def local(self, moment: datetime) -> datetime:
        """Return the moment (aware) as the mission's wall clock shows it."""
        return moment.astimezone(ZoneInfo(self.zone))

    def begins(self, day: date) -> datetime:
        """Return the moment, in UTC, at which the day begins at the mission."""
        return datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC)

    def is_working_day(self, day: date) -> bool:
        """Whether the mission works on that day."""
        return day.weekday() not in self.weekend and day not in self.holidays


def ends_at(starts_at: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """Return the moment, in UTC, at which the limit is used up.

    Hours pass by the clock. Days and months end at the same time of the wall clock, months on their last day where
    that day is missing. Working days end at the same time too; a start on a free day counts from the next midnight
    that opens a working day. A limit below nought counts back; in working days there is none.
    """
    start = calendar.local(starts_at)
    if limit.unit is Unit.HOURS:
        return starts_at.astimezone(UTC) + timedelta(hours=limit.amount)
    if limit.unit is Unit.DAYS:
        # The wall clock steps on, whatever the zone does to its hours in between.
        return (start + timedelta(days=limit.amount)).astimezone(UTC)
    if limit.unit is Unit.WORKING_DAYS:
        return _after_working_days(start, limit.amount, calendar)
    return _after_months(start, limit.amount)


def _after_working_days(start: datetime, amount: int, calendar: Calendar) -> datetime:
    if not calendar.is_working_day(start.date()):
        start = start.replace(hour=0, minute=0, second=0, microsecond=0)
        while not calendar.is_working_day(start.date()):
            start += timedelta(days=1)
    for _ in range(amount):
        start += timedelta(days=1)
        while not calendar.is_working_day(start.date()):
            start += timedelta(days=1)
    return start.astimezone(UTC)


def _after_months(start: datetime, amount: int) -> datetime:
    years, month = divmod(start.month - 1 + amount, _MONTHS_IN_A_YEAR)
    year = start.year + years
    day = min(start.day, monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day).astimezone(UTC)
