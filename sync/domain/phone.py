"""Telephone numbers: a cell with several of them, dialled from the host country, kept as written where unclear."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    format_number,
    is_valid_number,
    parse,
)

_HOME: Final = "ID"
_BETWEEN: Final = re.compile(r"\s*(?:[/,;|\n]|\b(?:atau|dan|or|and)\b|(?<=\d)\s+(?=\+))\s*", re.IGNORECASE)
_WORD_AFTER: Final = re.compile(r"(?<=\d)\W*(?!ext)[^\W\d_]", re.IGNORECASE)  # "0812... (suami)", else a vanity number
_SEPARATORS: Final = " /,;|\n"
_LEAST_DIGITS: Final = 5
"""A shorter piece belongs to the number before it: ``021-5551234/35``, or a word about it."""
_LONGEST: Final = 500  # characters; what is longer is no cell with telephone numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One number of a cell."""

    raw: str  # as it was written
    e164: str | None  # ``+6281234567890``; None when no valid number could be read
    shown: str  # spaced for reading aloud, or as it was written


def phones(text: str, region: str) -> tuple[Phone, ...]:
    """Read the numbers of a cell, in order, as somebody in *region* (ISO 3166-1) would dial them."""
    return tuple(_phone(piece, region) for piece in _pieces(text))


def _pieces(text: str) -> tuple[str, ...]:
    """Return what stands between the separators; a piece too short to be a number stays with the one before."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > _LONGEST:
        return (plain,)
    spans: list[tuple[int, int]] = []
    starts_at = 0
    for found in _BETWEEN.finditer(plain + "\n"):
        is_short = sum(mark.isdecimal() for mark in plain[starts_at : found.start()]) < _LEAST_DIGITS
        if is_short and spans:
            spans[-1] = (spans[-1][0], found.start())
        elif found.start() > starts_at:
            spans.append((starts_at, found.start()))
        starts_at = found.end()
    return tuple(plain[start:end].rstrip(_SEPARATORS) for start, end in spans)


def _phone(piece: str, region: str) -> Phone:
    number = _number(piece, region)
    if number is None:
        return Phone(raw=piece, e164=None, shown=piece)
    return Phone(
        raw=piece,
        e164=format_number(number, PhoneNumberFormat.E164),
        shown=format_number(number, PhoneNumberFormat.INTERNATIONAL),
    )


def _number(piece: str, region: str) -> PhoneNumber | None:
    """Try it as dialled here, as an international number without its plus, and as dialled in Indonesia."""
    if len(piece) > _LONGEST:
        return None
    first = _WORD_AFTER.split(_BETWEEN.split(piece)[0])[0]
    abroad = "+" + re.sub(r"[^0-9]", "", first).removeprefix("00")
    for written, dialled_in in ((first, region), (abroad, None), (first, _HOME)):
        try:
            number = parse(written, dialled_in)
        except NumberParseException:
            continue
        if is_valid_number(number):
            return number
    return None
