"""The centre of a played world: the real core on SQLite; it may die in its transaction, or be restored."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from sync.clock import Clock, stamp
from sync.errors import BadEnvelope, BadMessage, DeviceRefused, SnapshotGone
from sync.gateway import accounts
from sync.gateway.blobs.counter import Counter
from sync.gateway.blobs.folder import BlobFolder
from sync.gateway.blobs.shelves import Limits, Shelves, keep_folder
from sync.gateway.database import Database
from sync.gateway.enrol import Reception
from sync.gateway.exchange import Exchange
from sync.gateway.keys import centre_of
from sync.gateway.ledger import digest_of_scope
from sync.gateway.snapshots import building, kept
from sync.gateway.tables import ledger, missions
from sync.protocol.messages import CentreKeys
from sync.protocol.snapshot.manifest import MOST_BYTES
from tests.faults.desks import MISSION

_FILES: Final = ("centre.db", "centre.db-wal")


class Died(Exception):
    """The centre's process ended before its transaction was committed."""


class _Mortal(Database):
    """A database whose process can be told to die at its next commit."""

    dies = False

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with super().write() as connection:
            yield connection
            if self.dies:
                self.dies = False
                raise Died


class PlayedCentre:
    """One centre with one mission: `Door` for those who join, and the exchange without a line between."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._blobs = BlobFolder(folder / "centre-files")
        self._blobs.make()
        self._open()
        with self.database.write() as connection:
            accounts.add_mission(connection, MISSION, clock)
            keep_folder(connection, self._blobs.path)

    def _open(self) -> None:
        self.database = _Mortal(f"sqlite:///{self._folder / _FILES[0]}")
        speaker = centre_of(self.database, self._clock)
        self._said = CentreKeys(centre=speaker.id, keys=speaker.public.texts, time=stamp(self._clock.now()))
        self._reception = Reception(self.database, speaker, self._clock)
        self._exchange = Exchange(self.database, speaker, self._clock)
        self.shelves = Shelves(self.database, self._blobs, self._clock, Limits())
        self.counter = Counter(self.database, speaker, self._clock, self.shelves)

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    # --- what desks say

    def centre(self) -> CentreKeys:
        """Return the centre's keys (`Door`)."""
        return self._said

    def enrol(self, envelope: bytes) -> bytes:
        """Take a stranger in (`Door`)."""
        return _refusing(lambda: self._reception.enrol(envelope).envelope)

    def exchange(self, envelope: bytes, *, dies: bool = False) -> bytes:
        """Answer an ask, or die before anything of it is committed."""
        self.database.dies = dies
        try:
            return _refusing(lambda: self._exchange.exchange(envelope).envelope)
        finally:
            self.database.dies = False

    def segment(self, name: str, start: int) -> bytes:
        """Return a segment of a snapshot from a byte on."""
        with self.database.read() as connection:
            found = kept.part(connection, name, start, MOST_BYTES)
        if found is None:
            raise SnapshotGone
        return found[1]

    def digest(self) -> dict[str, str]:
        """Return the canonical state of all records."""
        with self.database.read() as connection:
            return digest_of_scope(connection, MISSION)

    def head(self) -> int:
        """Return the seq of the last entry."""
        with self.database.read() as connection:
            return int(connection.execute(select(missions.c.seq)).scalar_one())

    def ids(self) -> set[str]:
        """Return the changes that the ledger has."""
        with self.database.read() as connection:
            return set(connection.execute(select(ledger.c.change_id)).scalars())

    # --- what its people do

    def issue_code(self) -> str:
        """Issue a code that lets one device join."""
        with self.database.write() as connection:
            return accounts.issue_code(connection, MISSION, self._clock)

    def revoke(self, device: str) -> None:
        """Let a device not speak any more."""
        with self.database.write() as connection:
            accounts.revoke_device(connection, device, self._clock)

    def build_snapshot(self) -> int:
        """Build a snapshot; return how many records it has."""
        manifest = building.build(self.database, MISSION, self._clock)
        return 0 if manifest is None else manifest.rows

    def backup(self) -> dict[str, bytes]:
        """Return the files of the database, with everything that was committed in them."""
        self.database.close()
        return {name: (self._folder / name).read_bytes() for name in _FILES if (self._folder / name).exists()}

    def restore(self, copy: dict[str, bytes]) -> None:
        """Put a backup in the place of the database."""
        self.database.close()
        for old in self._folder.glob(f"{_FILES[0]}*"):
            old.unlink()
        for name, content in copy.items():
            (self._folder / name).write_bytes(content)
        self._open()


def _refusing(answer: Callable[[], bytes]) -> bytes:
    """Answer as the routes do: every refusal has one code, and nothing else is told of it."""
    try:
        return answer()
    except DeviceRefused as error:
        told = DeviceRefused(rule=error.rule)
        told.sealed = error.sealed
        raise told from None
    except BadEnvelope as error:
        if error.rule == "sender":
            raise DeviceRefused(rule="unknown-device") from None
        raise BadMessage(rule="bad-envelope") from None
    except BadMessage:
        raise BadMessage(rule="bad-message") from None
