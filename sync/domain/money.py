"""Money: whole minor units of one currency, and how amounts are typed and written."""

import re
from typing import Final

import msgspec

from sync.errors import InvalidField, RuleBroken

LARGEST_MINOR: Final = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly."""

_LONGEST: Final = 40  # characters of a typed amount

_CODE: Final = re.compile(r"[A-Z]{3}")
_NO_MINOR: Final = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
_THREE_MINOR: Final = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
_FORMS: Final = tuple(
    re.compile(rf"(?P<whole>[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)(?:{point}(?P<part>[0-9]+))?")
    for group, point in ((r"\.", ","), (",", r"\."), ("[' ]", ","), ("[' ]", r"\."))
)


class Money(msgspec.Struct, frozen=True):
    """An amount: *minor* counts sen, cents, fils; *currency* is ISO 4217."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """Add within one currency.

        Raises:
            RuleBroken: two currencies; there is no rate here.
        """
        if other.currency != self.currency:
            raise RuleBroken(field="currency", rule="one-currency")
        return Money(self.minor + other.minor, self.currency)

    def as_text(self, digits: int) -> str:
        """Write the plain decimal number with *digits* of minor units: ``1234567.50``."""
        sign = "-" if self.minor < 0 else ""
        if digits == 0:
            return f"{sign}{abs(self.minor)}"
        whole, part = divmod(abs(self.minor), 10**digits)
        return f"{sign}{whole}.{part:0{digits}d}"


def minor_digits(currency: str) -> int:
    """Return how many digits of minor units the currency has by ISO 4217."""
    if currency in _NO_MINOR:
        return 0
    return 3 if currency in _THREE_MINOR else 2


def parse_amount(text: str, currency: str) -> Money:
    """Read an amount as typed in Indonesian (1.234.567,50) or English (1,234,567.50) writing.

    Raises:
        InvalidField: no amount, more decimals than the currency has, or two possible readings; rule "amount".
            No currency code; rule "currency".
    """
    if _CODE.fullmatch(currency) is None:
        raise InvalidField(rule="currency")
    digits = minor_digits(currency)
    bare = _bare(text, currency)
    if len(bare) > _LONGEST:
        raise InvalidField(rule="amount")
    readings = {minor for form in _FORMS if (minor := _reading(form, bare, digits)) is not None}
    if len(readings) != 1 or max(readings) > LARGEST_MINOR:
        raise InvalidField(rule="amount")
    return Money(readings.pop(), currency)


def _bare(text: str, currency: str) -> str:
    """Take away what stands around the number: the code, Rp, and the ,- of an Indonesian price."""
    marks = "RP" if currency == "IDR" else currency
    plain = re.sub(r"\s+", " ", text).strip().upper()
    for mark in (currency, f"{marks}.", marks):
        plain = plain.removeprefix(mark).removesuffix(mark).strip()
    return re.sub(r"[,.]-$", "", plain)


def _reading(form: re.Pattern[str], text: str, digits: int) -> int | None:
    found = form.fullmatch(text)
    if found is None:
        return None
    whole, part = found["whole"], found["part"] or ""
    grouped = not whole.isdigit()
    if len(part) > digits or (grouped and whole.startswith("0")):
        return None
    return int(re.sub(r"[^0-9]", "", whole) + part.ljust(digits, "0"))
