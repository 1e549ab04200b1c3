"""A desk that works in a process of its own until somebody kills it: it saves, and syncs over a real line."""

from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

from desktop.store.row import Row
from desktop.store.unit import Unit
from sync.clock import SystemClock
from tests.faults.desks import Keys, opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A save that was acknowledged: `do` had returned when this was written."""

    change: str
    record: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the process shall do: at which desk, on which records, and how to draw its work."""

    folder: Path
    keys: Keys
    records: tuple[str, ...]
    seed: int


def work(order: Order, journal: "Connection[Any, Any]") -> None:
    """Open the desk, say so, then save and sync without end; every acknowledged save goes into the pipe at once."""
    chance = Random(order.seed)
    desk = opened(order.folder, order.keys, SystemClock())
    journal.send("open")
    records, number = list(order.records), 0
    while True:
        number += 1
        if chance.random() < 0.25:
            journal.send("syncing")
            desk.round()
            journal.send("synced")
            continue
        value = f"nilai {order.seed} {number}"
        row = desk.do(_act(chance, records, value))
        records.append(row.id)
        journal.send(Saved(change=desk.store.history(row.id)[-1].change_id, record=row.id, value=value))


def _act(chance: Random, records: list[str], value: str) -> Callable[[Unit], Row]:
    if not records or chance.random() < 0.3:
        return lambda unit: unit.create("worker", {"full_name": value})
    record = chance.choice(records[-20:])
    return lambda unit: unit.edit("worker", record, {"birth_place": value, "health_note": value})
