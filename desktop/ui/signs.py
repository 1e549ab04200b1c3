"""Signs: what the bars of the window say of the desk: the line, what waits, how many cases are emergencies."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.actions.deadlines import OPEN
from desktop.desk import Desk
from desktop.store.lists import Condition
from desktop.ui.background import Background
from desktop.ui.desk_status import desk_status, page_counts
from desktop.ui.rounds import Rounds
from desktop.ui.views.main_window import MainWindow
from sync.domain.codes import code_list
from sync.errors import DeskError

_CLOCK_MS: Final = 15_000
_URGENT: Final = (Condition(field="status", op="in", value=OPEN), Condition(field="priority", value="P1"))


class Signs(QObject):
    """Shows them whenever something moves, and every few seconds: "4 minutes ago" grows old."""

    def __init__(self, desk: Desk, background: Background, rounds: Rounds, window: MainWindow) -> None:
        super().__init__(window)
        self._desk = desk
        self._background = background
        self._rounds = rounds
        self._window = window
        self._zone = _zone(desk.mission)
        self._urgent = 0
        self._clock = QTimer(self, interval=_CLOCK_MS)
        self._clock.timeout.connect(self.show)
        rounds.moved.connect(self.show)

    def start(self) -> None:
        """Keep the times fresh from now on."""
        self._clock.start()

    @Slot()
    def show(self) -> None:
        """Show how the desk stands, as it is now."""
        self._window.show_status(desk_status(self._rounds, self._zone), self._desk.clock.now())
        self._window.show_counts(page_counts(self._rounds, self._urgent))
        standing = self._rounds.standing
        self._window.show_news(standing.refused + standing.conflicts if standing is not None else 0)

    def count(self) -> None:
        """Count the emergencies again; where that fails the old figure stays."""
        count = partial(self._desk.store.count, "case", _URGENT)
        self._background.ask("urgent", count, done=self._on_counted, failed=_as_it_was)

    def _on_counted(self, urgent: int) -> None:
        self._urgent = urgent
        self.show()


def _zone(mission: str) -> str:
    known = code_list("mission").get(mission)
    return (known and known.text("time_zone")) or "UTC"


def _as_it_was(_error: DeskError) -> None:
    pass
