"""Rounds: when the desk talks to its centre: at the start, after saves, when the line is back, and when asked."""

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QNetworkInformation

from desktop.changed import Changed
from desktop.desk import Desk
from desktop.store.standing import Standing
from desktop.ui.background import Background, Lane
from desktop.ui.ticket import Progress, Report, Ticket
from sync.domain.records.catalogue import NOUNS
from sync.engine.round import Report as RoundReport
from sync.engine.schedule import Schedule
from sync.errors import Cancelled, DeskError, Unreachable

_LOOK_EVERY_MS: Final = 1000
_AFTER_REFUSAL_S: Final = 15 * 60.0
"""A centre that does not accept us is asked seldom: somebody has to act there first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineState:
    """How the line to the centre is."""

    is_running: bool = False
    progress: Progress | None = None
    error: DeskError | None = None  # of the last round
    since: datetime | None = None  # since when it is so


class Rounds(QObject):
    """Runs rounds on the network lane, never two at once. Lives on the screen thread."""

    moved = Signal()  # `state` or `standing` is another
    ended = Signal(object)  # RoundReport of a round that went through

    def __init__(self, desk: Desk, background: Background) -> None:
        super().__init__(background)
        self._desk = desk
        self._background = background
        self._chance = random.SystemRandom()
        self._schedule: Schedule | None = None
        self._ticket: Ticket | None = None
        self.state = LineState()
        self.standing: Standing | None = None
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._line: QNetworkInformation | None = None

    def start(self) -> None:
        """Begin: read how the desk stands, and run the first round when it has a centre."""
        self.read_standing()
        self._schedule = Schedule(due_at=self._desk.clock.monotonic())
        self._timer.start()
        if QNetworkInformation.loadDefaultBackend() and (line := QNetworkInformation.instance()) is not None:
            self._line = line
            line.reachabilityChanged.connect(self._on_line)

    def stop(self) -> None:
        """Run no more rounds; one that is under way ends after its present exchange."""
        self._timer.stop()
        self.cancel()
        if self._line is not None:
            self._line.reachabilityChanged.disconnect(self._on_line)

    @Slot()
    def try_now(self) -> None:
        """The officer asked."""
        if self._schedule is not None:
            self._schedule = self._schedule.now_please(self._now())
            self._look()

    @Slot()
    def cancel(self) -> None:
        """Ask the round that runs to stop; what was answered is kept."""
        if self._ticket is not None:
            self._ticket.cancel()

    def saved(self) -> None:
        """Something was saved: it goes soon."""
        if self._schedule is not None:
            self._schedule = self._schedule.after_save(self._now())
        self.read_standing()

    def next_try_s(self) -> float | None:
        """Return the seconds until the next round; None when none is planned."""
        if self._schedule is None or not self.is_joined or self.state.is_running:
            return None
        return max(0.0, self._schedule.due_at - self._now())

    @property
    def is_joined(self) -> bool:
        return self.standing is not None and self.standing.connection != "none"

    def read_standing(self) -> None:
        """Read how the desk stands, off the screen thread."""
        self._background.ask("standing", self._desk.standing, done=self._on_standing, failed=self._on_unread)

    def _on_standing(self, standing: Standing) -> None:
        self.standing = standing
        self.moved.emit()

    def _on_unread(self, _error: DeskError) -> None:
        self.moved.emit()  # shown as it was; the next save or round reads again

    @Slot()
    def _look(self) -> None:
        schedule = self._schedule
        if schedule is None or not self.is_joined or self.state.is_running:
            return
        if self._now() >= schedule.due_at:
            self._run()

    def _run(self) -> None:
        self.state = LineState(is_running=True, error=self.state.error, since=self._desk.clock.now())
        self._ticket = self._background.run(
            self._round, done=self._on_done, failed=self._on_failed, progress=self._on_progress, lane=Lane.NETWORK
        )
        self.moved.emit()

    def _round(self, tell: Report) -> RoundReport:
        """On the network lane."""
        ticket = self._ticket

        def step(report: RoundReport) -> None:
            tell(report.received, report.received + report.to_come)

        return self._desk.round(step, stopped=lambda: ticket is not None and ticket.is_cancelled)

    def _on_progress(self, progress: Progress) -> None:
        self.state = LineState(is_running=True, progress=progress, error=self.state.error, since=self.state.since)
        self.moved.emit()

    def _on_done(self, report: RoundReport) -> None:
        if self._schedule is not None:
            self._schedule = self._schedule.after_success(self._now())
        self._end(None)
        kinds = (
            frozenset(NOUNS) if report.received or report.sent or report.refused or report.conflicts else frozenset()
        )
        self._background.changed.emit(Changed(kinds=kinds, outbox=True, sync=True))
        self.ended.emit(report)

    def _on_failed(self, error: DeskError) -> None:
        now = self._now()
        if self._schedule is not None and isinstance(error, Unreachable):
            self._schedule = self._schedule.after_failure(now, error, self._chance)
        else:
            self._schedule = Schedule(due_at=now + _AFTER_REFUSAL_S)
        self._end(self.state.error if isinstance(error, Cancelled) else error)
        self._background.changed.emit(Changed(kinds=frozenset(NOUNS), outbox=True, sync=True))

    def _end(self, error: DeskError | None) -> None:
        self._ticket = None
        was_same = (self.state.error is None) == (error is None) and self.state.since is not None
        since = self.state.since if was_same and error is not None else self._desk.clock.now()
        self.state = LineState(error=error, since=since)
        self.read_standing()

    @Slot()
    def _on_line(self) -> None:
        """The system says that the line is back; whether it is, only a round can tell."""
        is_online = self._line is not None and self._line.reachability() is QNetworkInformation.Reachability.Online
        if is_online and self.state.error is not None:
            self.try_now()

    def _now(self) -> float:
        return self._desk.clock.monotonic()
