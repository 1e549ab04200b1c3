"""Portions: many values in one statement, no more at once than SQLite takes with ease."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

T = TypeVar("T")

_MOST_VARIABLES: Final = 500


def portions(wanted: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Yield *wanted* in order, a portion at a time; nothing where nothing is wanted."""
    for start in range(0, len(wanted), _MOST_VARIABLES):
        yield tuple(wanted[start : start + _MOST_VARIABLES])
