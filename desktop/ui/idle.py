"""Idle: locks when nobody has touched the desk for a while, and when the computer has slept."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot

from desktop.keys.session import IdleLock
from sync.clock import Clock

_LOOK_EVERY_MS: Final = 5000
_SLEPT_S: Final = 60.0
"""The wall clock moved by this much while the timer did not: the computer was asleep, or somebody set its clock."""
_TOUCHES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class Idle(QObject):
    """Watches the whole programme while a desk is open."""

    due = Signal()

    def __init__(self, clock: Clock, limit_s: float, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._lock = IdleLock(limit_s, clock.monotonic())
        self._looked_at = clock.now()
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._app = QCoreApplication.instance()

    def start(self) -> None:
        """Begin to watch."""
        if self._app is not None:
            self._app.installEventFilter(self)
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        if self._app is not None:
            self._app.removeEventFilter(self)

    def set_limit(self, limit_s: float) -> None:
        """Lock after another time from now on."""
        self._lock = IdleLock(limit_s, self._clock.monotonic())

    @Slot()
    def look(self) -> None:
        """Say that it is time, when it is."""
        now = self._clock.now()
        gone_s = (now - self._looked_at).total_seconds()
        self._looked_at = now
        if abs(gone_s) > _SLEPT_S or self._lock.is_due(self._clock.monotonic()):
            self.due.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._lock = self._lock.touched(self._clock.monotonic())
        return super().eventFilter(watched, event)
