"""Mass deletion: what the centre's news would delete here, to be looked at and let in once."""

from dataclasses import dataclass
from typing import Final

from desktop.store import brake
from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import Unit

SHOWN: Final = 500
"""So many records of a kind are shown; nobody reads more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """The records of one kind that would go; *held* counts what this desk holds of it."""

    kind: str
    count: int
    held: int
    rows: tuple[Row, ...]  # the first of them


def stopped(store: Store) -> tuple[Doomed, ...]:
    """Return what was stopped and waits for a person, the most first."""
    with store.reading() as connection:
        waits = brake.held_back(connection)
    kinds = sorted(waits, key=lambda kind: (-len(waits[kind]), kind))
    return tuple(_doomed(store, kind, waits[kind]) for kind in kinds)


def allow(unit: Unit) -> None:
    """Let in what was stopped; the audit says who did. Where nothing was stopped, nothing is let in."""
    for kind in brake.held_back(unit.connection):
        unit.rights.needs("let_in", kind)
        unit.note("allow-mass-deletion", kind)
    brake.allow(unit.connection)


def _doomed(store: Store, kind: str, records: list[str]) -> Doomed:
    some = Condition(field="id", op="in", value=records[:SHOWN])
    rows = tuple(store.rows(kind, store.numbers(kind, where=(some,))))
    return Doomed(kind=kind, count=len(records), held=store.count(kind), rows=rows)
