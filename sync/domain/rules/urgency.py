"""What goes first on a bad line: cases of life and limb and restricted material, and how others hang on them."""

from collections.abc import Iterator
from typing import Any, Final

from sync.domain.records.catalogue import NOUNS
from sync.domain.records.flat import Flat
from sync.domain.rules.lifecycle import ENDED, URGENT

CASE: Final = "case"
WORKER: Final = "worker"
MOST_STEPS: Final = 4
"""From a record to the case that it hangs on: the conflict of a file of an action of a case."""

Name = tuple[str, str]
"""Kind and id of a record."""

_NAMED: Final = (("owner_kind", "owner_id"), ("record_kind", "record_id"))
"""A file belongs to its owner and a conflict to its record, of any kind."""


def is_urgent(kind: str, values: Flat) -> bool:
    """Whether a record is urgent of itself; what hangs on it is, too."""
    return values.get("restricted") is True or (kind == CASE and values.get("priority") == URGENT)


def is_open(kind: str, values: Flat) -> bool:
    """Whether a record is a case that somebody works on."""
    return kind == CASE and values.get("status") not in ENDED


def hangs_on(kind: str, values: Flat) -> Iterator[Name]:
    """Yield what a record belongs to."""
    noun = NOUNS.get(kind)
    parent = None if noun is None else noun.about.parent
    for of in dict.fromkeys(filter(None, (parent, CASE))):
        yield from _named(of, values.get(f"{of}_id"))
    for by, name in _NAMED:
        yield from _named(values.get(by), values.get(name))


def takes_along(kind: str, values: Flat) -> Iterator[Name]:
    """Yield what must go no later than a record: what it belongs to, and of a case the people it is about."""
    yield from hangs_on(kind, values)
    if kind == CASE:
        for path, value in values.items():
            if path.startswith("subjects/") and isinstance(value, dict):
                yield from _named(WORKER, value.get("worker_id"))


def _named(kind: Any, record: Any) -> Iterator[Name]:
    if isinstance(kind, str) and isinstance(record, str):
        yield kind, record
