"""Background: work happens elsewhere, its answer comes back here, and nothing arrives that nobody waits for."""

from collections.abc import Callable
from functools import partial
from threading import Event, Thread, current_thread, main_thread

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop.changed import Changed
from desktop.ui.background import Background, Lane
from desktop.ui.ticket import Pace, Progress, Report
from sync.clock import SystemClock
from sync.errors import Cancelled, DeskError, NoSuchRecord

LONG_MS = 60_000  # waits end on what happens; only a fault lasts so long


class Ear:
    """Hears everything that comes back."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.errors: list[DeskError] = []
        self.is_on_screen_thread: list[bool] = []
        self.progress: list[Progress] = []

    def done(self, answer: object) -> None:
        self.heard.append(answer)
        self.is_on_screen_thread.append(current_thread() is main_thread())

    def failed(self, error: DeskError) -> None:
        self.errors.append(error)

    def told(self, progress: Progress) -> None:
        self.progress.append(progress)

    def has(self, count: int) -> Callable[[], bool]:
        return lambda: len(self.heard) + len(self.errors) >= count


def _raise(error: Exception) -> None:
    raise error


def test_work_runs_on_its_lane_and_the_answer_comes_to_the_screen_thread(qtbot: QtBot, background: Background) -> None:
    ear = Ear()
    background.do(lambda: current_thread().name, done=ear.done, failed=ear.failed, lane=Lane.NETWORK)
    qtbot.waitUntil(ear.has(1), timeout=LONG_MS)
    assert str(ear.heard[0]).startswith("network")
    assert ear.is_on_screen_thread == [True]


def test_a_lane_keeps_the_order_of_handing_in(qtbot: QtBot, background: Background) -> None:
    ear = Ear()
    for number in range(20):
        background.do(partial(int, number), done=ear.done, failed=ear.failed)
    qtbot.waitUntil(ear.has(20), timeout=LONG_MS)
    assert ear.heard == list(range(20))


def test_the_network_does_not_hold_up_the_store(qtbot: QtBot, background: Background) -> None:
    ear, gate = Ear(), Event()
    background.do(gate.wait, done=ear.done, failed=ear.failed, lane=Lane.NETWORK)
    background.do(lambda: "read", done=ear.done, failed=ear.failed)
    qtbot.waitUntil(ear.has(1), timeout=LONG_MS)
    assert ear.heard == ["read"]
    gate.set()
    qtbot.waitUntil(ear.has(2), timeout=LONG_MS)


def test_what_changed_is_told_to_every_screen(qtbot: QtBot, background: Background) -> None:
    ear = Ear()
    changed = Changed(kinds=frozenset({"case"}), ids=frozenset({"c1"}), outbox=True)
    with qtbot.waitSignal(background.changed, timeout=LONG_MS) as told:
        background.do(lambda: changed, done=ear.done, failed=ear.failed)
    assert told.args == [changed]


def test_an_error_of_ours_goes_to_failed(qtbot: QtBot, background: Background) -> None:
    ear = Ear()
    background.do(partial(_raise, NoSuchRecord()), done=ear.done, failed=ear.failed)
    qtbot.waitUntil(ear.has(1), timeout=LONG_MS)
    assert [error.code for error in ear.errors] == ["no-such-record"]


def test_a_bug_goes_to_the_crash_hook_and_whoever_waits_hears_of_it(qtbot: QtBot, background: Background) -> None:
    ear = Ear()
    with capture_exceptions() as caught:
        background.do(partial(_raise, ZeroDivisionError()), done=ear.done, failed=ear.failed)
        qtbot.waitUntil(lambda: bool(caught), timeout=LONG_MS)
    assert caught[0][0] is ZeroDivisionError
    assert [error.code for error in ear.errors] == ["fault"]


def test_only_the_latest_question_on_a_topic_is_answered(qtbot: QtBot, background: Background) -> None:
    ear, gate = Ear(), Event()
    background.ask("search", partial(_after, gate, "si"), done=ear.done, failed=ear.failed)
    background.ask("search", lambda: "sit", done=ear.done, failed=ear.failed)
    background.ask("search", lambda: "siti", done=ear.done, failed=ear.failed)
    gate.set()
    qtbot.waitUntil(ear.has(1), timeout=LONG_MS)
    last = Ear()
    background.do(lambda: None, done=last.done, failed=last.failed)
    qtbot.waitUntil(last.has(1), timeout=LONG_MS)
    assert ear.heard == ["siti"]
    assert ear.errors == []


def _after(gate: Event, answer: str) -> str:
    gate.wait()
    return answer


def test_questions_on_other_topics_are_not_disturbed(qtbot: QtBot, background: Background) -> None:
    ear = Ear()
    background.ask("search", lambda: 1, done=ear.done, failed=ear.failed)
    background.ask("list", lambda: 2, done=ear.done, failed=ear.failed)
    qtbot.waitUntil(ear.has(2), timeout=LONG_MS)
    assert ear.heard == [1, 2]


def test_long_work_tells_how_far_it_is(qtbot: QtBot, background: Background) -> None:
    def copy(report: Report) -> str:
        report(1, 4)
        report(4, 4)
        return "copied"

    ear = Ear()
    background.run(copy, done=ear.done, failed=ear.failed, progress=ear.told)
    qtbot.waitUntil(ear.has(1), timeout=LONG_MS)
    assert [(progress.done, progress.total) for progress in ear.progress] == [(1, 4), (4, 4)]


def test_the_time_left_is_told_once_it_can_be_known() -> None:
    now = 10.0
    pace = Pace(monotonic=lambda: now, began_s=10.0)
    assert pace.progress(1, 10).seconds_left is None
    now = 14.0
    assert pace.progress(2, 10).seconds_left == 16.0


def test_cancelled_work_stops_where_it_next_reports(qtbot: QtBot, background: Background) -> None:
    begun, gate = Event(), Event()

    def copy(report: Report) -> str:
        begun.set()
        gate.wait()
        report(1, 4)
        return "copied"

    ear = Ear()
    ticket = background.run(copy, done=ear.done, failed=ear.failed, progress=ear.told)
    begun.wait()
    ticket.cancel()
    gate.set()
    qtbot.waitUntil(ear.has(1), timeout=LONG_MS)
    assert [type(error) for error in ear.errors] == [Cancelled]


def test_a_lane_says_busy_only_when_somebody_would_notice(qtbot: QtBot, background: Background) -> None:
    ear, gate = Ear(), Event()
    with qtbot.waitSignal(background.busy, timeout=LONG_MS) as told:
        background.do(gate.wait, done=ear.done, failed=ear.failed)
    assert told.args == ["store", True]
    with qtbot.waitSignal(background.busy, timeout=LONG_MS) as told:
        gate.set()
    assert told.args == ["store", False]


def test_work_that_has_ended_is_not_called_busy_any_more(qtbot: QtBot, background: Background) -> None:
    ear, said = Ear(), list[object]()
    background.busy.connect(lambda *told: said.append(told))
    (timer,) = background._waits[Lane.STORE].findChildren(QTimer)
    timer.setInterval(10 * LONG_MS)  # quick work, however slow the machine is
    background.do(lambda: None, done=ear.done, failed=ear.failed)
    assert timer.isActive()
    qtbot.waitUntil(ear.has(1), timeout=LONG_MS)
    assert not timer.isActive()
    assert said == []


class Screen(QLabel):
    """A widget that waits for an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = 0

    def take(self, _answer: object) -> None:
        self.setText("there")
        self.answers += 1


def test_the_answer_to_a_screen_that_is_gone_is_dropped(qtbot: QtBot, background: Background) -> None:
    screen, gate, ear = Screen(), Event(), Ear()
    background.do(gate.wait, done=partial(screen.take), failed=ear.failed)
    with qtbot.waitSignal(screen.destroyed, timeout=LONG_MS):
        QObject.deleteLater(screen)
    gate.set()
    background.do(lambda: None, done=ear.done, failed=ear.failed)
    qtbot.waitUntil(ear.has(1), timeout=LONG_MS)
    assert screen.answers == 0


def test_what_was_handed_in_for_the_store_is_done_before_the_lanes_close(qtbot: QtBot) -> None:
    background, ran, ear = Background(SystemClock()), list[int](), Ear()
    for number in range(200):
        background.do(partial(ran.append, number), done=ear.done, failed=ear.failed)
    background.stop()
    assert ran == list(range(200))
    with pytest.raises(RuntimeError):
        background.do(lambda: None, done=ear.done, failed=ear.failed)


def test_questions_that_wait_are_dropped_when_it_stops(qtbot: QtBot) -> None:
    background, gate, ran, ear = Background(SystemClock()), Event(), list[str](), Ear()
    background.do(gate.wait, done=ear.done, failed=ear.failed)
    question = background.ask("search", partial(ran.append, "search"), done=ear.done, failed=ear.failed)
    stopper = Thread(target=background.stop)
    stopper.start()
    try:
        qtbot.waitUntil(lambda: question.is_cancelled, timeout=LONG_MS)
    finally:
        gate.set()
        stopper.join()
    assert ran == []


def test_stopping_calls_long_work_back(qtbot: QtBot) -> None:
    background = Background(SystemClock())
    began, ended, ear = Event(), Event(), Ear()

    def endless(report: Report) -> None:
        try:
            while True:
                report(1, 2)
                began.set()
        finally:
            ended.set()

    background.run(endless, done=ear.done, failed=ear.failed, progress=ear.told, lane=Lane.FILES)
    assert began.wait(5)
    background.stop()
    assert ended.is_set()


def test_a_question_to_closed_lanes_is_dropped_and_breaks_nothing(qtbot: QtBot) -> None:
    background, ear = Background(SystemClock()), Ear()
    background.stop()
    background.ask("standing", lambda: 1, done=ear.done, failed=ear.failed)
    qtbot.wait(20)
    assert not ear.has(1)()
    assert background.is_quiet
