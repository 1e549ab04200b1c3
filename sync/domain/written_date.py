"""Dates as people write them at a counter: day first, months named in Indonesian or English, words for about."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

YEARS_AHEAD: Final = 10
"""A year of two digits lies at most so far in the future (a passport runs ten years), else in the past (a birth)."""

_MONTHS: Final = (
    "januari january jan",
    "februari february pebruari feb peb",
    "maret march mar",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agu ags agt aug",
    "september sept sep",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
_MONTH_OF: Final = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_ABOUT: Final = re.compile(
    r"^(?:kira[- ]?kira|kira2|sekitar|kurang lebih|about|around|approximately|approx\.?|circa|ca?\.|ca\b|±|\+/?-|~)\s*"
)
_NAME: Final = "(" + "|".join(sorted(_MONTH_OF, key=len, reverse=True)) + r")\.?"
_GAP: Final = r"[-/. ]+"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """What was written; nobody has checked that there is such a day."""

    year: int
    month: int | None = None
    day: int | None = None
    approximate: bool = False


_Order = Callable[[tuple[str, ...]], tuple[str, str | None, str | None]]
_FORMS: Final[tuple[tuple[re.Pattern[str], _Order], ...]] = tuple(
    (re.compile(shape), order)
    for shape, order in (
        (r"(\d{4})", lambda p: (p[0], None, None)),
        (rf"(\d{{4}}){_GAP}(\d\d?)", lambda p: (p[0], p[1], None)),
        (rf"(\d\d?){_GAP}(\d{{4}})", lambda p: (p[1], p[0], None)),
        (rf"(\d{{4}}){_GAP}(\d\d?){_GAP}(\d\d?)", lambda p: (p[0], p[1], p[2])),
        (rf"(\d\d?){_GAP}(\d\d?){_GAP}(\d{{4}}|\d\d)", lambda p: (p[2], p[1], p[0])),
        # Eight digits cannot be read both ways: a year of ours does not begin with a month.
        (r"((?:19|20|21)\d\d)([01]\d)([0-3]\d)", lambda p: (p[0], p[1], p[2])),
        (r"([0-3]\d)([01]\d)((?:19|20|21)\d\d)", lambda p: (p[2], p[1], p[0])),
        (rf"{_NAME}(?:{_GAP})?(\d{{4}}|\d\d)", lambda p: (p[1], p[0], None)),
        (rf"(\d\d?)(?:{_GAP})?{_NAME}(?:{_GAP})?(\d{{4}}|\d\d)", lambda p: (p[2], p[1], p[0])),
        (rf"{_NAME}(?:{_GAP})?(\d\d?)(?:st|nd|rd|th)?{_GAP}(\d{{4}})", lambda p: (p[2], p[0], p[1])),
        (rf"(\d{{4}}){_GAP}{_NAME}{_GAP}(\d\d?)", lambda p: (p[0], p[1], p[2])),
    )
)


def written(text: str, today: date) -> WrittenDate | None:
    """Read a year with what stands of month and day, or None when it is no date.

    Month before day is read only where the month has a name: 05/06/1990 is the fifth of June.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold().replace(",", " ")
    bare = _ABOUT.sub("", plain).removesuffix("~").strip()
    for form, order in _FORMS:
        found = form.fullmatch(bare) if bare.isascii() else None
        if found is not None:
            year, month, day = order(found.groups())
            return WrittenDate(
                year=_year(year, today),
                month=None if month is None else _month(month),
                day=None if day is None else int(day),
                approximate=bare != plain,
            )
    return None


def _month(text: str) -> int:
    return _MONTH_OF[text] if text in _MONTH_OF else int(text)


def _year(text: str, today: date) -> int:
    year, last = int(text), today.year + YEARS_AHEAD
    return last - (last - year) % 100 if len(text) == len("90") else year
