"""Money: whole minor units of one currency, and how amounts are typed and written."""

import re
from typing import Final

import msgspec

from sync.domain.codes import code_list
from sync.errors import InvalidField, RuleBroken

LARGEST_MINOR: Final = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly."""

_LONGEST: Final = 40  # characters of a typed amount

_MINOR_DIGITS: Final = 2  # of a currency that only a newer list knows
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
    known = code_list("currency").get(currency)
    digits = None if known is None else known.number("minor_digits")
    return _MINOR_DIGITS if digits is None else digits


def parse_amount(text: str, currency: str) -> Money:
    """Read an amount as typed in Indonesian (1.234.567,50) or English (1,234,567.50) writing.

    Raises:
        InvalidField: no amount, more decimals than the currency has, or two possible readings; rule "amount".
            No currency of the list; rule "currency".
    """
    known = code_list("currency").get(currency)
    if known is None:
        raise InvalidField(rule="currency")
    bare = _bare(text, (currency, *known.also))
    if len(bare) > _LONGEST:
        raise InvalidField(rule="amount")
    digits = minor_digits(currency)
    readings = {minor for form in _FORMS if (minor := _reading(form, bare, digits)) is not None}
    if len(readings) != 1 or max(readings) > LARGEST_MINOR:
        raise InvalidField(rule="amount")
    return Money(readings.pop(), currency)


def _bare(text: str, marks: tuple[str, ...]) -> str:
    """Take away what stands around the number: the currency, and the ,- of an Indonesian price."""
    plain = re.sub(r"\s+", " ", text).strip()
    mark = "|".join(re.escape(sign) for sign in sorted(marks, key=len, reverse=True))
    bare = re.sub(rf"^(?:{mark})\.? ?| ?(?:{mark})$", "", plain, flags=re.IGNORECASE)
    return re.sub(r"[,.]-$", "", bare)


def _reading(form: re.Pattern[str], text: str, digits: int) -> int | None:
    found = form.fullmatch(text)
    if found is None:
        return None
    whole, part = found["whole"], found["part"] or ""
    grouped = not whole.isdigit()
    if len(part) > digits or (grouped and whole.startswith("0")):
        return None
    return int(re.sub(r"[^0-9]", "", whole) + part.ljust(digits, "0"))
