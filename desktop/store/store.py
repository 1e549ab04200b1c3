"""The store as a whole: made, opened, brought to this release, changed and closed."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy.exc import DBAPIError

from desktop.keys import durable
from desktop.store import drafts, members, migrating, officers, opening, settings, space, ways
from desktop.store.asking import Asking
from desktop.store.device import Meta
from desktop.store.drafts import Draft
from desktop.store.handing import StoreHanding
from desktop.store.migrating import MIGRATIONS, Steps
from desktop.store.names import Names
from desktop.store.pouch import StorePouch
from desktop.store.replica import StoreReplica
from desktop.store.row import Row
from desktop.store.signer import Signer, seal_anew
from desktop.store.transactions import Transactions
from desktop.store.unit import Touched, Unit
from sync.clock import Clock
from sync.domain.ids import new_id
from sync.errors import DeskError, DiskFull, StoreDamaged, StoreExists, Uncertain
from sync.identity.keys import Speaker

FILE: Final = "desk.db"
BEFORE: Final = "before-upgrade.db"
"""The store as it was before this release changed its tables; put back by hand where that went wrong."""

COPIED: Final = "copied"
"""In `meta` of such a copy."""

_Key = Callable[[], bytearray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an action answered, and what it touched."""

    answer: Any
    touched: Touched


class Store(Asking):
    """One open store. Changes may come from any thread: they wait for each other."""

    def __init__(self, folder: Path, key: _Key, clock: Clock, file: str = FILE) -> None:
        self.folder = folder
        self._key = key
        self._clock = clock
        self.signer: Signer | None = None
        """The officer at the desk, who signs what is saved."""
        path = folder / file
        super().__init__(Transactions(folder, opening.writer(path, key), opening.readers(path, key)))

    @classmethod
    def create(cls, folder: Path, key: _Key, clock: Clock, *, mission: str, store_id: str) -> "Store":
        """Make the store of a mission in *folder*: it is there whole, or not at all.

        Raises:
            StoreExists: there is one. DiskFull, UnsuitableFolder: the disk refused; nothing is left.
        """
        path, part = folder / FILE, folder / f"{FILE}.part"
        if path.exists():
            raise StoreExists
        with durable.writing(folder):
            part.unlink(missing_ok=True)  # what a cut left behind
            opening.create_file(part, key())
        fresh = cls(folder, key, clock, part.name)
        try:
            with fresh.transactions.write() as connection:
                migrating.bring_up(connection)
                meta = Meta(connection)
                meta.keep("store_id", store_id)
                meta.keep("mission", mission)
                meta.keep("device", new_id(clock.now()))  # its first changes bear it before any centre knows it
                meta.keep("epoch", 1)
        finally:
            fresh.close()  # the last connection folds the log into the file
        with durable.writing(folder):
            part.rename(path)
            durable.sync_folder(folder)
        return cls(folder, key, clock)

    @classmethod
    def open(cls, folder: Path, key: _Key, clock: Clock, *, store_id: str, migrations: Steps = MIGRATIONS) -> "Store":
        """Open the store in *folder*, and bring its tables to this release.

        Raises:
            StoreDamaged: not sound, or another store than the slots belong to.
            StoreTooNew: written by a newer release.
            DiskFull: no space for the copy that is made before tables are changed.
        """
        with ExitStack() as stack:
            store = cls(folder, key, clock)
            stack.callback(store.close)
            with store.reading() as connection:
                current = migrating.is_current(connection, migrations)
                if migrating.version_of(connection) == 0 or Meta(connection).text("store_id") != store_id:
                    raise StoreDamaged(rule="another-store")
            if not current:
                store._upgrade(migrations)
            space.keep_reserve(folder)
            stack.pop_all()
        return store

    def _upgrade(self, migrations: Steps) -> None:
        copy = self.folder / BEFORE
        copy.unlink(missing_ok=True)
        opening.copy(self.folder / FILE, copy, self._key())
        _mark_as_copy(copy, self._key())
        durable.sync_folder(self.folder)
        with self.transactions.write() as connection:
            migrating.bring_up(connection, migrations)

    def close(self) -> None:
        """Close every connection; names read into memory are dropped."""
        self.transactions.close()
        self.names = Names()
        self.vault = None

    def do(self, officer: str, action: Callable[[Unit], Any]) -> Done:
        """Run *action* in one transaction and commit it. Saved means: this returned.

        Raises:
            Refused: the action refused; nothing is written.
            DiskFull, DiskFails, ReadOnlyDisk, NoPermission: the disk refused; nothing is written.
            Uncertain: the disk failed at COMMIT and cannot be asked any more.
        """
        space.guard(self.folder)
        try:
            return self._once(officer, action)
        except DiskFull:
            if not space.release_reserve(self.folder):
                raise
        return self._once(officer, action)

    def _once(self, officer: str, action: Callable[[Unit], Any]) -> Done:
        touched, answer = Touched(), None
        try:
            with self.transactions.write() as connection:
                unit = Unit(connection, officer, self._clock.now(), self.signer, self.vault)
                touched = unit.touched
                answer = action(unit)
                members.follow(unit)
                if isinstance(answer, Row):
                    answer = unit.rights.eyes.row(answer)
        except DeskError as error:
            if not touched.change_ids or error.branch == "refused":
                raise
            self._settle(touched.change_ids[-1], error)
        finally:
            if self.vault is not None:
                self.vault.keys.settle()
        return Done(answer=answer, touched=touched)

    def _settle(self, change: str, error: DeskError) -> None:
        """A COMMIT that failed may have been written all the same: open the file anew and look for the change."""
        self.transactions.close()
        try:
            with self.reading() as connection:
                found = connection.exec_driver_sql("SELECT 1 FROM history WHERE change_id = ?", (change,)).scalar()
        except (DeskError, DBAPIError):
            raise Uncertain from None
        if found is None:
            raise error

    def replica(self) -> StoreReplica:
        """Return the store as the round sees it."""
        return StoreReplica(self.transactions, self.signer)

    def arrive(self, name: str, speaker: Speaker, turn: int) -> None:
        """An officer has unlocked the desk, with the keeper key of that *turn*.

        Raises:
            StoreDamaged: the slots are older than the store; rule "old-slots".
        """
        with self.transactions.write() as connection:
            officers.see_turn(connection, turn)
            officers.arrive(connection, name, speaker)
            ways.tried(connection, ways.officer(speaker.id), self._clock.now())
            seal_anew(connection, self.signer)

    def pouch(self) -> StorePouch:
        """Return what this desk carries for others."""
        return StorePouch(self.transactions)

    def handing(self, to: str | None = None) -> StoreHanding:
        """Return what goes from desk to desk, as far as the officers of the device *to* may read it."""
        return StoreHanding(self.transactions, self.signer, self._clock, to)

    def keep_draft(self, officer: str, draft: Draft) -> None:
        """Keep a draft."""
        with self.transactions.write() as connection:
            drafts.keep(connection, self.vault, officer, draft)

    def drop_draft(self, officer: str, form: str) -> None:
        """Forget a draft."""
        with self.transactions.write() as connection:
            drafts.drop(connection, officer, form)

    def take_place(self, officer: str) -> Any:
        """Return where an officer stood at the last lock, once."""
        with self.transactions.write() as connection:
            return drafts.take_place(connection, self.vault, officer)

    def keep_setting(self, key: str, value: Any) -> None:
        """Keep a setting of this store."""
        with self.transactions.write() as connection:
            settings.keep(connection, key, value)


def _mark_as_copy(copy: Path, key: bytearray) -> None:
    """Whoever puts it back has sent more since than it knows of: it must not go on with numbers that are used."""
    with closing(opening.connect(copy, key)) as connection:
        connection.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, '1')", (COPIED,))
