"""Background: the one door between the screens and all work that takes time; four lanes of one thread each."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from enum import StrEnum
from functools import partial
from threading import Event
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from desktop.changed import Changed
from desktop.ui.ticket import Pace, Progress, Report, Ticket
from sync.clock import Clock
from sync.errors import Cancelled, DeskError, Fault

BUSY_AFTER_MS: Final = 300

T = TypeVar("T")


class Lane(StrEnum):
    """A queue of work; within a lane the order of handing in is kept and never two run at once."""

    STORE = "store"
    NETWORK = "network"
    NEWS = "news"  # waits at the centre, beside any round
    FILES = "files"  # lists that are taken in and given out: many seconds, behind no round and before no save
    NEARBY = "nearby"  # a meeting with another desk: open for minutes, beside all else


class Background(QObject):
    """Hands work to the lanes and brings the answers back.

    Threads: every method is called on the screen thread. What is handed in runs on its lane and touches no QObject;
    *done*, *failed* and *progress* run on the screen thread. The answer to a widget that is gone meanwhile is dropped.
    A DeskError goes to *failed*; anything else is a bug and goes to the crash hook, and *failed* hears that it was one:
    whoever waits must not wait for ever.
    """

    changed = Signal(object)  # Changed
    busy = Signal(str, bool)  # lane; True once work has taken BUSY_AFTER_MS, False when the lane is quiet again
    _posted = Signal(object)  # Callable[[], None], from a lane to the screen thread

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._lanes = {lane: ThreadPoolExecutor(1, thread_name_prefix=lane.value) for lane in Lane}
        self._waits = {lane: _Wait(lane, self) for lane in Lane}
        self._latest: dict[str, Ticket] = {}
        self._stopping = Event()
        self._posted.connect(self._run_posted, Qt.ConnectionType.QueuedConnection)

    def do(
        self,
        act: Callable[[], T],
        *,
        done: Callable[[T], None],
        failed: Callable[[DeskError], None],
        lane: Lane = Lane.STORE,
    ) -> None:
        """Run *act*; when it returns a Changed, every screen is told after *done*."""
        self._hand_in(lane, Ticket(), act, partial(self._deliver, done, failed))

    def ask(
        self, topic: str, act: Callable[[], T], *, done: Callable[[T], None], failed: Callable[[DeskError], None]
    ) -> Ticket:
        """Run a query. A later one on the same *topic* takes its place: the earlier answer never arrives."""
        ticket = Ticket(self._stopping)
        if before := self._latest.get(topic):
            before.cancel()
        self._latest[topic] = ticket
        with suppress(RuntimeError):  # after the lock nobody sees an answer; what is to be saved is no question
            self._hand_in(Lane.STORE, ticket, act, partial(self._deliver_latest, topic, ticket, done, failed))
        return ticket

    def run(
        self,
        act: Callable[[Report], T],
        *,
        done: Callable[[T], None],
        failed: Callable[[DeskError], None],
        progress: Callable[[Progress], None],
        lane: Lane = Lane.STORE,
    ) -> Ticket:
        """Run long work that tells how far it is; when its ticket is cancelled, *failed* gets Cancelled."""
        ticket = Ticket(self._stopping if lane is not Lane.NETWORK else None)
        report = partial(self._report, ticket, progress, Pace(monotonic=self._clock.monotonic, began_s=self._now()))
        self._hand_in(lane, ticket, partial(act, report), partial(self._deliver, done, failed))
        return ticket

    @property
    def is_quiet(self) -> bool:
        """Whether no work is under way or waits, and every answer has arrived."""
        return not any(wait.open for wait in self._waits.values())

    def stop(self) -> None:
        """Close the lanes. What runs ends, and what was handed in for the store is done: it may be somebody's work.

        Dropped is what only waits for an answer that nobody will see, and what waits for the line; long work of the
        officer stops where it next tells how far it is.
        """
        self._stopping.set()
        self._lanes[Lane.NEWS].shutdown(wait=False, cancel_futures=True)  # it only waits: for nothing of ours
        for lane in (Lane.NEARBY, Lane.FILES, Lane.NETWORK):
            self._lanes[lane].shutdown(wait=True, cancel_futures=True)
        self._lanes[Lane.STORE].shutdown(wait=True)

    def _now(self) -> float:
        return self._clock.monotonic()

    def _hand_in(self, lane: Lane, ticket: Ticket, act: Callable[[], T], deliver: Callable[[Future[T]], None]) -> None:
        self._waits[lane].begin()
        try:
            future = self._lanes[lane].submit(_unless_cancelled, ticket, act)
        except RuntimeError:  # the lanes are closed
            self._waits[lane].end()
            raise
        future.add_done_callback(lambda ended: self._post(partial(self._end, lane, deliver, ended)))

    def _post(self, call: Callable[[], None]) -> None:
        """Bring *call* to the screen thread; after the programme has gone there is nobody to bring it to."""
        if isValid(self):
            self._posted.emit(call)

    def _end(self, lane: Lane, deliver: Callable[[Future[T]], None], ended: Future[T]) -> None:
        self._waits[lane].end()
        if not ended.cancelled():
            deliver(ended)

    def _deliver(self, done: Callable[[T], None], failed: Callable[[DeskError], None], ended: Future[T]) -> None:
        error = ended.exception()
        if error is None:
            answer = ended.result()
            if _is_there(done):
                done(answer)
            if isinstance(answer, Changed):
                self.changed.emit(answer)
            return
        if _is_there(failed):
            failed(error if isinstance(error, DeskError) else Fault())
        if not isinstance(error, DeskError):
            raise error

    def _deliver_latest(
        self,
        topic: str,
        ticket: Ticket,
        done: Callable[[T], None],
        failed: Callable[[DeskError], None],
        ended: Future[T],
    ) -> None:
        if self._latest.get(topic) is ticket:
            del self._latest[topic]
        if ticket.is_cancelled and isinstance(ended.exception(), Cancelled | None):
            return
        self._deliver(done, failed, ended)

    def _report(self, ticket: Ticket, progress: Callable[[Progress], None], pace: Pace, done: int, total: int) -> None:
        """Tell how far the work is; runs on the lane."""
        ticket.check()
        self._post(partial(_tell, progress, pace.progress(done, total)))

    @Slot(object)
    def _run_posted(self, call: Callable[[], None]) -> None:
        call()


class _Wait(QObject):
    """Counts the work of one lane, and says busy only when somebody would notice."""

    def __init__(self, lane: Lane, background: Background) -> None:
        super().__init__(background)
        self._lane = lane
        self._background = background
        self.open = 0
        self._is_busy = False
        self._timer = QTimer(self, singleShot=True, interval=BUSY_AFTER_MS)
        self._timer.timeout.connect(self._say_busy)

    def begin(self) -> None:
        self.open += 1
        if self.open == 1:
            self._timer.start()

    def end(self) -> None:
        self.open -= 1
        if self.open:
            return
        self._timer.stop()
        if self._is_busy:
            self._is_busy = False
            self._background.busy.emit(self._lane.value, False)

    @Slot()
    def _say_busy(self) -> None:
        self._is_busy = True
        self._background.busy.emit(self._lane.value, True)


def _unless_cancelled(ticket: Ticket, act: Callable[[], T]) -> T:
    ticket.check()
    return act()


def _tell(progress: Callable[[Progress], None], value: Progress) -> None:
    if _is_there(progress):
        progress(value)


def _is_there(call: Callable[..., object]) -> bool:
    """Whether the widget that waits for the answer still exists: pages are built again while work is under way."""
    while isinstance(call, partial):
        call = call.func
    owner = getattr(call, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
