"""Case numbers made offline, `{MISSION}-{YY}{MM}-{DEVICE2}{SEQ4}-{CHECK}`: `KUL-2603-A70412-K`.

The check character is one of 36 and catches every change of one character and every swap of two neighbours. Its sum
runs in the ring GF(4) x GF(9): ISO 7064 MOD 37,2 catches the same, but needs a 37th sign that no file name may hold.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sync.errors import InvalidField

_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BARE: Final = re.compile(
    r"(?P<mission>[A-Z][A-Z0-9]{1,11})(?P<year>[0-9]{2})(?P<month>0[1-9]|1[0-2])"
    r"(?P<device>[A-Z0-9]{2})(?P<sequence>[0-9]{4}|[A-Z][A-Z0-9]{3})(?P<check>[A-Z0-9])"
)
_DEVICE: Final = re.compile(r"[A-Z0-9]{2}")
_CENTURY: Final = 2000
_DECIMALS: Final = 10_000
_FIRST_LETTER: Final = int("A000", 36)
_AFTER_LAST: Final = _DECIMALS + int("ZZZZ", 36) + 1 - _FIRST_LETTER
_WANTED: Final = 22
"""What every sum must come to. Any value would do; this one gives the example of the field reference its K."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNumber:
    """A case number taken apart; *text* is the one form that is stored."""

    text: str
    mission: str  # the code of the mission without underscores
    year: int
    month: int
    device: str
    sequence: int


def make(mission: str, moment: datetime, device: str, sequence: int) -> CaseNumber:
    """Make the number of the case that a device registered as its *sequence*-th.

    *moment* stands in the mission's own time zone: the month is the mission's.

    Raises:
        InvalidField: a part does not fit; rule "case-number".
    """
    if _DEVICE.fullmatch(device) is None or not 0 <= sequence < _AFTER_LAST or moment.year // 100 != _CENTURY // 100:
        raise _refused()
    bare = f"{mission.replace('_', '')}{moment:%y%m}{device}{_sequence_text(sequence)}"
    return parse(bare + _check_sign(bare))


def parse(text: str) -> CaseNumber:
    """Read a number as somebody typed it: small letters, blanks for dashes or none at all.

    Raises:
        InvalidField: the shape or the check character is wrong; rule "case-number".
    """
    bare = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    found = _BARE.fullmatch(bare)
    if found is None or _check_sign(bare[:-1]) != bare[-1]:
        raise _refused()
    return CaseNumber(
        text="{mission}-{year}{month}-{device}{sequence}-{check}".format(**found.groupdict()),
        mission=found["mission"],
        year=_CENTURY + int(found["year"]),
        month=int(found["month"]),
        device=found["device"],
        sequence=_sequence(found["sequence"]),
    )


def verify(text: str) -> bool:
    """Whether *text* is a case number whose check character holds."""
    try:
        parse(text)
    except InvalidField:
        return False
    return True


def _refused() -> InvalidField:
    return InvalidField(field="case_no", rule="case-number")


def _sequence_text(sequence: int) -> str:
    """Write 0000 to 9999, and after that A000 to ZZZZ in base 36: a letter in front, so no number comes twice."""
    if sequence < _DECIMALS:
        return f"{sequence:04d}"
    rest, signs = sequence - _DECIMALS + _FIRST_LETTER, ""
    while rest:
        rest, sign = divmod(rest, 36)
        signs = _SIGNS[sign] + signs
    return signs


def _sequence(text: str) -> int:
    return int(text) if text.isdecimal() else int(text, 36) - _FIRST_LETTER + _DECIMALS


def _check_sign(bare: str) -> str:
    """Return the sign that brings the sum, by Horner's rule, to the wanted value."""
    total = 0
    for sign in bare:
        total = _plus(_times(total), _SIGNS.index(sign))
    return next(sign for at, sign in enumerate(_SIGNS) if _plus(_times(total), at) == _WANTED)


def _plus(one: int, other: int) -> int:
    """Add two values of the ring: 0 to 35 stands for 9 x (element of GF(4)) + 3 x a + b, with a + bi of GF(9)."""
    four = one // 9 ^ other // 9
    return four * 9 + (one % 9 // 3 + other % 9 // 3) % 3 * 3 + (one + other) % 3


def _times(value: int) -> int:
    """Multiply with (x, 1 + i). Neither it nor it less one divides zero: so no change and no swap stays unseen."""
    four, a, b = value // 9, value % 9 // 3, value % 3
    four = four << 1 ^ (0b111 if four & 0b10 else 0)
    return four * 9 + (a - b) % 3 * 3 + (a + b) % 3
