"""`python -m tests.bench.window FOLDER`: opens the real window on a full store and looks how long its thread stands."""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QEventLoop, Qt, QTimer  # noqa: TID251 - the real window is measured

from desktop import desk as desks
from desktop.ui.app import application, open_window
from desktop.ui.appearance import Appearance, Choice
from desktop.ui.views.places import FormPlace, IntakePlace
from desktop.ui.workplace import Workplace
from tests.bench.asks import PASSPHRASE
from tests.bench.measured import Figure, memory

_BEAT_MS: Final = 5
_LOOK_MS: Final = 2500
_PAGES: Final = ("workers", "cases", "today", "sync", "workers")


class Heart:
    """Beats on the screen thread; a beat that comes late says how long the thread stood, and how much of it it worked.

    Other work on the machine lengthens the stop, and not the work; what the thread waited for lengthens the stop alone.
    """

    def __init__(self) -> None:
        self.begin()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(_BEAT_MS)

    def begin(self) -> None:
        """Count from here."""
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self.longest, self.longest_work = 0.0, 0.0

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, now - self._last - _BEAT_MS / 1000)
        self.longest_work = max(self.longest_work, worked - self._worked)
        self._last, self._worked = now, worked


def main(folder: Path) -> list[Figure]:
    """Turn to each page of the window, type into its search, and tell the longest stop of each."""
    appearance = Appearance(application(), Choice())
    desk = desks.unlock(folder, None, PASSPHRASE)
    heart, opened = Heart(), list[Workplace]()

    def show() -> None:
        opened.append(open_window(desk, appearance))
        opened[0].window.resize(1366, 768)
        opened[0].window.show()

    figures = _stop(heart, "building and showing the window", show)
    window = opened[0].window
    for number, page in enumerate(_PAGES):
        again = " again" if page in _PAGES[:number] else ""
        figures += _stop(heart, f"turning to {page}{again}", partial(window.go, page))
    worker = desk.store.page("worker", limit=1).rows[0].id
    form, intake = FormPlace(kind="worker", record=worker), IntakePlace()
    figures += _stop(heart, "opening the form of a worker", partial(window.go, "workers", form))
    figures += _stop(heart, "beginning a new case", partial(window.go, "cases", intake))
    figures += _stop(heart, "typing into the search", partial(window.search.setText, "siti amin"))
    figures += _stop(heart, "typing a name in another spelling", partial(window.search.setText, "soebarjo wattie"))
    figures += memory("with the window")
    opened[0].end()
    desk.close()
    return figures


def _stop(heart: Heart, name: str, act: Callable[[], object]) -> list[Figure]:
    loop = QEventLoop()
    QTimer.singleShot(_LOOK_MS, loop.quit)
    heart.begin()
    QTimer.singleShot(0, act)
    loop.exec()
    return [
        Figure(name=f"longest stop: {name}", value=1000 * heart.longest, unit="ms", limit=100),
        Figure(name="of one stop the thread's own work", value=1000 * heart.longest_work, unit="ms", limit=100),
    ]


if __name__ == "__main__":
    print(msgspec.json.encode([msgspec.to_builtins(one) for one in main(Path(sys.argv[1]))]).decode())
