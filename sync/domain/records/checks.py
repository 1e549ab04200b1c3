"""One check per shape: takes the wire value of a field, returns its normal form, or refuses by the name of a rule."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sync import clock
from sync.domain import partial_date
from sync.domain.codes import code_list
from sync.domain.ids import is_id
from sync.domain.money import LARGEST_MINOR
from sync.domain.records.fields import Field, Range, Shape
from sync.domain.records.texts import cleaned
from sync.domain.records.value_rules import TEXT_RULES
from sync.errors import InvalidField

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,79}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_ANY: Final = Range(-LARGEST_MINOR, LARGEST_MINOR)
MOST_ITEMS: Final = 2000
"""Codes, references or elements in one list."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where values come from: an officer's hand (*typed*), or the wire, which may know codes that we do not.

    *today* is the officer's day, for dates that must not lie ahead. What is *kept* stands there already.
    """

    typed: bool
    today: date | None = None
    kept: frozenset[str] = frozenset()


Check = Callable[[Any, Source], Any]


def checker(field: Field) -> Check:
    """Make the check of *field*, for every shape but elements."""
    return _MAKERS[field.shape](field)


def _text(field: Field) -> Check:
    lines = field.shape is Shape.LONG_TEXT
    most = field.max or 0
    rules = tuple(TEXT_RULES[name] for name in field.rules)

    def check(value: Any, _source: Source) -> str | None:
        if not isinstance(value, str):
            raise InvalidField(rule="shape")
        text = cleaned(value, lines=lines)
        if text is None:
            return None
        for rule in rules:
            text = rule(text)
        if len(text) > most:
            raise InvalidField(rule="text-too-long", most=most)
        return text

    return check


def _code(field: Field) -> Check:
    name = field.code_list or ""

    def check(value: Any, source: Source) -> str | None:
        if value == "":
            return None
        return _known(value, name, source)

    return check


def _known(value: Any, name: str, source: Source) -> str:
    if not isinstance(value, str):
        raise InvalidField(rule="shape")
    if _CODE.fullmatch(value) is None or (source.typed and value not in _codes(name) and value not in source.kept):
        raise InvalidField(rule="code")
    return value


@cache
def _codes(name: str) -> frozenset[str]:
    return frozenset(code.code for code in code_list(name).codes)


def _integer(field: Field) -> Check:
    limits = field.range or _ANY

    def check(value: Any, _source: Source) -> int:
        if type(value) is not int:  # True is an int, too
            raise InvalidField(rule="integer")
        if not limits.least <= value <= limits.most:
            raise InvalidField(rule="range", least=limits.least, most=limits.most)
        return value

    return check


def _flag(_field: Field) -> Check:
    def check(value: Any, _source: Source) -> bool:
        if not isinstance(value, bool):
            raise InvalidField(rule="flag")
        return value

    return check


def _date(field: Field) -> Check:
    never_ahead = "not-in-future" in field.rules

    def check(value: Any, source: Source) -> str | None:
        if value == "":
            return None
        if not isinstance(value, str):
            raise InvalidField(rule="shape")
        day = partial_date.check(value)
        if never_ahead and source.today is not None and partial_date.earliest(day) > source.today:
            raise InvalidField(rule="not-in-future")
        return day

    return check


def _moment(_field: Field) -> Check:
    def check(value: Any, _source: Source) -> str | None:
        if value == "":
            return None
        if not isinstance(value, str):
            raise InvalidField(rule="shape")
        if _MOMENT.fullmatch(value) is None:
            raise InvalidField(rule="moment")
        try:
            return clock.stamp(clock.moment(value))
        except (ValueError, OverflowError):
            raise InvalidField(rule="moment") from None

    return check


def _money(_field: Field) -> Check:
    def check(value: Any, source: Source) -> dict[str, Any]:
        if not isinstance(value, dict) or value.keys() != {"minor", "currency"}:
            raise InvalidField(rule="money")
        minor, currency = value["minor"], value["currency"]
        if type(minor) is not int or abs(minor) > LARGEST_MINOR:
            raise InvalidField(rule="money")
        if not isinstance(currency, str) or _CURRENCY.fullmatch(currency) is None:
            raise InvalidField(rule="currency")
        if source.typed and currency not in _codes("currency") and currency not in source.kept:
            raise InvalidField(rule="currency")
        return {"minor": minor, "currency": currency}

    return check


def _ref(_field: Field) -> Check:
    def check(value: Any, _source: Source) -> str | None:
        return None if value == "" else _id(value)

    return check


def _id(value: Any) -> str:
    if not isinstance(value, str) or not is_id(value):
        raise InvalidField(rule="ref")
    return value


def _refs(_field: Field) -> Check:
    return lambda value, _source: sorted({_id(each) for each in listed(value)})


def _codes_of(field: Field) -> Check:
    name = field.code_list
    if name is not None:
        return lambda value, source: sorted({_known(each, name, source) for each in listed(value)})
    return lambda value, _source: sorted({_tag(each, field.max or 0) for each in listed(value)})


def _tag(value: Any, most: int) -> str:
    """Check one of a set of short free words: the names of officers, of fields, of places."""
    text = cleaned(value, lines=False) if isinstance(value, str) else None
    if text is None:
        raise InvalidField(rule="shape")
    if len(text) > most:
        raise InvalidField(rule="text-too-long", most=most)
    return text


def listed(value: Any) -> list[Any]:
    """Return *value* when it is a list of a size that can be worked with.

    Raises:
        InvalidField: it is not; rule "shape" or "too-many".
    """
    if not isinstance(value, list):
        raise InvalidField(rule="shape")
    if len(value) > MOST_ITEMS:
        raise InvalidField(rule="too-many", most=MOST_ITEMS)
    return value


_MAKERS: Final[dict[Shape, Callable[[Field], Check]]] = {
    Shape.TEXT: _text,
    Shape.LONG_TEXT: _text,
    Shape.CODE: _code,
    Shape.CODES: _codes_of,
    Shape.INTEGER: _integer,
    Shape.FLAG: _flag,
    Shape.DATE: _date,
    Shape.MOMENT: _moment,
    Shape.MONEY: _money,
    Shape.REF: _ref,
    Shape.REFS: _refs,
}
