"""The first sync: segments of a snapshot, each fetched while the one before is taken in; goes on where it was cut."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

from sync.engine.budget import Purse
from sync.engine.ports import Arriving, Replica, Shelf
from sync.errors import BadEnvelope, BadMessage, Cancelled, DeskError, SnapshotGone
from sync.identity.canonical import bytes_of
from sync.identity.content import open_part
from sync.protocol.snapshot import segment
from sync.protocol.snapshot.manifest import Manifest, Part
from sync.protocol.snapshot.segment import Segment

Landed = Callable[[int, Arriving | None], None]
"""Hears of each segment that was taken in how many records it brought, and of what is still arriving."""


class FirstSync:
    """Takes in what arrives, segment by segment; each is in the store before the next one is begun."""

    def __init__(self, replica: Replica, shelf: Shelf, purse: Purse) -> None:
        self._replica = replica
        self._shelf = shelf
        self._purse = purse
        self.bytes_in = self.round_trips = 0

    def run(
        self, arriving: Arriving, landed: Landed, stopped: Callable[[], bool], between: Callable[[], object]
    ) -> None:
        """Fetch and take in every segment that is missing, or what the purse has room for.

        *Between* two of them nothing runs on the line.

        Raises:
            Unreachable: the line failed; what came is kept. SnapshotGone: it is forgotten, ask for the next one.
            Disagreed: a segment is not what the manifest says, twice: the snapshot is refused, news come instead.
            Cancelled: *stopped* said so.
        """
        try:
            self._run(arriving, landed, stopped, between)
        except SnapshotGone:
            self._replica.drop_snapshot(refused=False)
            raise
        except (BadEnvelope, BadMessage):
            self._replica.drop_snapshot(refused=True)
            raise

    def _run(
        self, arriving: Arriving, landed: Landed, stopped: Callable[[], bool], between: Callable[[], object]
    ) -> None:
        manifest = arriving.manifest
        with ThreadPoolExecutor(1, thread_name_prefix="segment") as pool:
            coming = pool.submit(self._fetched, manifest, arriving.done)
            for number in range(arriving.done, len(manifest.segments)):
                sealed = coming.result()
                if sealed is None:
                    return
                if stopped():
                    raise Cancelled
                if number + 1 < len(manifest.segments):
                    coming = pool.submit(self._fetched, manifest, number + 1)
                rows = self._replica.take(_read(manifest, number, sealed))
                landed(rows, self._replica.arriving())
                wait([coming])
                between()

    def _fetched(self, manifest: Manifest, number: int) -> bytes | None:
        """Fetch one segment; one that was damaged on its way is fetched once more. None where the purse ran empty."""
        part = manifest.segments[number]
        arrived = bytearray(self._replica.arrived(part.name)[: part.size - 1])
        for _ in range(2):
            if not self._fetch_rest(part, arrived):
                return None
            if hashlib.sha256(arrived).hexdigest() == part.name:
                return bytes(arrived)
            arrived.clear()
        raise BadEnvelope(rule="segment")

    def _fetch_rest(self, part: Part, arrived: bytearray) -> bool:
        """Fetch what is missing of a segment, or some of it, which is kept; return whether all of it was asked for."""
        before, room = len(arrived), self._purse.room()
        is_all = room >= part.size - before
        if not room:
            return False
        try:
            self._shelf.segment(part.name, part.size, arrived, room)
        except DeskError:
            self._replica.keep_arrived(part.name, bytes(arrived))
            raise
        finally:
            came = len(arrived) - before
            self._purse.spend(came)
            self.bytes_in, self.round_trips = self.bytes_in + came, self.round_trips + 1
        if not is_all:
            self._replica.keep_arrived(part.name, bytes(arrived))
        return is_all


def _read(manifest: Manifest, number: int, sealed: bytes) -> Segment:
    """Open a segment whose hash was right."""
    plain = open_part(bytes_of(manifest.key, 32), number, sealed)
    return segment.read(plain, manifest.segments[number].rows)
