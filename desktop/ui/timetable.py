"""Timetable: when the next round is due; and the watch on what the system says about the line."""

import random
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QNetworkInformation

from sync.clock import Clock
from sync.engine.schedule import Schedule
from sync.errors import DeskError, Unreachable

_AFTER_REFUSAL_S: Final = 15 * 60.0
"""A centre that does not accept us is asked seldom: somebody has to act there first."""
_METERED: Final = QNetworkInformation.Feature.Metered


class Timetable:
    """A schedule with its clock; nothing is due before `start`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._chance = random.SystemRandom()
        self._schedule: Schedule | None = None
        self._is_saved = False  # something, since the last round began

    def start(self) -> None:
        """The first round is due at once."""
        self._schedule = Schedule(due_at=self._clock.monotonic())

    def is_due(self) -> bool:
        return self.left_s() == 0

    def left_s(self) -> float | None:
        """Return the seconds until the next round; None before the start."""
        if self._schedule is None:
            return None
        return max(0.0, self._schedule.due_at - self._clock.monotonic())

    def asked(self) -> None:
        """The officer asked, or the line came back."""
        if self._schedule is not None:
            self._schedule = self._schedule.now_please(self._clock.monotonic())

    def saved(self) -> None:
        """Something was saved: it goes soon; during a round, soon after it."""
        self._is_saved = True
        if self._schedule is not None:
            self._schedule = self._schedule.after_save(self._clock.monotonic())

    def began(self) -> None:
        """A round begins, with all that was saved before."""
        self._is_saved = False

    def ended(self, error: DeskError | None) -> None:
        """A round went through, or did not."""
        now = self._clock.monotonic()
        if self._schedule is None:
            return
        if error is None:
            self._schedule = self._schedule.after_success(now)
            if self._is_saved:
                self.saved()
        elif isinstance(error, Unreachable):
            self._schedule = self._schedule.after_failure(now, error, self._chance)
        else:
            self._schedule = Schedule(due_at=now + _AFTER_REFUSAL_S)


class LineWatch(QObject):
    """Hears when the system believes that the line is back; whether it is, only a round can tell."""

    back = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._line: QNetworkInformation | None = None

    def start(self) -> None:
        """Begin to listen, where the system can be asked."""
        if QNetworkInformation.loadDefaultBackend() and (line := QNetworkInformation.instance()) is not None:
            self._line = line
            line.reachabilityChanged.connect(self._on_moved)

    @property
    def is_metered(self) -> bool:
        """Whether the system says that the line costs by what it carries."""
        return self._line is not None and self._line.supports(_METERED) and self._line.isMetered()

    def stop(self) -> None:
        """Listen no more."""
        if self._line is not None:
            self._line.reachabilityChanged.disconnect(self._on_moved)
            self._line = None

    @Slot()
    def _on_moved(self) -> None:
        if self._line is not None and self._line.reachability() is QNetworkInformation.Reachability.Online:
            self.back.emit()
