"""Front door: what tests of the first run and of unlocking share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pytestqt.qtbot import QtBot

from desktop.ui.heir import Heirs, Will
from desktop.ui.program import Program
from desktop.ui.viewmodels.door import Door
from desktop.ui.views.unlock import Unlock
from desktop.ui.workplace import Workplace
from sync.clock import SystemClock

SECRET: Final = "meranti-lusa-gerimis-7-bandar"
WAIT_MS: Final = 60_000
"""What is waited for happens long before, or never."""


@contextmanager
def door_of(folder: Path) -> Iterator[Door]:
    """A door that is closed again whatever happens."""
    door = Door(folder, SystemClock())
    try:
        yield door
    finally:
        door.stop()


def unlocked(qtbot: QtBot, program: Program, secret: str = SECRET) -> Workplace:
    """Unlock as the officer who is asked for, and return the workplace."""
    view = program.front.view
    assert isinstance(view, Unlock)
    view.secret.field.setText(secret)
    view.submit()
    qtbot.waitUntil(lambda: program.workplace is not None)
    assert program.workplace is not None
    return program.workplace


class NoHeirs(Heirs):
    """No process can be started: the window of the test goes on itself."""

    def start(self, will: Will) -> None:
        self.will = will
        self.failed.emit()
