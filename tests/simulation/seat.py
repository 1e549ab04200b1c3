"""One officer's computer in a played world: a real desk that may lose power, be copied, and be restored."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from desktop.desk import Desk
from desktop.keys.lock_file import LockFile
from desktop.store import backup, space
from desktop.store.device import Meta
from desktop.store.store import FILE, Store
from sync.clock import Clock
from sync.domain.ids import new_id
from sync.protocol.messages import read_change
from tests.faults.desks import MISSION, Keys, new_keys
from tests.simulation.clocks import TrueTime, WrongClock
from tests.simulation.power import Place, Plug, PowerCut, copy_disk

_RESERVE_BYTES: Final = 16 << 20


class Mould:
    """An empty store of the mission, made once in a process: tables take longer to make than to copy."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.keys = new_keys("mould")
        self._folder = folder / "mould"
        self._folder.mkdir()
        key = self.keys.session().database_key
        Store.create(self._folder, key, clock, mission=MISSION, store_id=self.keys.store).close()

    def cast(self, folder: Path, clock: Clock) -> None:
        """Put a store into *folder* that is a device of its own."""
        folder.mkdir()
        shutil.copyfile(self._folder / FILE, folder / FILE)
        store = Store(folder, self.keys.session().database_key, clock)
        with store.transactions.write() as connection:
            Meta(connection).keep("device", new_id(clock.now()))
        store.close()


@dataclass(slots=True)
class Saved:
    """A save that was acknowledged, as it stands in the journal outside the store."""

    change: str
    kind: str
    record: str
    values: dict[str, Any]  # what the officer entered, by path
    body: bytes  # without bases: those of a change that is offered again are newer


@dataclass(slots=True)
class DiskCopy:
    """A copy of a desk's folder, and which saves it was made after."""

    folder: Path
    saved: frozenset[str]


@dataclass(slots=True)
class Seat:
    """A desk with its officer, its clock and its plug."""

    user: str
    keys: Keys
    folder: Path
    clock: WrongClock
    journal: dict[str, Saved] = field(default_factory=dict)
    burnt: set[str] = field(default_factory=set)  # saves that were on a disk that is no more
    unheard: set[str] = field(default_factory=set)  # saves that were committed, and the power went before that was said
    copies: list[DiskCopy] = field(default_factory=list)
    revoked: bool = False
    cuts: int = 0
    _disks: int = 0
    _desk: Desk | None = None
    _plug: Plug | None = None
    _left: Path | None = None

    @property
    def desk(self) -> Desk:
        """The open desk."""
        assert self._desk is not None
        return self._desk

    @property
    def device(self) -> str:
        return self.desk.store.identity().device

    def open(self) -> None:
        """Unlock, as `desk.unlock` does where a passphrase is asked for."""
        reserve = self.folder / space.RESERVE
        with reserve.open("wb") as file:
            file.truncate(_RESERVE_BYTES)  # a hole: nobody fills this disk
        desk = Desk(self.folder, self.keys.session(), LockFile(self.folder), self.clock)
        backup.begin_epoch(desk.store)
        self._plug = Plug(self._photograph)
        self._plug.watch(desk.store.transactions)
        self._desk = desk

    def close(self) -> None:
        """Lock."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None

    @contextmanager
    def power_may_go(self, transaction: int | None, place: Place) -> Iterator[None]:
        """Cut the power within at the *transaction*-th one, and start the computer again; None: it does not go."""
        assert self._plug is not None
        if transaction is not None:
            self._plug.pull_at(transaction, place)
        try:
            yield
        except PowerCut:
            self.cuts += 1
            self._start_again()
        finally:
            self._plug.leave()

    def _photograph(self) -> None:
        """Keep what lies on the disk at this moment: the programme's own end comes too late to count."""
        self._left = self._next_disk()
        copy_disk(self.folder, self._left)

    def _start_again(self) -> None:
        assert self._left is not None
        self.close()
        self._move_to(self._left)
        self._left = None
        self.unheard |= self.on_disk() - set(self.journal)

    def _move_to(self, disk: Path) -> None:
        shutil.rmtree(self.folder)
        self.folder = disk
        self.open()

    def _next_disk(self) -> Path:
        self._disks += 1
        return self.folder.parent / f"{self.user}{self._disks}"

    # --- copies

    def copy(self) -> None:
        """Make a backup of the whole folder."""
        copy = self._next_disk()
        copy_disk(self.folder, copy)
        self.copies.append(DiskCopy(folder=copy, saved=frozenset(self.on_disk())))

    def restore(self, copy: DiskCopy) -> None:
        """Lose the disk, and begin with a backup on a new one."""
        self.burnt |= (set(self.journal) | self.unheard) - copy.saved
        self.close()
        disk = self._next_disk()
        shutil.copytree(copy.folder, disk, copy_function=shutil.copyfile)
        (disk / backup._MARK).touch()
        self._move_to(disk)

    # --- saves

    def save(self, act: Callable[[Any], Any]) -> list[Saved]:
        """Save, and write into the journal what was acknowledged."""
        done = self.desk.store.do(self.user, act)
        new = [self._read(change) for change in done.touched.change_ids]
        for one in new:
            assert one.change not in self.journal, "a number was given twice"
            self.journal[one.change] = one
        return new

    def on_disk(self) -> set[str]:
        """Return the own changes that the store holds."""
        with self.desk.store.reading() as connection:
            rows = connection.exec_driver_sql("SELECT change_id FROM history WHERE save IS NOT NULL")
            return {change for (change,) in rows}

    def held(self) -> dict[str, bytes]:
        """Return every change in the store's history, as `body_of` writes it."""
        with self.desk.store.reading() as connection:
            rows = connection.exec_driver_sql("SELECT change_id, body FROM history").all()
        return {change: body_of(body.encode()) for change, body in rows}

    def _read(self, change: str) -> Saved:
        with self.desk.store.reading() as connection:
            body = connection.exec_driver_sql("SELECT body FROM history WHERE change_id = ?", (change,)).scalar_one()
        said = read_change(body.encode())
        return Saved(change=change, kind=said.kind, record=said.record, values=said.values, body=body_of(body.encode()))


def body_of(body: bytes) -> bytes:
    """Return a change as it was entered, without the versions that it was based on."""
    return msgspec.json.Encoder(order="sorted").encode(msgspec.structs.replace(read_change(body), base={}))


def new_seat(folder: Path, keys: Keys, time: TrueTime, off: timedelta, mould: Mould) -> Seat:
    """Set a computer up, with a store that knows no centre yet."""
    clock = WrongClock(time, off)
    mould.cast(folder, clock)
    seat = Seat(user=keys.user, keys=keys, folder=folder, clock=clock)
    seat.open()
    return seat
