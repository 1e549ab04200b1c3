"""Columns in which the month stands before the day, as spreadsheets with American settings write them."""

import re
from collections.abc import Iterable
from typing import Final

_NUMBERS: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?=$|[ T])")
_MONTHS: Final = 12


def is_month_first(texts: Iterable[str]) -> bool:
    """Whether a column can only be read month first: 08/17/1991 stands in it, and nothing like 17/08/1991.

    Without this, 01/02/1979 beside it would silently become the first of February.
    """
    dates = [(int(found[1]), int(found[3])) for text in texts if (found := _NUMBERS.match(text)) is not None]
    return any(second > _MONTHS for _, second in dates) and all(first <= _MONTHS for first, _ in dates)


def day_first(text: str) -> str:
    """Write a date of such a column day first: 08/17/1991 is 17/08/1991."""
    return _NUMBERS.sub(r"\3\2\1\2\4", text, count=1)
