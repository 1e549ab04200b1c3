"""Order watch: a locked desk asks its centre every few minutes for orders, and obeys."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.evacuation import locked
from desktop.evacuation.locked import Found, Look
from desktop.keys.erasing import Proof
from desktop.ui.background import Lane
from desktop.ui.system_proxy import system_proxies
from desktop.ui.viewmodels.door import Door
from sync.clock import SystemClock
from sync.errors import DeskError

_EVERY_MS: Final = 300_000


class OrderWatch(QObject):
    """Runs while the sign-in is shown. Says nothing where there is no line, or no order."""

    ordered = Signal(str)  # "lock", or "erase" where something is unsent

    def __init__(self, door: Door, parent: QObject) -> None:
        super().__init__(parent)
        self._door = door
        self._look: Look | None = None
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now, and every few minutes."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more; a look that waits for its answer is ended."""
        self._timer.stop()
        if self._look is not None:
            self._look.stop()
            self._look = None

    @Slot()
    def look(self) -> None:
        """Ask, beside whatever the door does."""
        if self._look is None:
            self._look = Look(self._door.folder, system_proxies)
            self._door.attempt(self._look.ask, done=self._on_found, failed=self._on_none, lane=Lane.NETWORK)

    def _on_found(self, found: Found | None) -> None:
        is_shown, self._look = self._look is not None, None
        if found is not None and is_shown:
            act = partial(locked.obey, self._door.folder, found, SystemClock())
            self._door.attempt(act, done=partial(self._on_obeyed, found), failed=self._on_none)

    def _on_obeyed(self, found: Found, proof: Proof | None) -> None:
        if proof is not None:
            self.stop()
            self._door.evacuated.emit(proof)
        elif found.order is not None:
            self.ordered.emit(found.order)

    def _on_none(self, _error: DeskError) -> None:
        """The next look asks again; an open desk obeys by itself."""
        self._look = None
