"""Listening: one signal for whatever this system tells."""

import sys
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.triggers.windows import Windows


class Sleep(Protocol):
    """Where the system lets itself be held up."""

    def hold(self) -> None: ...

    def let_sleep(self) -> None: ...


class Triggers(QObject):
    """Says that it is time to lock; where the system tells nothing, the clock of `Idle` still does."""

    due = Signal()

    def __init__(self, app: QCoreApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._windows: Windows | None = None
        self._sleep: Sleep | None = None
        if sys.platform == "win32":
            self._windows = Windows(app, self)
            self._windows.due.connect(self.due)
        elif sys.platform == "linux":
            from desktop.ui.triggers.linux import made

            bus = made(self)
            bus.due.connect(self.due)
            self._sleep = bus

    def watch(self, window: QWidget) -> None:
        """Have *window* told, where the system tells windows, and sleep wait for the lock, where it waits."""
        if self._sleep is not None:
            self._sleep.hold()
        if self._windows is not None:
            self._windows.watch(int(window.winId()))

    def let_sleep(self) -> None:
        """Nothing is open any more."""
        if self._sleep is not None:
            self._sleep.let_sleep()
