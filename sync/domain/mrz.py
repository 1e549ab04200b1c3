"""MRZ: the machine readable zone of passports (TD3) and cards (TD1, TD2), read by ICAO 9303 and checked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sync.domain.mrz_layout import FILLER, Layout, check_digit
from sync.domain.mrz_text import with_digits, zones
from sync.domain.partial_date import PartialDate, check
from sync.errors import InvalidField

_DATE: Final = re.compile(r"([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})|<<)|<<<<)")
_UNKNOWN: Final = FILLER * 6
_SEX: Final = {"M": "L", "F": "P"}
_HALF_CENTURY: Final = 50
_EVERY_ZONE_HAS: Final = frozenset({"number", "birth", "expiry", "composite"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mrz:
    """What a zone says. An unknown part is None or an empty text.

    *failed* names the parts whose check digit does not hold or whose content cannot be: number, birth, expiry,
    personal, composite. *repaired* names the parts in which letters were read as the digits they resemble; only
    after that their check digits hold. Names, sex and nationality have no check digit at all.
    """

    layout: str  # TD1, TD2 or TD3
    document_code: str
    issuer: str
    number: str
    nationality: str
    birth: PartialDate | None
    sex: str | None  # L or P; None where the document does not say
    expires: PartialDate | None
    surname: str  # the only name of a holder who has one
    given_names: str
    optional: tuple[str, ...]
    failed: tuple[str, ...]
    repaired: tuple[str, ...]
    zone: str  # the characters that were read, lines written on

    @property
    def full_name(self) -> str:
        """The names in the order in which they are spoken."""
        return f"{self.given_names} {self.surname}".strip()


def read(text: str, today: date) -> Mrz:
    """Find the zone in *text* and read it; of several readings, the one whose check digits hold best.

    Centuries follow *today*: nobody is born after it, and a document runs out within fifty years of it.

    Raises:
        InvalidField: there is no zone, or none of its check digits holds; rule "mrz-shape".
    """
    readings = [_repaired(layout, zone, today) for layout, zone in zones(text)]
    if all(_EVERY_ZONE_HAS.issubset(mrz.failed) for mrz in readings):
        raise InvalidField(field="mrz", rule="mrz-shape")
    return min(readings, key=lambda mrz: len(mrz.failed))


def _repaired(layout: Layout, zone: str, today: date) -> Mrz:
    """Read letters as digits where only digits may stand, if then all the check digits concerned hold."""
    mended, touched = zone, []
    for name, span in _digit_spans(layout, zone):
        tried = with_digits(mended, span)
        if tried != mended:
            mended = tried
            touched.append(name)
    repaired = _read(layout, mended, today, tuple(touched))
    if {*touched, "composite"} & {*repaired.failed}:
        return _read(layout, zone, today, ())
    return repaired


def _digit_spans(layout: Layout, zone: str) -> Iterator[tuple[str, slice]]:
    yield "birth", slice(layout.birth.start, layout.birth.stop + 1)
    yield "expiry", slice(layout.expiry.start, layout.expiry.stop + 1)
    if _number_runs_over(layout, zone) is None:
        yield "number", slice(layout.number.stop, layout.number.stop + 1)
    if layout.personal is not None:
        yield "personal", slice(layout.personal.stop, layout.personal.stop + 1)
    yield "composite", slice(layout.composite_at, layout.composite_at + 1)


def _read(layout: Layout, zone: str, today: date, repaired: tuple[str, ...]) -> Mrz:
    number, number_holds = _number(layout, zone)
    birth, expires = _birth(zone[layout.birth], today), _expiry(zone[layout.expiry], today)
    holds = {
        "number": number_holds,
        "birth": _holds(zone, layout.birth) and (birth is not None or zone[layout.birth] == _UNKNOWN),
        "expiry": _holds(zone, layout.expiry) and (expires is not None or zone[layout.expiry] == _UNKNOWN),
        "personal": layout.personal is None or _holds(zone, layout.personal),
        "composite": check_digit("".join(zone[span] for span in layout.composite)) == zone[layout.composite_at],
    }
    surname, _, given_names = zone[layout.names].partition(FILLER * 2)
    return Mrz(
        layout=layout.name,
        document_code=_bare(zone[:2]),
        issuer=_bare(zone[layout.issuer]),
        number=number,
        nationality=_bare(zone[layout.nationality]),
        birth=birth,
        sex=_SEX.get(zone[layout.sex]),
        expires=expires,
        surname=_spaced(surname),
        given_names=_spaced(given_names),
        optional=tuple(_spaced(part) for part in _optional(layout, zone)),
        failed=tuple(name for name, it_holds in holds.items() if not it_holds),
        repaired=repaired,
        zone=zone,
    )


def _holds(zone: str, span: slice) -> bool:
    """Whether the check digit behind the span holds; an empty span may have the filler for a check digit."""
    behind = zone[span.stop]
    return behind == check_digit(zone[span]) or (behind == FILLER and not _bare(zone[span]))


def _number_runs_over(layout: Layout, zone: str) -> str | None:
    """Return what stands of a long number in the optional data, its check digit last, or None when it is short."""
    if layout.long_number is None or zone[layout.number.stop] != FILLER:
        return None
    return zone[layout.long_number].partition(FILLER)[0] or None


def _number(layout: Layout, zone: str) -> tuple[str, bool]:
    """Return the document number and whether its check digit holds."""
    rest = _number_runs_over(layout, zone)
    if rest is None:
        return _bare(zone[layout.number]), _holds(zone, layout.number)
    number = zone[layout.number] + rest[:-1]
    return number, rest[-1] == check_digit(number)


def _optional(layout: Layout, zone: str) -> list[str]:
    """Return the optional data, without the rest of a long number."""
    parts = [zone[span] for span in layout.optional]
    rest = _number_runs_over(layout, zone)
    return parts if rest is None else [parts[0].removeprefix(rest), *parts[1:]]


def _birth(text: str, today: date) -> PartialDate | None:
    century = today.year - today.year % 100
    born = _dated(text, century)
    if born is not None and born <= today.isoformat()[: len(born)]:
        return born
    return _dated(text, century - 100)


def _expiry(text: str, today: date) -> PartialDate | None:
    return _dated(text, today.year - _HALF_CENTURY)


def _dated(text: str, first_year: int) -> PartialDate | None:
    """Return what is known of the date in the hundred years from the first; its last parts may be fillers."""
    if _DATE.fullmatch(text) is None:
        return None
    year = first_year + (int(text[:2]) - first_year) % 100
    known = _bare(text[2:])
    try:
        return check("-".join([str(year), *(known[at : at + 2] for at in range(0, len(known), 2))]))
    except InvalidField:
        return None


def _bare(text: str) -> str:
    return text.replace(FILLER, "")


def _spaced(text: str) -> str:
    return " ".join(text.replace(FILLER, " ").split())
