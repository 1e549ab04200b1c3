"""The courier: carries sealed files between this desk and its centre, within a round or for one that is opened."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from desktop.store import attachments, carriage
from desktop.store.enrolment import Line, line_of
from desktop.store.shelf import StoreShelf
from desktop.store.store import Store
from desktop.way import Way
from sync.clock import Clock
from sync.engine.attachments import Moved, Transfer
from sync.engine.blob_talk import BlobTalk
from sync.engine.budget import NO_BOUND, Purse
from sync.engine.pace import Pace
from sync.errors import NotAtCentre, NotEnrolled
from sync.transport.blobs import HttpBlobs
from sync.transport.http import HttpChannel

_SWEEP_EVERY: Final = timedelta(days=1)
_MOST_FETCHES: Final = 2
"""The second one tells the centre to look at what it has."""


class Courier:
    """One of a desk: a round and an officer who opens a file never fetch the same one at once."""

    def __init__(self, store: Store, way: Way, clock: Clock) -> None:
        self._store = store
        self.way = way
        self.clock = clock
        self._swept_at: datetime | None = None
        self._claims: dict[str, object] = {}

    def prepare(self, officer: str) -> None:
        """Before a round's files: ask for what this desk keeps, and sweep away once a day what belongs to nobody."""
        carriage.adopt(self._store)
        attachments.want_own(self._store, officer)
        now = self.clock.now()
        if self._swept_at is None or now - self._swept_at > _SWEEP_EVERY:
            attachments.sweep(self._store, now)
            self._swept_at = now

    def carriage(self) -> carriage.Carriage:
        """Return what takes files from desk to desk; it and a round never take the same one in at once."""
        return carriage.Carriage(self._store, self.clock, self._claims)

    def run(
        self, channel: HttpChannel, purse: Purse, on_step: Callable[[Moved], None], stopped: Callable[[], bool]
    ) -> Moved:
        """Move everything that waits and that *purse* allows, over *channel*; see `Transfer.run` for what it raises."""
        line = line_of(self._store)
        if line is None:
            raise NotEnrolled
        return self._transfer(line, channel, purse).run(on_step, stopped)

    def _transfer(self, line: Line, channel: HttpChannel, purse: Purse) -> Transfer:
        talk = BlobTalk(line.device, line.centre, self.clock)
        return Transfer(StoreShelf(self._store, self._claims), HttpBlobs(channel), talk, purse)

    def fetch(self, record: str, to: Callable[[str], HttpChannel], on_step: Callable[[Moved], None]) -> None:
        """Bring an attachment from the centre over the channel *to* its address; nothing to do when it is here.

        Raises:
            NotEnrolled: no centre yet. NotAtCentre: nobody has sent it, or it comes with a round at this moment.
            Unreachable, Disagreed, Cancelled, DiskFull: what came is kept, and goes on from there.
        """
        shelf = StoreShelf(self._store, self._claims)
        if not shelf.parcels(record):
            return
        line = line_of(self._store)
        if line is None:
            raise NotEnrolled
        files = self._transfer(line, to(line.url), Purse(NO_BOUND, Pace(self.clock)))
        for _ in range(_MOST_FETCHES):
            if parcels := shelf.parcels(record):
                files.move(parcels, "get", on_step, lambda: False)
        if shelf.parcels(record):
            raise NotAtCentre
