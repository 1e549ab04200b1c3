"""Locked: a desk at its sign-in asks for orders, proves them, and obeys as far as nothing is lost by it.

What is unsent is encrypted while nobody has signed in, so nobody could seal it for the centre: an order to erase waits
for the next unlocking then, which seals and erases before anything is shown.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from desktop.keys import durable, erasing
from desktop.keys.erasing import Proof
from desktop.keys.lock_file import LockFile
from desktop.store import directory, watch
from desktop.store.watch import Watch
from desktop.way import SYSTEM, Find, Means, channel_to
from sync.clock import Clock, stamp
from sync.directory.content import Order
from sync.directory.sources import Files, Source
from sync.errors import DeskError, DirectoryRefused, SnapshotGone
from sync.transport.http import Call, HttpChannel
from sync.transport.wire import CENTRE_KEYS, DIRECTORY_ROUTE

LOCK: Final = "lock"
ERASE: Final = "erase"
_PATIENCE_S: Final = 20


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What is ordered for this desk: "lock", "erase", or nothing; and what proves it."""

    order: str | None
    files: dict[str, str]


class Look:
    """One look at the centre; `stop` ends it from another thread."""

    def __init__(self, folder: Path, find: Find) -> None:
        self._folder = folder
        self._find = find
        self._channel: HttpChannel | None = None
        self._is_over = False

    def ask(self) -> Found | None:
        """Fetch and prove the directory; None where this desk has joined no centre, or nothing was said.

        What is proven here moves nothing on: that is done where it is obeyed, which no other process can do meanwhile.
        """
        here = watch.read(self._folder)
        if here is None or not here.base:
            return None
        by = Means(proxy=SYSTEM, authority=here.authority)
        self._channel = channel_to(here.url, by, self._find, base_s=_PATIENCE_S)
        if self._is_over:
            return None
        source = _Line(self._channel)
        try:
            with tempfile.TemporaryDirectory() as place:
                state = Path(place) / "state"
                shutil.copytree(directory.state_of(self._folder, here.base), state)
                order = _order_for(here, state, source)
                return Found(order=None if order is None else order[0], files=source.files)
        except (DeskError, OSError):  # no line, or not proven: the next look asks again
            return None
        finally:
            self._channel.close()

    def stop(self) -> None:
        """Nobody waits for the answer any more."""
        self._is_over = True
        if self._channel is not None:
            self._channel.break_off()


class _Line:
    """The directory at the centre; what was fetched is kept."""

    def __init__(self, channel: HttpChannel) -> None:
        self._channel = channel
        self.files: dict[str, str] = {}

    def chunks(self, name: str) -> Iterator[bytes] | None:
        call = Call(method="GET", route=f"{DIRECTORY_ROUTE}/{name}", expected=CENTRE_KEYS)
        try:
            body = self._channel.send(call).body
        except SnapshotGone:  # there is no such file
            return None
        try:
            self.files[name] = body.decode()
        except UnicodeDecodeError:
            raise DirectoryRefused(rule="shape") from None
        return iter((body,))


def obey(folder: Path, found: Found, clock: Clock) -> Proof | None:
    """Erase a desk that is ordered to be, where nothing is unsent; keep what proves any other order for its unlocking.

    Raises:
        StoreInUse: the desk is open somewhere, and obeys there. DirectoryRefused, DiskFull: nothing was erased.
    """
    with LockFile(folder):
        here = watch.read(folder)
        if here is None:
            return None
        order = _order_for(here, directory.state_of(folder, here.base), Files(found.files))
        if order is not None and order[0] == ERASE and not here.unsent:
            at = stamp(clock.now())
            proof = Proof(device=here.device, mission=here.mission, at=at, reason=order[1].reason, rescued={})
            erasing.erase(folder, proof)
            return proof
        if order is None:
            directory.seen_file(folder).unlink(missing_ok=True)
        else:
            durable.replace(directory.seen_file(folder), msgspec.json.encode(found.files))
    return None


def _order_for(here: Watch, state: Path, source: Source) -> tuple[str, Order] | None:
    locks, erasures = directory.proven_orders(state, source)
    for name, orders in ((ERASE, erasures), (LOCK, locks)):
        for one in orders.orders:
            if one.device == here.device:
                return name, one
    return None
