"""Daily backup: written in the background some minutes after the start, and looked after while the desk stays open."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.store import backup
from desktop.store.backup import Backup
from desktop.ui.background import Lane
from desktop.ui.views.bench import Bench
from sync.errors import DeskError

_FIRST_MS: Final = 2 * 60_000
_AGAIN_MS: Final = 6 * 60 * 60_000
"""Some desks are never switched off."""


class DailyBackup(QObject):
    """Works on the network lane: a copy of a large store must not hold up a save."""

    def __init__(self, bench: Bench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.write)

    def start(self) -> None:
        """Write the first one soon, when there is none of today."""
        self._timer.start(_FIRST_MS)

    def stop(self) -> None:
        """Write no more."""
        self._timer.stop()

    @Slot()
    def write(self) -> None:
        """Write today's, unless it is there."""
        desk = self._bench.desk
        write = partial(backup.daily, desk.store, desk.session.database_key, desk.clock)
        self._bench.background.do(write, done=self._on_written, failed=self._on_failed, lane=Lane.NETWORK)

    def _on_written(self, _written: Backup | None) -> None:
        self._timer.start(_AGAIN_MS)

    def _on_failed(self, error: DeskError) -> None:
        self._bench.tell_error(error)
        self._timer.start(_AGAIN_MS)
