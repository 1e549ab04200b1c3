"""Record list: the cuts of a list, its columns, and how rows of the store become rows of the table."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, overload

from desktop.actions.deadlines import OPEN, of_cases
from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.store import Store
from sync.domain.rules.deadlines import Light

OWN_CUTS: Final = ("all", "unsent", "deleted")
CASE_CUTS: Final = ("open", "mine", "overdue", "urgent", "unsent", "conflict", "closed")
UNSENT: Final = ("waiting", "refused", "held")
_SLICE: Final = 2000
"""Cases whose clocks are looked at in one go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a list should show."""

    kind: str
    cut: str
    where: tuple[Condition, ...] = ()
    order: str | None = None  # a field, or -field


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looks, and when."""

    officer: str
    now: datetime


def cuts_of(kind: str) -> tuple[str, ...]:
    """Return the cuts of the list of *kind*, the first is shown first."""
    return CASE_CUTS if kind == "case" else OWN_CUTS


def first_wish(kind: str) -> Wish:
    """Return what a list shows before anybody has asked: cases by urgency, all else the newest first."""
    return Wish(kind=kind, cut=cuts_of(kind)[0], order="priority" if kind == "case" else "-created_at")


def find(store: Store, wish: Wish, reader: Reader) -> "array[int]":
    """Return the row numbers of what *wish* asks for, in order; runs on the store lane."""
    where = (*_conditions(wish.cut, reader), *wish.where)
    if wish.cut == "deleted":
        return _deleted(store, wish)
    found: array[int] = store.numbers(wish.kind, where=where, order=wish.order)
    return _overdue(store, found, reader) if wish.cut == "overdue" else found


def counts(store: Store, kind: str, reader: Reader) -> dict[str, int]:
    """Return how many records each cut holds that officers watch; runs on the store lane."""
    watched = [cut for cut in cuts_of(kind) if cut not in ("deleted", "closed", "overdue")]
    told = {cut: store.count(kind, _conditions(cut, reader)) for cut in watched}
    if kind == "case":
        told["overdue"] = len(find(store, Wish(kind=kind, cut="overdue"), reader))
    return told


def numbered_rows(store: Store, kind: str, numbers: Sequence[int]) -> dict[int, Row]:
    """Return the rows of *numbers* by number."""
    rows = store.rows(kind, numbers)
    if len(rows) == len(numbers):
        return dict(zip(numbers, rows, strict=True))
    return {number: row for number in numbers for row in store.rows(kind, (number,))}


def number_of(store: Store, kind: str, record: str) -> int | None:
    """Return the row number of a record."""
    where = (Condition(field="id", value=record), Condition(field="deleted"))
    return next(iter(store.numbers(kind, where=where)), None)


def _conditions(cut: str, reader: Reader) -> tuple[Condition, ...]:
    is_open = Condition(field="status", op="in", value=OPEN)
    return {
        "open": (is_open,),
        "mine": (is_open, Condition(field="owner", value=reader.officer)),
        "overdue": (is_open,),
        "urgent": (is_open, Condition(field="priority", value="P1")),
        "unsent": (Condition(field="sync", op="in", value=UNSENT),),
        "conflict": (Condition(field="sync", value="conflict"),),
        "closed": (Condition(field="status", op="in", value=("CLOSED", "VOID")),),
    }.get(cut, ())


def _deleted(store: Store, wish: Wish) -> "array[int]":
    kept = set(store.numbers(wish.kind, where=wish.where))
    every = store.numbers(wish.kind, where=(*wish.where, Condition(field="deleted")), order=wish.order)
    return array("q", (number for number in every if number not in kept))


def _overdue(store: Store, numbers: "array[int]", reader: Reader) -> "array[int]":
    late = array("q")
    for start in range(0, len(numbers), _SLICE):
        rows = numbered_rows(store, "case", numbers[start : start + _SLICE])
        due = of_cases(store, tuple(rows.values()), reader.now)
        late.extend(number for number, row in rows.items() if any(one.light is Light.RED for one in due[row.id]))
    return late


class NumberIds(Sequence[str]):
    """The row numbers of a long list as the ids that a table asks for: eight bytes a row, and no more."""

    def __init__(self, numbers: "array[int]") -> None:
        self.numbers = numbers

    def index(self, value: Any, start: int = 0, stop: int | None = None) -> int:
        """Return where *value* stands; raises ValueError."""
        return self.numbers.index(int(value), start, len(self.numbers) if stop is None else stop)

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[str]:
        return map(str, self.numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return NumberIds(self.numbers[place])
        return str(self.numbers[place])
