"""The store as a whole: made, opened, asked, changed, backed up and closed."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from desktop.store import drafts, history, lists, opening, search, space
from desktop.store.device import Identity, Meta, identity
from desktop.store.drafts import Draft
from desktop.store.lists import Condition, Page
from desktop.store.replica import Sign, StoreReplica
from desktop.store.row import Row, read_json, write_json
from desktop.store.schema import FULL_TEXT, METADATA, VERSION
from desktop.store.transactions import Transactions
from desktop.store.unit import Touched, Unit
from sync.clock import Clock
from sync.domain.ids import new_id
from sync.errors import DeskError, StoreDamaged, StoreExists, StoreTooNew, Uncertain

FILE: Final = "desk.db"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an action answered, and what it touched."""

    answer: Any
    touched: Touched


class Store:
    """One open store. `do` runs on the store lane; queries on any thread but the screen's."""

    def __init__(self, folder: Path, key: Callable[[], bytearray], clock: Clock) -> None:
        self.folder = folder
        self._key = key
        self._clock = clock
        self.names = search.Names()
        path = folder / FILE
        self.transactions = Transactions(opening.writer(path, key), opening.readers(path, key))

    @classmethod
    def create(cls, folder: Path, key: Callable[[], bytearray], clock: Clock, *, mission: str, store_id: str) -> "Store":
        """Make the store of a mission in *folder*.

        Raises:
            StoreExists: there is one. DiskFull: no space.
        """
        path = folder / FILE
        try:
            opening.create_file(path, key())
        except FileExistsError:
            raise StoreExists from None
        store = cls(folder, key, clock)
        with store.transactions.write() as connection:
            METADATA.create_all(connection)
            for statement in FULL_TEXT:
                connection.exec_driver_sql(statement)
            meta = Meta(connection)
            for name, value in (("store_id", store_id), ("mission", mission), ("device", new_id(clock.now())), ("epoch", "1")):
                meta.keep(name, value)
            connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
        return store

    @classmethod
    def open(cls, folder: Path, key: Callable[[], bytearray], clock: Clock, *, store_id: str) -> "Store":
        """Open the store in *folder*.

        Raises:
            StoreDamaged: not sound, or another store than the slots belong to.
            StoreTooNew: written by a newer release.
        """
        store = cls(folder, key, clock)
        try:
            with store.transactions.read() as connection:
                version = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
                if version > VERSION:
                    raise StoreTooNew(version=version)
                if version < VERSION or Meta(connection).text("store_id") != store_id:
                    raise StoreDamaged(rule="another-store")
        except DeskError:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Close every connection; names read into memory are dropped."""
        self.transactions.close()
        self.names = search.Names()

    # --- changing

    def do(self, officer: str, action: Callable[[Unit], Any]) -> Done:
        """Run *action* in one transaction and commit it. Saved means: this returned.

        Raises:
            Refused: the action refused; nothing is written.
            DiskFull: no space; nothing is written.
            Uncertain: the disk failed at COMMIT and cannot be asked any more.
        """
        space.guard(self.folder)
        connection_of = self.transactions.write()
        unit: Unit | None = None
        answer: Any = None
        try:
            with connection_of as connection:
                unit = Unit(connection, officer, self._clock.now())
                answer = action(unit)
        except DeskError as error:
            if unit is None or not unit.touched.change_ids or error.branch == "refused":
                raise
            self._settle(unit.touched.change_ids[-1], error)
        return Done(answer=answer, touched=unit.touched if unit else Touched())

    def _settle(self, change: str, error: DeskError) -> None:
        """A COMMIT that failed may have been written all the same: ask the file by the change's id."""
        try:
            with self.transactions.read() as connection:
                found = connection.exec_driver_sql("SELECT 1 FROM history WHERE change_id = ?", (change,)).scalar()
        except (DeskError, DBAPIError):
            raise Uncertain from None
        if found is None:
            raise error

    # --- asking

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
        """Return a record; raises NoSuchRecord."""
        with self.reading() as connection:
            return Unit(connection, "", self._clock.now()).get(kind, record)

    def page(self, kind: str, **wanted: Any) -> Page:
        """Return a keyset page, see `lists.page`."""
        with self.reading() as connection:
            return lists.page(connection, kind, **wanted)

    def numbers(self, kind: str, where: Sequence[Condition] = (), order: str | None = None) -> Any:
        """Return the row numbers of a whole result, see `lists.numbers`."""
        with self.reading() as connection:
            return lists.numbers(connection, kind, where=where, order=order)

    def rows(self, kind: str, numbers: Sequence[int]) -> tuple[Row, ...]:
        """Return rows by number."""
        with self.reading() as connection:
            return lists.rows_of(connection, kind, numbers)

    def count(self, kind: str, where: Sequence[Condition] = ()) -> int:
        """Count records."""
        with self.reading() as connection:
            return lists.count(connection, kind, where)

    def counts(self, kind: str, by: str, where: Sequence[Condition] = ()) -> dict[str, int]:
        """Count records per value of a field."""
        with self.reading() as connection:
            return lists.counts(connection, kind, by, where)

    def first_hits(self, text: str, kind: str | None = None, limit: int = 20) -> list[search.Hit]:
        """Search what is found at once."""
        with self.reading() as connection:
            return search.first(connection, text, kind=kind, limit=limit)

    def similar_hits(
        self, text: str, kind: str | None = None, limit: int = 20, stopped: Callable[[], bool] = lambda: False
    ) -> list[search.Hit]:
        """Search names with slips of spelling; up to 200 ms for a million names."""
        with self.reading() as connection:
            return search.similar(connection, self.names, text, kind=kind, limit=limit, stopped=stopped)

    def history(self, record: str) -> list[history.Past]:
        """Return what happened to a record."""
        with self.reading() as connection:
            return history.of_record(connection, record)

    # --- the round

    def replica(self, sign: Sign) -> StoreReplica:
        """Return the store as the round sees it."""
        return StoreReplica(self.transactions, sign)

    # --- the desk's own small things

    def drafts(self, officer: str) -> list[Draft]:
        """Return an officer's drafts."""
        with self.reading() as connection:
            return drafts.of(connection, officer)

    def keep_draft(self, officer: str, draft: Draft) -> None:
        """Keep a draft."""
        with self.transactions.write() as connection:
            drafts.keep(connection, officer, draft)

    def drop_draft(self, officer: str, form: str) -> None:
        """Forget a draft."""
        with self.transactions.write() as connection:
            drafts.drop(connection, officer, form)

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a setting."""
        with self.reading() as connection:
            found = connection.exec_driver_sql("SELECT value FROM settings WHERE key = ?", (key,)).scalar()
            return default if found is None else read_json(found)

    def keep_setting(self, key: str, value: Any) -> None:
        """Keep a setting of this store."""
        with self.transactions.write() as connection:
            connection.exec_driver_sql(
                "INSERT INTO settings(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
                (key, write_json(value).decode()),
            )
