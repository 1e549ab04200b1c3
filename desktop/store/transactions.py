"""Transactions: one writer, a few readers; a failed COMMIT is looked into before anybody is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from desktop.store.opening import translated


class Transactions:
    """Opens short transactions on the store."""

    def __init__(self, writer: Engine, readers: Engine) -> None:
        self._writer = writer
        self._readers = readers

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is committed at the end, or leaves nothing.

        Raises:
            DiskFull, StoreInUse, StoreDamaged: SQLite refused; nothing was saved, or see `Store.do` for COMMIT itself.
        """
        try:
            with self._writer.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise translated(error) from None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A reading transaction: one moment of the store."""
        try:
            with self._readers.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise translated(error) from None

    def close(self) -> None:
        """Close every connection."""
        self._writer.dispose()
        self._readers.dispose()
