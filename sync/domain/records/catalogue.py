"""The catalogue: every noun of the house by its kind."""

from functools import cache
from typing import Final

from sync.domain.records.declaration import Noun, Record, noun_of
from sync.domain.records.protection_case import Case
from sync.domain.records.worker import Worker
from sync.errors import UnknownKind

_DECLARED: Final[tuple[type[Record], ...]] = (
    Worker,
    Case,
)

NOUNS: Final[dict[str, Noun]] = {record.ABOUT.kind: noun_of(record) for record in _DECLARED}
"""Every noun, in the order in which menus and the manual show them."""


def noun(kind: str) -> Noun:
    """Return the noun of *kind*.

    Raises:
        UnknownKind: this release has none of that name.
    """
    try:
        return NOUNS[kind]
    except KeyError:
        raise UnknownKind(kind=kind) from None


@cache
def children(kind: str) -> tuple[Noun, ...]:
    """Return the nouns whose records belong to a record of *kind*."""
    return tuple(each for each in NOUNS.values() if each.about.parent == kind)
