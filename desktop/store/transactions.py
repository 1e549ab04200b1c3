"""Transactions: one writer at a time, a few readers; what SQLite says is said in the house's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from desktop.store.opening import translated


class Transactions:
    """Opens short transactions on the store, from any thread; a thread never opens one inside another."""

    def __init__(self, folder: Path, writer: Engine, readers: Engine) -> None:
        self.folder = folder
        self._writer = writer
        self._readers = readers
        self._writing = Lock()  # the lanes of the officer and of the line share the one writing connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is committed at the end, or leaves nothing.

        Raises:
            DiskFull, StoreInUse, DiskFails, ReadOnlyDisk, NoPermission, StoreDamaged: SQLite refused; nothing was
                saved, or see `Store.do` for COMMIT itself.
        """
        try:
            with self._writing, self._writer.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise translated(error, self.folder) from None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A reading transaction: one moment of the store."""
        try:
            with self._readers.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise translated(error, self.folder) from None

    def close(self) -> None:
        """Close every connection, when what is being written is written."""
        with self._writing:
            self._writer.dispose()
        self._readers.dispose()
