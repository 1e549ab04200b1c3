"""Passport numbers of Indonesia: one form to compare, and what today's and yesterday's books look like."""

import re
import unicodedata
from typing import Final

_CURRENT: Final = re.compile(r"[A-Z][0-9]{7}")
_OLD: Final = re.compile(r"[A-Z][0-9]{6}")
_ACCEPTED: Final = re.compile(r"[A-Z]{1,2}[0-9]{6,7}")
_BETWEEN: Final = re.compile(r"[\s./\-]+")


def normalised(text: str) -> str:
    """Return the number in capitals, without blanks, dots, slashes and dashes. Any text has such a form."""
    bare = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFKC", bare.upper())  # capitals of some letters come apart


def looks_current(number: str) -> bool:
    """Whether the normalised number is one letter and seven digits, as today's books have it."""
    return _CURRENT.fullmatch(number) is not None


def looks_old(number: str) -> bool:
    """Whether the normalised number is one letter and six digits, as older books have it."""
    return _OLD.fullmatch(number) is not None


def warnings(number: str) -> tuple[str, ...]:
    """Return "passport-shape" for a normalised number that no Indonesian book is known to have. Never refuses.

    Published descriptions contradict each other, and service and foreign books differ: the real test is the MRZ.
    """
    return () if _ACCEPTED.fullmatch(number) else ("passport-shape",)
