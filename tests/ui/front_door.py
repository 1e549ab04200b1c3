"""Front door: what tests of the first run and of unlocking share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from desktop.ui.heir import Heirs, Will
from desktop.ui.viewmodels.door import Door
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


class NoHeirs(Heirs):
    """No process can be started: the window of the test goes on itself."""

    def start(self, will: Will) -> None:
        self.will = will
        self.failed.emit()
