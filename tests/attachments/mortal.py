"""A desk that adds, sends or fetches a file in a process of its own, and dies before any step that the disk sees."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, Literal

from desktop.actions.attachments import NewFile, attach
from desktop.store.transactions import Transactions
from sync.clock import SystemClock
from sync.engine import attachments as engine
from tests.attachments.cutting import PIECE
from tests.faults.desks import Keys, opened

_STEPS: Final = ("fsync", "replace", "mkdir", "unlink")
"""Of `os`; besides these, every commit is a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the process shall do, and before which step it dies."""

    folder: Path
    keys: Keys
    deed: Literal["add", "send", "fetch"]
    record: tuple[str, str]  # the owner of what is added; else the attachment
    content: bytes
    dies_before: int


def live(order: Order, journal: "Connection[Any, Any]") -> None:
    """Open the desk, do the one thing, and say so."""
    for name in ("_FIRST_PIECE", "MOST_PIECE"):
        setattr(engine, name, PIECE)
    desk = opened(order.folder, order.keys, SystemClock())
    _die_before(order.dies_before)
    if order.deed == "add":
        journal.send(attach(desk, NewFile(owner=order.record, content=order.content)).id)
    elif order.deed == "send":
        desk.round()
    else:
        desk.line.fetch(order.record[1])
    journal.send("done")


def _die_before(step: int) -> None:
    taken = 0

    def count() -> None:
        nonlocal taken
        taken += 1
        if taken == step:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in _STEPS:
        setattr(os, name, _counted(getattr(os, name), count))
    write = Transactions.write

    @contextmanager
    def counted(transactions: Transactions) -> Iterator[Any]:
        with write(transactions) as connection:
            yield connection
            count()

    Transactions.write = counted  # type: ignore[method-assign,assignment]


def _counted(act: Callable[..., Any], count: Callable[[], None]) -> Callable[..., Any]:
    def counted(*arguments: Any, **named: Any) -> Any:
        count()
        return act(*arguments, **named)

    return counted
