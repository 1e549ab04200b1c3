"""What can be asked of the open store: records, lists, counts, the search, history, drafts and settings."""

import contextlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from desktop.store import arriving, drafts, history, lists, records, search, settings
from desktop.store.device import Identity, Meta, identity
from desktop.store.drafts import Draft
from desktop.store.lists import Condition, Listing, Page
from desktop.store.names import Names
from desktop.store.row import Row
from desktop.store.search import Asked, Hit
from desktop.store.transactions import Transactions
from sync.errors import NoSuchRecord


class Asking:
    """Queries, each of one moment of the store; on any thread but the screen's."""

    def __init__(self, transactions: Transactions) -> None:
        self.transactions = transactions
        self.names = Names()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A reading transaction, for queries of the store's own rooms."""
        with self.transactions.read() as connection:
            yield connection

    def identity(self) -> Identity:
        """Which desk this is."""
        with self.reading() as connection:
            return identity(Meta(connection))

    def get(self, kind: str, record: str) -> Row:
        """Return a record.

        Raises:
            NoSuchRecord: this desk holds no such record. UnknownKind: no such noun.
        """
        with self.reading() as connection:
            found = records.load(connection, kind, record)
        if found is None:
            raise NoSuchRecord(kind=kind)
        return found.row

    def page(
        self,
        kind: str,
        *,
        where: Sequence[Condition] = (),
        order: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Page:
        """Return a keyset page, see `lists.page`."""
        with self.reading() as connection:
            return lists.page(connection, Listing(kind=kind, where=where, order=order), after=after, limit=limit)

    def numbers(self, kind: str, where: Sequence[Condition] = (), order: str | None = None) -> "array[int]":
        """Return the row numbers of a whole result, see `lists.numbers`."""
        with self.reading() as connection:
            return lists.numbers(connection, Listing(kind=kind, where=where, order=order))

    def rows(self, kind: str, numbers: Sequence[int]) -> tuple[Row, ...]:
        """Return rows by number."""
        with self.reading() as connection:
            return lists.rows_of(connection, kind, numbers)

    def titles(self, kind: str, ids: Sequence[str]) -> dict[str, str]:
        """Return the titles of records by id, for lists that name other records."""
        with self.reading() as connection:
            return lists.titles(connection, kind, ids)

    def count(self, kind: str, where: Sequence[Condition] = ()) -> int:
        """Count records."""
        with self.reading() as connection:
            return lists.count(connection, kind, where)

    def counts(self, kind: str, by: str, where: Sequence[Condition] = ()) -> dict[str, int]:
        """Count records per value of a field."""
        with self.reading() as connection:
            return lists.counts(connection, kind, by, where)

    def first_hits(self, text: str, kind: str | None = None, limit: int = 20) -> list[Hit]:
        """Search what is found at once."""
        with self.reading() as connection:
            return search.first(connection, Asked(text=text, kind=kind, limit=limit))

    def similar_hits(
        self, text: str, kind: str | None = None, limit: int = 20, stopped: Callable[[], bool] = lambda: False
    ) -> list[Hit]:
        """Search names with slips of spelling; up to 200 ms for a million names."""
        with self.reading() as connection:
            return search.similar(connection, self.names, Asked(text=text, kind=kind, limit=limit), stopped)

    def history(self, record: str) -> list[history.Past]:
        """Return what happened to a record."""
        with self.reading() as connection:
            return history.of_record(connection, record)

    def has_whole_past(self, record: str) -> bool:
        """Whether every change of a record is here; a snapshot holds only what came of them."""
        with self.reading() as connection:
            return arriving.past_after(connection, record) is None

    def drafts(self, officer: str) -> list[Draft]:
        """Return an officer's drafts."""
        with self.reading() as connection:
            return drafts.of(connection, officer)

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a setting of this store."""
        with self.reading() as connection:
            return settings.value(connection, key, default)
