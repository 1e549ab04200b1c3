"""A desk that has joined a centre, each with a clock of its own."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop import desk as desks
from desktop.desk import Desk, Renew
from desktop.store.lease import Lease
from sync.gateway.admin import Administration
from sync.gateway.database import Database
from sync.gateway.directory.admin import DirectoryAdministration
from tests.faults.desks import Keys, Line, centre, code, new_desk, new_keys, opened
from tests.gateway.desk import PlayedClock


class RunningClock(PlayedClock):
    """A clock of which wall and running time go apart."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.ran_s = 0.0

    def monotonic(self) -> float:
        return self.ran_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """The desk is closed between two calls."""

    folder: Path
    keys: Keys
    clock: RunningClock
    centre_clock: PlayedClock
    line: Line
    administration: Administration
    directory: DirectoryAdministration
    device: str

    def unlock(self, renew: Renew | None = None) -> Desk:
        """Open the desk as unlocking does, but for the passphrase."""
        desk = opened(self.folder, self.keys, self.clock)
        desks.let_in(desk, renew)
        return desk

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Open it for a while."""
        with closing(self.unlock()) as desk:
            yield desk

    def look(self) -> Lease:
        """Return the lease, over or not."""
        with closing(self.unlock(lambda _: desks.GO_ON)) as desk:
            found = desk.lease.look()
        assert found is not None
        return found

    def round(self, desk: Desk) -> None:
        """Run a round with the centre."""
        desk.round(channel=self.line)

    def order(self, verb: str) -> None:
        """Have the centre's own directory order something of the device."""
        self.directory.order(verb, self.device, "lost")

    def code(self) -> str:
        """Return the words of today, as the centre's clock has it."""
        return str(self.administration.lease_code(self.device)["code"])


@contextmanager
def joint_in(folder: Path, at: datetime, desk_at: datetime | None = None) -> Iterator[Joint]:
    """Make a centre and a desk that joins it."""
    folder.mkdir(exist_ok=True)
    clock, centre_clock, keys = RunningClock(desk_at or at), PlayedClock(at), new_keys("siti")
    with closing(Database(f"sqlite:///{folder / 'centre.db'}")) as database, centre(database, centre_clock) as line:
        with closing(new_desk(folder / "desk", keys, clock)) as desk:
            device = desk.enrol("http://127.0.0.1:1", code(database, centre_clock), door=line).device
        yield Joint(
            folder=folder / "desk",
            keys=keys,
            clock=clock,
            centre_clock=centre_clock,
            line=line,
            administration=Administration(database, centre_clock),
            directory=DirectoryAdministration(database, centre_clock),
            device=device,
        )
