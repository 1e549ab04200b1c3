"""Invented workers, drawn from published distributions; nobody in here exists.

Shares: domain page B2-B3 (three quarters of workers in Malaysia undocumented, half of re-entry workers without NIK).
Names are combined at random from common Indonesian first and last names; phones and papers are random.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from sync.resources import resource

Fields = dict[str, Any]

_PROCEDURAL: Final = (("NONPROSEDURAL", 62.0), ("PROSEDURAL", 25.0), ("UNKNOWN", 13.0))
_STAY: Final = (("VALID", 34.0), ("OVERSTAY", 28.0), ("NO_DOC", 26.0), ("EXPIRING", 9.0), ("DETAINED", 3.0))
_HOLDER: Final = (("WORKER", 60.0), ("EMPLOYER", 30.0), ("AGENCY", 10.0))
_HIGH_SCHOOL: Final = (("SD", 38.0), ("SMP", 30.0), ("SMA", 28.0), ("DIPLOMA", 3.0), ("S1", 1.0))


@cache
def invented_texts() -> dict[str, Any]:
    """Read the names, places and stories of resources/demo."""
    told: dict[str, Any] = json.loads(resource("demo/invented.json").read_text("utf-8"))
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """One invented record."""

    kind: str
    id: str
    fields: Fields


class Drawing:
    """Chance with a seed, ids and moments: what every generator of the demonstration draws from."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.chance = random.Random(seed)
        self.now = now
        self._drawn = 0

    def of(self, shares: Sequence[tuple[str, float]]) -> str:
        """Draw a code by its share."""
        return self.chance.choices([code for code, _ in shares], [share for _, share in shares])[0]

    def often(self, share: float) -> bool:
        """Draw yes with the probability *share*."""
        return self.chance.random() < share

    def record(self, kind: str, fields: Fields) -> Invented:
        """Give invented fields an id; unset ones are left out."""
        self._drawn += 1
        ms = int(self.now.timestamp() * 1000) - 86_400_000 + self._drawn
        rest = self.chance.getrandbits(74)
        digits = f"{ms:012x}7{rest >> 62:03x}{0x8 | (rest >> 60) & 3:x}{rest & ((1 << 60) - 1):015x}"
        record = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
        return Invented(
            kind=kind, id=record, fields={name: value for name, value in fields.items() if value is not None}
        )

    def element(self) -> str:
        """Make the id of an element."""
        return f"{self.chance.getrandbits(48):012x}"

    def day(self, least: int, most: int) -> date:
        """Draw a day between *least* and *most* days ago; a negative number lies ahead."""
        return self.now.date() - timedelta(days=self.chance.randrange(least, most))


def workers(draw: Drawing, count: int) -> Iterator[Invented]:
    """Yield *count* workers, as complete or as poor in data as real files are."""
    for _ in range(count):
        yield draw.record("worker", _worker(draw))


def _worker(draw: Drawing) -> Fields:
    woman = draw.often(0.46)
    born = date(1966, 1, 1) + timedelta(days=draw.chance.randrange(14_600))
    home = draw.chance.choice(list(invented_texts()["homes"]))
    known = draw.often(0.55)
    return {
        "origin": "SISKOP2MI",
        "full_name": name(draw, woman=woman),
        "sex": "P" if woman else "L",
        "birth_date": born.isoformat() if known or draw.often(0.6) else str(born.year),
        "birth_place": invented_texts()["homes"][home],
        "home_province": home[:2],
        "home_region": f"{home[:2]}.{home[2:4]}.{home[4:]}",
        "nik": _nik(draw, home, born, woman=woman) if known else None,
        "passports": [_passport(draw)] if draw.often(0.7) else None,
        "contacts": [_contact(draw)] if draw.often(0.8) else None,
        "education": draw.of(_HIGH_SCHOOL),
        "proc_status": draw.of(_PROCEDURAL),
        "stay_status": draw.of(_STAY),
        "work_status": "WORKING" if draw.often(0.85) else "RUNAWAY",
        "vulnerability": ["PREGNANT"] if woman and draw.often(0.02) else None,
    }


def name(draw: Drawing, *, woman: bool) -> str:
    """Draw a name; single names and patronymics are common."""
    told: dict[str, list[str]] = invented_texts()
    first = draw.chance.choice(told["women" if woman else "men"])
    if draw.often(0.1):
        return first
    second = draw.chance.choice(told["womens_second" if woman and draw.often(0.7) else "family"])
    if draw.often(0.15):
        return f"{first} {second} {'binti' if woman else 'bin'} {draw.chance.choice(told['family'])}"
    return f"{first} {second}"


def _nik(draw: Drawing, home: str, born: date, *, woman: bool) -> str:
    return f"{home}{born.day + (40 if woman else 0):02d}{born:%m%y}{draw.chance.randrange(1, 9000):04d}"


def _passport(draw: Drawing) -> Fields:
    issued = draw.day(30, 2200)
    return {
        "id": draw.element(),
        "type": "PASPOR_BIASA",
        "number": f"{draw.chance.choice('CEX')}{draw.chance.randrange(1_000_000, 9_999_999)}",
        "issued": issued.isoformat(),
        "expires": (issued + timedelta(days=1826)).isoformat(),
        "state": "VALID",
        "holder": draw.of(_HOLDER),
    }


def _contact(draw: Drawing) -> Fields:
    number = draw.chance.randrange(10_000_000, 99_999_999)
    return {"id": draw.element(), "kind": "PHONE", "value": f"+601{number}", "safe_to_call": draw.often(0.8)}
