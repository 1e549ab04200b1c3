"""Keeps snapshots fresh while the service runs: one thread, which looks now and then whether a ledger has grown."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from sync.clock import Clock
from sync.errors import Busy, Cancelled, StoreDamaged
from sync.gateway.access_log import AccessLog
from sync.gateway.database import Database
from sync.gateway.snapshots import building, kept

_LOOK_EVERY_S: Final = 60


class Keeper:
    """Builds what is due. Several processes may keep one database: each snapshot is claimed before it is built."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._stopping = threading.Event()

    @asynccontextmanager
    async def alive(self, _app: Any) -> AsyncIterator[None]:
        """Work in a thread for as long as the application lives."""
        thread = threading.Thread(target=self._work, name="snapshots", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopping.set()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self.look()
            self._stopping.wait(_LOOK_EVERY_S)

    def look(self) -> None:
        """Build what is due; what fails is tried again at the next look, and desks get their news one by one."""
        try:
            with self._database.read() as connection:
                due = kept.due(connection, self._clock)
            for scope, kinds in due:
                building.build(self._database, scope, self._clock, self._stopping.is_set, kinds)
        except (Busy, Cancelled):
            return
        except StoreDamaged as error:
            AccessLog.fault(error)
