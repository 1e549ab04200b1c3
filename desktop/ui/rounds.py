"""Rounds: when the desk talks to its centre: at the start, after saves, when the line is back, and when asked."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.changed import Changed
from desktop.desk import Desk
from desktop.store.standing import Standing
from desktop.ui.background import Background, Lane
from desktop.ui.listening import Listening
from desktop.ui.ticket import Progress, Report, Ticket
from desktop.ui.timetable import LineWatch, Timetable
from desktop.way import Metered
from sync.domain.records.catalogue import NOUNS
from sync.engine.budget import NO_BOUND, Budget
from sync.engine.round import Report as RoundReport
from sync.errors import Cancelled, DeskError

_LOOK_EVERY_MS: Final = 1000
_MANY: Final = 1000


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
        self._timetable = Timetable(desk.clock)
        self._ticket: Ticket | None = None
        self.budget = NO_BOUND  # of the next round that the officer asks for
        self._is_asked = False
        self._is_saved = False
        self._metered = Metered.SYSTEM
        self.state = LineState()
        self.standing: Standing | None = None
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._listening = Listening(desk, background)
        self._listening.heard.connect(self._timetable.asked)  # and the next look sees it
        self._watch = LineWatch(self)
        self._watch.back.connect(self._on_line_back)

    def start(self) -> None:
        """Begin: read how the desk stands, and run the first round when it has a centre."""
        self.read_standing()
        self._timetable.start()
        self._timer.start()
        self._watch.start()

    def stop(self) -> None:
        """Run no more rounds; what is on the line, a round or joining, is broken off."""
        self._timer.stop()
        self._watch.stop()
        self.cancel()
        self._desk.break_off()

    @Slot()
    def try_now(self) -> None:
        """The officer asked."""
        self._is_asked = True
        self._timetable.asked()
        self._look()

    @Slot()
    def cancel(self) -> None:
        """Break the round off that runs; what was answered is kept, what was not goes again as it was."""
        if self._ticket is not None:
            self._ticket.cancel()
            self._desk.line.connections.round.break_off()  # a file that is opened comes on

    def saved(self) -> None:
        """Something was saved: it goes soon; on a metered line only what is urgent, the rest when a round is due."""
        self._is_saved = True
        if not self.is_metered:
            self._timetable.saved()
        self.read_standing()

    @property
    def is_metered(self) -> bool:
        """Whether the line costs by what it carries, as the officer knows or the system says."""
        metered = self._metered
        return self._watch.is_metered if metered is Metered.SYSTEM else metered is Metered.YES

    def next_try_s(self) -> float | None:
        """Return the seconds until the next round; None when none is planned."""
        return self._timetable.left_s() if self.is_joined and not self.state.is_running else None

    @property
    def is_joined(self) -> bool:
        return self.standing is not None and self.standing.connection != "none"

    def read_standing(self) -> None:
        """Read how the desk stands, off the screen thread; where that fails it is shown as it was."""
        self._background.ask("standing", partial(_stood, self._desk), done=self._on_standing, failed=_as_it_was)

    def _on_standing(self, stood: tuple[Standing, Metered]) -> None:
        self.standing, self._metered = stood
        if self._is_saved and self.standing.urgent:
            self._timetable.saved()
        self._is_saved = False
        self.moved.emit()

    @Slot()
    def _look(self) -> None:
        """Run a round when it is time."""
        if not self.is_joined or self.state.is_running:
            return
        if not self._timetable.is_due():
            if self.state.error is None and not self.is_metered:
                self._listening.listen()
            return
        self._timetable.began()
        self.state = replace(self.state, is_running=True, progress=None)
        budget, self._is_asked = self.budget if self._is_asked else NO_BOUND, False
        budget = on_line(budget, is_metered=self.is_metered)
        asked = Ticket()  # seen by the round between two exchanges; within one, it is broken off
        self._ticket = asked
        self._background.run(
            partial(_round, self._desk, asked, budget),
            done=self._on_done,
            failed=partial(self._end, has_moved=True),  # what was answered before it broke off is kept
            progress=self._on_progress,
            lane=Lane.NETWORK,
        )
        self.moved.emit()

    def _on_progress(self, progress: Progress) -> None:
        self.state = replace(self.state, progress=progress)
        self.moved.emit()
        if self.standing is None or self.standing.first_sync is not None or progress.total > _MANY:
            self.read_standing()  # how much of the first data is here

    def _on_done(self, report: RoundReport) -> None:
        moved = (report.received, report.sent, report.refused, report.conflicts)
        self._listening.ended(budget_spent=report.budget_spent)
        self._end(None, has_moved=any((*moved, report.files_sent, report.files_received)))
        self.ended.emit(report)

    def _end(self, error: DeskError | None, *, has_moved: bool) -> None:
        self._ticket = None
        self._timetable.ended(error)
        shown = self.state.error if isinstance(error, Cancelled) else error
        stays = shown is not None and self.state.error is not None
        self.state = LineState(error=shown, since=self.state.since if stays else self._desk.clock.now())
        self.moved.emit()
        self.read_standing()
        kinds = frozenset(NOUNS) if has_moved else frozenset()
        self._background.changed.emit(Changed(kinds=kinds, outbox=True, sync=True))

    @Slot()
    def _on_line_back(self) -> None:
        if self.state.error is not None:
            self.try_now()


def on_line(budget: Budget, *, is_metered: bool) -> Budget:
    """Return *budget* as it holds on this line: one that costs brings no originals."""
    return replace(budget, originals=not is_metered)


def _round(desk: Desk, asked: Ticket, budget: Budget, tell: Report) -> RoundReport:
    """Run one round; on the network lane."""

    def step(report: RoundReport) -> None:
        if report.file_bytes:  # in kilobytes: what is left of files is what takes the time
            tell(report.file_bytes >> 10, (report.file_bytes + report.file_bytes_left) >> 10)
        else:
            tell(report.received, report.received + report.to_come)

    return desk.round(step, stopped=lambda: asked.is_cancelled, budget=budget)


def _stood(desk: Desk) -> tuple[Standing, Metered]:
    return desk.standing(), desk.way.metered


def _as_it_was(_error: DeskError) -> None:
    pass
