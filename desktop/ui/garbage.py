"""Garbage: Python's cycles are swept on the screen thread only; a lane that sweeps a widget away kills the process.

Widgets and their view-models hold each other, so they end as cyclic garbage. Python looks for it in whichever thread
happens to allocate; Qt objects may only die on the thread that they live on.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS: Final = 200  # an import leaves fifty thousand objects a second: swept at once they would stop the screen
_OLDEST: Final = 2


class Garbage(QObject):
    """Takes the sweeping over from Python for as long as the programme runs; lives on the screen thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # what start-up made stays for good: no sweep need look at it
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    @Slot()
    def sweep(self) -> None:
        """Sweep the oldest generation whose turn it is by Python's own measure."""
        for generation in range(_OLDEST, -1, -1):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
