"""Restricted cases: which records are of one, which of their fields nobody reads without its key, and how it ends."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Field, Sensitivity, Shape
from sync.domain.records.flat import Flat
from sync.domain.rules.urgency import CASE, MOST_STEPS, Name, hangs_on

SEALED: Final = "sealed"
"""The field of every noun that holds what only the holders of a case key read."""

FLAG: Final = "restricted"
RAISED: Final = "raised"
"""The field of a case that says how often it was restricted."""
LOWERED: Final = "lowered"
"""The field of a case that proves by which two officers its last restriction was ended."""
KEY: Final = "case_key"
_NEVER: Final = frozenset({KEY, "access_request", "conflict", "erasure"})
"""Kinds of a case that everybody of the mission reads: they say who may open it, and never what is in it."""
_WRITTEN: Final = frozenset({Shape.TEXT, Shape.LONG_TEXT})

ValuesOf = Callable[[str, str], Flat | None]
"""Gives the flat values of a record by kind and id; None where there is none."""


@cache
def sealed_fields(kind: str) -> frozenset[str]:
    """Return the fields of *kind* that are sealed in a restricted case: personal ones, and all that is free text.

    Source: class 4 of domain page D0; open remain id, mission, status, deadlines and the officers assigned.
    """
    noun = NOUNS.get(kind)
    if noun is None or kind in _NEVER:
        return frozenset()
    return frozenset(field.name for field in noun.fields if _is_sealed(field, noun.parent_field))


def is_sealed_path(kind: str, path: str) -> bool:
    """Whether what stands under *path* is sealed in a restricted case."""
    return path.partition("/")[0] in sealed_fields(kind)


def is_restricted(values: Flat) -> bool:
    """Whether a case with these *values* is restricted."""
    return values.get(FLAG) is True


def case_of(kind: str, record: str, values: Flat, values_of: ValuesOf) -> Name | None:
    """Return the case that a record belongs to, itself included; None where it belongs to none."""
    if kind == CASE:
        return CASE, record
    if kind in NOUNS and kind not in _NEVER:
        return _case_above(kind, values, values_of, MOST_STEPS)
    return None


def _case_above(kind: str, values: Flat, values_of: ValuesOf, steps: int) -> Name | None:
    for above, name in hangs_on(kind, values):
        if above == CASE:
            return above, name
        found = None if steps == 0 else values_of(above, name)
        case = None if found is None else _case_above(above, found, values_of, steps - 1)
        if case is not None:
            return case
    return None


def _is_sealed(field: Field, parent_field: str | None) -> bool:
    if field.is_open or field.required or field.name in (parent_field, "case_id"):
        return False
    written = field.shape in _WRITTEN or any(part.shape in _WRITTEN for part in field.parts)
    return written or field.sensitivity >= Sensitivity.PERSONAL


def may_lower(values: Flat, asked_by: str | None, officer: str) -> bool:
    """Whether *officer* may take the restriction away: another officer, who really wrote that, has asked for it."""
    asked: Any = values.get("lowering_by")
    return bool(asked) and asked == asked_by and asked != officer
