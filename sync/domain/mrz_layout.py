"""Where the parts of a machine readable zone stand, by ICAO 9303 parts 4 to 6, and how its check digits are made.

A zone is its lines written on without breaks; every span counts from the first character of the first line.
"""

from dataclasses import dataclass
from itertools import cycle
from typing import Final

FILLER: Final = "<"
ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES: Final = {sign: value for value, sign in enumerate(ALPHABET)} | {FILLER: 0}
_WEIGHTS: Final = (7, 3, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One of the three formats. The check digit of number, birth, expiry and personal stands right behind each."""

    name: str
    lines: int
    width: int
    kinds: str  # letters with which the document code may begin
    name_line: int
    issuer: slice
    names: slice
    number: slice
    nationality: slice
    birth: slice
    sex: int
    expiry: slice
    personal: slice | None  # the optional data that has a check digit of its own
    optional: tuple[slice, ...]
    long_number: slice | None  # the optional data into which a number of more than nine characters runs over
    composite: tuple[slice, ...]  # what the last check digit covers
    composite_at: int

    @property
    def size(self) -> int:
        """All characters of the zone."""
        return self.lines * self.width


TD1: Final = Layout(
    name="TD1",
    lines=3,
    width=30,
    kinds="IAC",
    name_line=2,
    issuer=slice(2, 5),
    names=slice(60, 90),
    number=slice(5, 14),
    nationality=slice(45, 48),
    birth=slice(30, 36),
    sex=37,
    expiry=slice(38, 44),
    personal=None,
    optional=(slice(15, 30), slice(48, 59)),
    long_number=slice(15, 30),
    composite=(slice(5, 30), slice(30, 37), slice(38, 45), slice(48, 59)),
    composite_at=59,
)
TD2: Final = Layout(
    name="TD2",
    lines=2,
    width=36,
    kinds="IAC",
    name_line=0,
    issuer=slice(2, 5),
    names=slice(5, 36),
    number=slice(36, 45),
    nationality=slice(46, 49),
    birth=slice(49, 55),
    sex=56,
    expiry=slice(57, 63),
    personal=None,
    optional=(slice(64, 71),),
    long_number=slice(64, 71),
    composite=(slice(36, 46), slice(49, 56), slice(57, 71)),
    composite_at=71,
)
TD3: Final = Layout(
    name="TD3",
    lines=2,
    width=44,
    kinds="P",
    name_line=0,
    issuer=slice(2, 5),
    names=slice(5, 44),
    number=slice(44, 53),
    nationality=slice(54, 57),
    birth=slice(57, 63),
    sex=64,
    expiry=slice(65, 71),
    personal=slice(72, 86),
    optional=(slice(72, 86),),
    long_number=None,
    composite=(slice(44, 54), slice(57, 64), slice(65, 87)),
    composite_at=87,
)
LAYOUTS: Final = (TD3, TD1, TD2)


def check_digit(text: str) -> str:
    """Return the check digit of *text*: weights 7, 3, 1, letters from A = 10, the filler nothing, modulo 10."""
    return str(sum(_VALUES[sign] * weight for sign, weight in zip(text, cycle(_WEIGHTS), strict=False)) % 10)
