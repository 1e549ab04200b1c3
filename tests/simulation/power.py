"""Power cuts: a desk ends at one of its transactions, and goes on from what lay on its disk at that moment."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import Connection

from desktop.store.transactions import Transactions

Place = Literal["before", "open", "after"]
"""Before a transaction begins; with all of it written and nothing committed; committed, and nobody told."""

PLACES: Final[tuple[Place, ...]] = ("before", "open", "after")
_NOT_ON_A_COPY: Final = shutil.ignore_patterns("*-shm", "desk.lock", "stick*")


class PowerCut(BaseException):
    """The power went: nothing of the programme runs on, so no handler of errors may hear of it."""


class Plug:
    """Pulls itself at the transaction and place that were chosen."""

    def __init__(self, on_cut: Callable[[], None]) -> None:
        """*on_cut* runs at the moment of the cut, with the disk as it is."""
        self._on_cut = on_cut
        self._left: int | None = None
        self._place: Place = "before"

    def pull_at(self, transaction: int, place: Place) -> None:
        """Pull at the *transaction*-th one from now, counted from 0; one that never comes pulls nothing."""
        self._left, self._place = transaction, place

    def leave(self) -> None:
        """Pull nothing any more."""
        self._left = None

    def watch(self, transactions: Transactions) -> None:
        """Stand between a store and its transactions."""
        write = transactions.write

        @contextmanager
        def watched() -> Iterator[Connection]:
            self._reach("before")
            with write() as connection:
                yield connection
                self._reach("open")
            self._reach("after")
            if self._left is not None:
                self._left -= 1

        transactions.write = watched  # type: ignore[method-assign]

    def _reach(self, place: Place) -> None:
        if self._left == 0 and place == self._place:
            self._left = None
            self._on_cut()
            raise PowerCut


def copy_disk(folder: Path, to: Path) -> None:
    """Copy what lies in a desk's folder at this moment, the log of SQLite with it."""
    shutil.copytree(folder, to, ignore=_NOT_ON_A_COPY, copy_function=shutil.copyfile)
