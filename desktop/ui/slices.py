"""Slices: building that would hold the screen thread, one step for each turn of the event loop."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

Step = Callable[[], object]


class Slices(QObject):
    """Takes *steps* in order; between two of them the window paints and hears the keys. Gone with its parent."""

    done = Signal()

    def __init__(self, steps: Iterable[Step], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = list(steps)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._next)
        if self._steps:
            self._timer.start()

    @property
    def is_done(self) -> bool:
        return not self._steps

    def finish(self) -> None:
        """Take all steps that are left now: somebody needs what they build."""
        while self._steps:
            self._next()

    def drop(self) -> None:
        """Take no further step."""
        self._steps.clear()
        self._timer.stop()

    def _next(self) -> None:
        step = self._steps.pop(0)
        if not self._steps:
            self._timer.stop()
        step()
        if not self._steps:
            self.done.emit()
