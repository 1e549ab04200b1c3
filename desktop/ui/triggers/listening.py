"""Listening: one signal for whatever this system tells."""

import sys

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.triggers.windows import Windows


class Triggers(QObject):
    """Says that it is time to lock; where the system tells nothing, the clock of `Idle` still does."""

    due = Signal()

    def __init__(self, app: QCoreApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._windows: Windows | None = None
        if sys.platform == "win32":
            self._windows = Windows(app, self)
            self._windows.due.connect(self.due)
        elif sys.platform == "linux":
            from desktop.ui.triggers.linux import made

            self._bus = made(self)
            self._bus.due.connect(self.due)

    def watch(self, window: QWidget) -> None:
        """Have *window* told, where the system tells windows."""
        if self._windows is not None:
            self._windows.watch(int(window.winId()))
