"""Building in slices: the window lives between two steps, and who needs the whole gets it at once."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.slices import Slices
from tests.ui.shots import settle


def test_what_waits_for_the_screen_thread_runs_between_two_steps(qtbot: QtBot, qapp: QApplication) -> None:
    owner, order = QObject(), list[str]()

    def first() -> None:
        order.append("first")
        QTimer.singleShot(0, lambda: order.append("a key"))

    slices = Slices([first, partial(order.append, "second"), partial(order.append, "third")], owner)
    slices.done.connect(lambda: order.append("done"))
    settle(qapp)
    assert order.index("first") < order.index("a key") < order.index("third")
    assert order[-1] == "done"


def test_what_is_asked_for_at_once_is_built_at_once_and_only_once(qtbot: QtBot, qapp: QApplication) -> None:
    owner, order = QObject(), list[str]()
    slices = Slices([partial(order.append, "first"), partial(order.append, "second")], owner)
    slices.finish()
    assert order == ["first", "second"]
    settle(qapp)
    assert order == ["first", "second"]


def test_nothing_is_built_for_what_was_left(qtbot: QtBot, qapp: QApplication) -> None:
    order: list[str] = []
    left, closed = QObject(), QObject()
    Slices([partial(order.append, "left")], left).drop()
    Slices([partial(order.append, "closed")], closed)
    closed.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # None means all
    settle(qapp)
    assert order == []
