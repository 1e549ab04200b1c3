"""What can be asked of the open store: records, lists, counts, the search, history, drafts and settings."""

import contextlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from desktop.store import arriving, drafts, grants, history, lists, records, search, settings
from desktop.store.device import Identity, Meta, identity
from desktop.store.drafts import Draft
from desktop.store.eyes import Eyes
from desktop.store.lists import Condition, Listing, Page
from desktop.store.names import Names
from desktop.store.row import Row
from desktop.store.search import Asked, Hit
from desktop.store.transactions import Transactions
from desktop.store.vault import Vault, opened_by
from sync.changes.rights import Need
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Sensitivity
from sync.domain.rules.restricted import SEALED
from sync.errors import NoSuchRecord


class Asking:
    """Queries, each of one moment of the store; on any thread but the screen's."""

    def __init__(self, transactions: Transactions) -> None:
        self.transactions = transactions
        self.names = Names()
        self.vault: Vault | None = None  # of the officer who is signed in
        self.officer: str | None = None  # who asks; what that officer may not read is not answered

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
        """Return a record, with what of it the officer who is signed in may read.

        Raises:
            NoSuchRecord: this desk holds no such record. UnknownKind: no such noun.
            NoRight: the officer may not read it.
        """
        with self.reading() as connection:
            found, eyes = records.load(connection, kind, record), grants.eyes_at(connection, self.officer)
            if found is None and eyes.may("read", kind):
                raise NoSuchRecord(kind=kind)
            if found is None:  # whether there is one is not said
                raise grants.refusal(Need(kind=kind, verb="read"))
            row = opened_by(self.vault, connection, found.row)
        grants.check_seen(eyes, row)
        return eyes.row(row)

    def page(
        self,
        kind: str,
        *,
        where: Sequence[Condition] = (),
        order: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Page:
        """Return a keyset page, see `lists.page`.

        Raises:
            NoRight: the officer may not read it, or what is asked by.
        """
        with self.reading() as connection:
            eyes = grants.eyes_at(connection, self.officer)
            listing = eyes.looks(Listing(kind=kind, where=where, order=order))
            if listing is None:
                raise grants.refusal(Need(kind=kind, verb="read", sensitivity=Sensitivity.RESTRICTED))
            page = lists.page(connection, listing, after=after, limit=limit)
        return replace(page, rows=tuple(eyes.row(row) for row in page.rows))

    def numbers(self, kind: str, where: Sequence[Condition] = (), order: str | None = None) -> "array[int]":
        """Return the row numbers of a whole result, see `lists.numbers`; none of what the officer may not read."""
        with self.reading() as connection:
            listing = grants.eyes_at(connection, self.officer).looks(Listing(kind=kind, where=where, order=order))
            return array("q") if listing is None else lists.numbers(connection, listing)

    def rows(self, kind: str, numbers: Sequence[int], *, opened: bool = False) -> tuple[Row, ...]:
        """Return rows by number; *opened*: with what of restricted cases the officer may read.

        That is for what belongs to a record that is open. Lists of a whole noun show it to nobody.
        """
        with self.reading() as connection:
            eyes, rows = grants.eyes_at(connection, self.officer), lists.rows_of(connection, kind, numbers)
            if opened:
                rows = tuple(opened_by(self.vault, connection, row) for row in rows)
        return rows if eyes.see_all else tuple(eyes.row(row) for row in rows if eyes.sees(kind, row.fields))

    def titles(self, kind: str, ids: Sequence[str]) -> dict[str, str]:
        """Return the titles of records by id, for lists that name other records."""
        with self.reading() as connection:
            eyes = grants.eyes_at(connection, self.officer)
            if eyes.see_all:
                return lists.titles(connection, kind, ids)
            found = [one.row for one in records.load_many(connection, kind, ids).values()]
        return {row.id: eyes.row(row).title for row in found if eyes.sees(kind, row.fields)}

    def count(self, kind: str, where: Sequence[Condition] = ()) -> int:
        """Count records; none of what the officer may not read."""
        with self.reading() as connection:
            listing = grants.eyes_at(connection, self.officer).looks(Listing(kind=kind, where=where))
            return 0 if listing is None else lists.count(connection, kind, listing.where)

    def counts(self, kind: str, by: str, where: Sequence[Condition] = ()) -> dict[str, int]:
        """Count records per value of a field."""
        with self.reading() as connection:
            listing = grants.eyes_at(connection, self.officer).looks(Listing(kind=kind, where=where), by)
            return {} if listing is None else lists.counts(connection, kind, by, listing.where)

    def first_hits(self, text: str, kind: str | None = None, limit: int = 20) -> list[Hit]:
        """Search what is found at once."""
        with self.reading() as connection:
            eyes = grants.eyes_at(connection, self.officer)
            asked = Asked(text=text, kind=kind, limit=limit, among=eyes.searched())
            return _seen(connection, eyes, search.first(connection, asked))

    def similar_hits(
        self, text: str, kind: str | None = None, limit: int = 20, stopped: Callable[[], bool] = lambda: False
    ) -> list[Hit]:
        """Search names with slips of spelling; up to 200 ms for a million names."""
        with self.reading() as connection:
            eyes = grants.eyes_at(connection, self.officer)
            asked = Asked(text=text, kind=kind, limit=limit, among=eyes.searched())
            return _seen(connection, eyes, search.similar(connection, self.names, asked, stopped))

    def history(self, record: str) -> list[history.Past]:
        """Return what happened to a record, as far as the officer may see it."""
        with self.reading() as connection:
            eyes, past = grants.eyes_at(connection, self.officer), history.of_record(connection, record)
            kind = past[0].kind if past else ""
            stored = records.load(connection, kind, record) if kind in NOUNS else None
            fields = {} if stored is None else opened_by(self.vault, connection, stored.row).fields
            if self.vault is not None:
                past = [self.vault.past(connection, record, one, closed=SEALED in fields) for one in past]
        if eyes.see_all or not past:
            return past
        if not eyes.sees(kind, fields):
            return []
        hidden = eyes.hidden(kind, fields) if kind in NOUNS else frozenset()
        return [one.without(hidden) for one in past]

    def has_whole_past(self, record: str) -> bool:
        """Whether every change of a record is here; a snapshot holds only what came of them."""
        with self.reading() as connection:
            return arriving.past_after(connection, record) is None

    def drafts(self, officer: str) -> list[Draft]:
        """Return an officer's drafts."""
        with self.reading() as connection:
            return drafts.of(connection, self.vault, officer)

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a setting of this store."""
        with self.reading() as connection:
            return settings.value(connection, key, default)


def _seen(connection: Connection, eyes: Eyes, hits: list[Hit]) -> list[Hit]:
    """Leave out what was found by something that the officer may not see."""
    if eyes.see_all:
        return hits
    kinds = {hit.kind for hit in hits}
    rows = (
        stored.row
        for kind in kinds
        for stored in records.load_many(connection, kind, [hit.id for hit in hits if hit.kind == kind]).values()
    )
    seen = eyes.found(rows)
    return [hit for hit in hits if hit.id in seen]
