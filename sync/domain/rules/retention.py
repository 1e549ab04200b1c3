"""Retention: how long a record is kept by the schedule, and whether a legal basis lets it go before."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, Final, Protocol

import msgspec

from sync.domain import partial_date
from sync.domain.codes import code_list
from sync.domain.partial_date import PartialDate
from sync.domain.records.flat import Flat
from sync.domain.rules.lifecycle import ENDED
from sync.domain.rules.urgency import CASE, WORKER
from sync.errors import CannotStart
from sync.resources import resource

BASES: Final = "erasure_basis"
FOR_EVER: Final = date.max
"""While a case runs, or nobody knows when it was closed, its time has not begun."""
_REFUSE: Final = "refuse"


class Line(Protocol):
    """What becomes of records of a class, so many years after what began the time; the directory has such ones."""

    @property
    def record_class(self) -> str: ...
    @property
    def trigger(self) -> str: ...
    @property
    def years(self) -> int: ...
    @property
    def then(self) -> str: ...


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    record_class: str
    trigger: str
    years: int
    then: str


class _Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    lines: list[_Line]
    protected: list[str]  # categories of cases that are kept longest
    rejected: list[str]  # reasons of closing for which they are kept shortest


def schedule(said: Sequence[Line] = ()) -> tuple[Line, ...]:
    """Return the schedule that is in force: what the ministry *said*, else what came with the programme."""
    return tuple(said) or tuple(_bundled().lines)


def class_of(kind: str, values: Flat) -> str:
    """Return the class of a case or a worker; of a restricted case the centre does not see more than that it is."""
    if kind != CASE:
        return kind
    categories = {
        values.get("category"),
        *(path.partition("/")[2] for path in values if path.startswith("categories/")),
    }
    if values.get("restricted") is True or not categories.isdisjoint(_bundled().protected):
        return "protected"
    return "rejected" if values.get("closing_reason") in _bundled().rejected else CASE


def line_of(kind: str, values: Flat, lines: Sequence[Line]) -> Line | None:
    """Return the line of the schedule for a case or a worker."""
    wanted = class_of(kind, values)
    return next((line for line in lines if line.record_class == wanted), None)


def kept_until(kind: str, values: Flat, lines: Sequence[Line]) -> date | None:
    """Return the day until which the schedule keeps a case or a worker; None where it says nothing of it."""
    line = line_of(kind, values, lines)
    if line is None:
        return None
    if kind == CASE:
        closed = values.get("closed_at") if values.get("status") in ENDED else None
        return FOR_EVER if closed is None else _after(date.fromisoformat(str(closed)[:10]), line.years)
    said = values.get("last_confirmed_on") if kind == WORKER else None
    return None if said is None else _after(partial_date.latest(PartialDate(str(said))), line.years)


def is_due(until: date | None, today: date) -> bool:
    """Whether the time of keeping has run out."""
    return until is not None and until < today


def refuses(basis: str, times: Iterable[date | None], today: date) -> bool:
    """Whether the schedule still stands against an erasure on this *basis*; one that nobody knows stands for none."""
    known = code_list(BASES).get(basis)
    if known is None:
        return True
    return known.text("while_kept") == _REFUSE and is_kept(times, today)


def is_kept(times: Iterable[date | None], today: date) -> bool:
    """Whether the schedule keeps any of these."""
    return any(until is not None and until >= today for until in times)


def _after(begun: date, years: int) -> date:
    try:
        return begun.replace(year=begun.year + years)
    except ValueError:  # the 29th of February, or beyond all years
        return FOR_EVER if begun.year + years > FOR_EVER.year else date(begun.year + years, 3, 1)


@cache
def _bundled() -> _Schedule:
    """Read the schedule once.

    Raises:
        CannotStart: there is none, or it is not one; rule "retention".
    """
    try:
        raw: Any = resource("retention/retention.json").read_bytes()
        return msgspec.json.decode(raw, type=_Schedule)
    except (OSError, msgspec.MsgspecError):
        raise CannotStart(rule="retention") from None
