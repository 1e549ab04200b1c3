"""Matching: how likely two records are one person, with the reasons. A warning only; a person decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any, Final

from sync.domain.partial_date import PartialDate, earliest, latest, overlaps
from sync.domain.passport import normalised
from sync.domain.phone import phones
from sync.domain.spelling import similarity

LIKELY: Final = 75
"""From here on the same person unless somebody knows better."""
POSSIBLE: Final = 45
"""From here on worth a look before a second record is made."""

WEIGHTS: Final[dict[str, int]] = {
    "nik": 60,
    "passport": 55,
    "name-same": 30,
    "name-sounds-alike": 24,
    "name-similar": 12,
    "birth-date": 25,
    "birth-swapped": 15,
    "birth-fits": 10,
    "phone": 20,
    "home-regency": 8,
    "name-differs": -20,
    "birth-differs": -20,
    "nik-differs": -25,
    "sex-differs": -25,
}
"""Points of each reason; they are added up. A passport that differs says nothing: it is renewed every few years."""

_NAME_REASONS: Final = ((99, "name-same"), (94, "name-sounds-alike"), (80, "name-similar"))  # likeness, at least
_NAME_DIFFERS: Final = 60
_PROOFS: Final = frozenset({"nik", "passport"})
_WRONG_BY_A_YEAR: Final = timedelta(days=366)  # dates of birth were often guessed at registration
_DAY_LENGTH: Final = len("1990-05-17")
_REGENCY_DIGITS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is compared of a worker."""

    names: tuple[str, ...]
    sex: str | None = None
    born: PartialDate | None = None
    nik: str | None = None
    passports: frozenset[str] = frozenset()  # normalised
    phones: frozenset[str] = frozenset()  # E.164
    regency: str | None = None  # PPKK


@dataclass(frozen=True, slots=True)
class Match:
    """From 0 to 100 with the names of all reasons, for and against, weightiest first."""

    score: int
    reasons: tuple[str, ...]


def person_of(worker: Mapping[str, Any], region: str) -> Person:
    """Take what is compared out of the fields of a worker; its phones are dialled in *region* (ISO 3166-1)."""
    names = (worker.get("full_name"), *_parts(worker, "other_names", "name"))
    cells = _parts(worker, "contacts", "value")
    place = "".join(sign for sign in worker.get("home_region") or "" if sign.isdecimal())
    return Person(
        names=tuple(name for name in names if name),
        sex=worker.get("sex"),
        born=worker.get("birth_date"),
        nik=worker.get("nik"),
        passports=frozenset(normalised(number) for number in _parts(worker, "passports", "number")),
        phones=frozenset(phone.e164 for cell in cells for phone in phones(cell, region) if phone.e164),
        regency=place[:_REGENCY_DIGITS] if len(place) >= _REGENCY_DIGITS else None,
    )


def compared(one: Person, other: Person) -> Match:
    """Compare two persons. The same NIK or passport is always worth a look, whatever speaks against it."""
    reasons = sorted(_reasons(one, other), key=lambda reason: -abs(WEIGHTS[reason]))
    score = sum(WEIGHTS[reason] for reason in reasons)
    least = POSSIBLE if _PROOFS & {*reasons} else 0
    return Match(max(least, min(100, score)), tuple(reasons))


def _parts(worker: Mapping[str, Any], elements: str, part: str) -> Iterator[str]:
    return (element[part] for element in worker.get(elements) or () if element.get(part))


def _reasons(one: Person, other: Person) -> Iterator[str]:
    if one.nik and other.nik:
        yield "nik" if one.nik == other.nik else "nik-differs"
    if one.passports & other.passports:
        yield "passport"
    if one.phones & other.phones:
        yield "phone"
    if one.regency and one.regency == other.regency:
        yield "home-regency"
    if one.sex and other.sex and one.sex != other.sex:
        yield "sex-differs"
    yield from _name_reason(one.names, other.names)
    if one.born and other.born:
        yield from _birth_reason(one.born, other.born)


def _name_reason(ones: tuple[str, ...], others: tuple[str, ...]) -> Iterator[str]:
    """Compare every name of the one with every name of the other; the most alike pair counts."""
    pairs = [similarity(one, other) for one, other in product(ones, others)]
    if pairs:
        alike = max(pairs)
        nothing_said = "name-differs" if alike < _NAME_DIFFERS else ""
        reason = next((reason for least, reason in _NAME_REASONS if alike >= least), nothing_said)
        yield from filter(None, (reason,))


def _birth_reason(one: PartialDate, other: PartialDate) -> Iterator[str]:
    are_days = len(one) == len(other) == _DAY_LENGTH
    if are_days and one == other:
        yield "birth-date"
    elif are_days and _swapped(one) == other:
        yield "birth-swapped"
    elif overlaps(one, other):
        yield "birth-fits"
    elif max(earliest(one), earliest(other)) - min(latest(one), latest(other)) > _WRONG_BY_A_YEAR:
        yield "birth-differs"


def _swapped(day: PartialDate) -> str:
    """Return the date with day and month exchanged, as a form filled in the other order has it."""
    return f"{day[:4]}-{day[8:10]}-{day[5:7]}"
