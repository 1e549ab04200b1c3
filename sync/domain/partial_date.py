"""Partial dates: a year, a month or a day, exact or approximate, written `YYYY[-MM[-DD]][~]`."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final, NewType

from sync.domain.written_date import WrittenDate, written
from sync.errors import InvalidField

PartialDate = NewType("PartialDate", str)
"""``1990``, ``1990-05``, ``1990-05-17``; a trailing ``~`` marks it as approximate."""

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
_MONTHS: Final = 12
_STORED: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(~?)")


def check(text: str) -> PartialDate:
    """Return *text* when it is a stored partial date, character by character.

    Raises:
        InvalidField: it is not; rule "date".
    """
    found = _STORED.fullmatch(text)
    if found is None or not _is_real(int(found[1]), _number(found[2]), _number(found[3])):
        raise InvalidField(rule="date")
    return PartialDate(text)


def parse(text: str, today: date) -> PartialDate:
    """Read a date as people type it at a counter, in Indonesian or English; numbers stand day first.

    A year of two digits is read by *today*, see sync/domain/written_date.py.

    Raises:
        InvalidField: it cannot be read, or there is no such day; rule "date".
    """
    said = written(text, today)
    if said is None:
        raise InvalidField(rule="date")
    return made(said)


def made(said: WrittenDate) -> PartialDate:
    """Write the stored form of a year with what is known of month and day.

    Raises:
        InvalidField: there is no such date; rule "date".
    """
    if not _is_real(said.year, said.month, said.day):
        raise InvalidField(rule="date")
    month = "" if said.month is None else f"-{said.month:02d}"
    day = "" if said.day is None else f"-{said.day:02d}"
    return PartialDate(f"{said.year:04d}{month}{day}{'~' if said.approximate else ''}")


def parts(partial: PartialDate) -> WrittenDate:
    """Take a stored partial date apart."""
    numbers: list[int | None] = [int(part) for part in partial.removesuffix("~").split("-")]
    year, month, day = (*numbers, None, None)[:3]
    return WrittenDate(year=year or 0, month=month, day=day, approximate=partial.endswith("~"))


def earliest(partial: PartialDate) -> date:
    """Return the first day that is meant; an approximate date reaches one unit of its own precision further."""
    said = parts(partial)
    slack = 1 if said.approximate else 0
    if said.month is None:
        return date(said.year - slack, 1, 1)
    if said.day is None:
        return _month_start(said.year, said.month - slack)
    return date(said.year, said.month, said.day) - timedelta(days=slack)


def latest(partial: PartialDate) -> date:
    """Return the last day that is meant; an approximate date reaches one unit of its own precision further."""
    said = parts(partial)
    slack = 1 if said.approximate else 0
    if said.month is None:
        return date(said.year + slack, 12, 31)
    if said.day is None:
        return _month_start(said.year, said.month + slack + 1) - timedelta(days=1)
    return date(said.year, said.month, said.day) + timedelta(days=slack)


def overlaps(one: PartialDate, other: PartialDate) -> bool:
    """Whether both may mean the same day."""
    return earliest(one) <= latest(other) and earliest(other) <= latest(one)


def age_range(born: PartialDate, today: date) -> tuple[int, int]:
    """Return the least and the greatest age, in full years, of somebody born then; never below nought."""
    return _age(latest(born), today), _age(earliest(born), today)


def _age(born: date, today: date) -> int:
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return max(0, today.year - born.year - (0 if had_birthday else 1))


def _month_start(year: int, month: int) -> date:
    """Return the first day of a month whose number may run over either end of the year."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _is_real(year: int, month: int | None, day: int | None) -> bool:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return False
    if month is None:
        return day is None
    if not 1 <= month <= _MONTHS:
        return False
    return day is None or 1 <= day <= monthrange(year, month)[1]
