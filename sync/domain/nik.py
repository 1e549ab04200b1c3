"""NIK: the sixteen digits of the population register, `PPKKCC DDMMYY SSSS`; women's day of birth stands plus 40."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sync.domain.partial_date import PartialDate, earliest, latest
from sync.errors import InvalidField

_SHAPE: Final = re.compile(
    r"(?P<district>[1-9][0-9]{5})(?P<day>0[1-9]|[12][0-9]|3[01]|4[1-9]|[56][0-9]|7[01])"
    r"(?P<month>0[1-9]|1[0-2])(?P<year>[0-9]{2})(?P<serial>(?!0000)[0-9]{4})"
)
_WOMEN: Final = 40
_CENTURY: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Nik:
    """A NIK taken apart. There is no check digit: it can be well formed and still be nobody's."""

    number: str
    province: str  # PP
    regency: str  # PPKK
    district: str  # PPKKCC
    born: date
    sex: str  # L or P
    serial: str


def normalised(text: str) -> str:
    """Return the sixteen digits without what people and spreadsheets put around them.

    Raises:
        InvalidField: they are no NIK; rule "nik-shape".
    """
    return _found(text)[0]


def read(text: str, today: date) -> Nik:
    """Take a NIK apart. The century is the one in which nobody is a hundred years old on *today*, or yet unborn.

    Raises:
        InvalidField: it is no NIK; rule "nik-shape".
    """
    found = _found(text)
    day, month = int(found["day"]), int(found["month"])
    is_woman = day > _WOMEN
    born = _born(int(found["year"]), month, day - _WOMEN if is_woman else day, today)
    return Nik(
        number=found[0],
        province=found["district"][:2],
        regency=found["district"][:4],
        district=found["district"],
        born=born,
        sex="P" if is_woman else "L",
        serial=found["serial"],
    )


def warnings(
    nik: Nik, sex: str | None, birth_date: PartialDate | None, is_known_place: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return what of sex, birth_date and place does not fit the rest of the record.

    Never a reason to refuse: dates were entered wrongly at registration, and places change their codes.
    """
    found = (
        ("sex", sex is not None and sex != nik.sex),
        ("birth_date", birth_date is not None and not _may_be_born(nik, birth_date)),
        ("place", not is_known_place(nik.district)),
    )
    return tuple(name for name, is_off in found if is_off)


def _found(text: str) -> re.Match[str]:
    plain = re.sub(r"[\s.]", "", unicodedata.normalize("NFKC", text)).lstrip("'\u2019`")
    found = _SHAPE.fullmatch(plain)
    if found is None or not _is_day_of_some_century(found):
        raise InvalidField(field="nik", rule="nik-shape")
    return found


def _is_day_of_some_century(found: re.Match[str]) -> bool:
    # 2000 was a leap year and 1900 was not, so the present century has every day that the last one had.
    return _day(2000 + int(found["year"]), int(found["month"]), int(found["day"]) % _WOMEN) is not None


def _born(two_digits: int, month: int, day: int, today: date) -> date:
    century = today.year - today.year % _CENTURY
    candidates = (_day(start + two_digits, month, day) for start in (century, century - _CENTURY))
    lived = [born for born in candidates if born is not None and born <= today]
    if not lived:
        raise InvalidField(field="nik", rule="nik-shape")
    return lived[0]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _may_be_born(nik: Nik, birth_date: PartialDate) -> bool:
    """Whether the date fits in the century that was read or, for the very old, in the one before."""
    before = _day(nik.born.year - _CENTURY, nik.born.month, nik.born.day)
    return any(earliest(birth_date) <= born <= latest(birth_date) for born in (nik.born, before) if born)
