"""The clipboard: what was copied here is marked, and gone in half a minute or at the lock; nothing is dragged out."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.ui.clipboard import MARKS, Clipboard
from desktop.ui.kit import Kit
from desktop.ui.widgets.fields.form_field import Caption
from desktop.ui.widgets.fields.text_fields import TextField
from tests.ui.walks import the


class Board:
    """The clipboard of the system, of which this test says whose content it has: no platform here knows it."""

    def __init__(self, watched: Clipboard, ours: list[bool]) -> None:
        self.watched = watched
        self.ours = ours

    @property
    def system(self) -> QClipboard:
        return QApplication.clipboard()


@pytest.fixture
def board(qapp: QApplication) -> Iterator[Board]:
    ours = [True]
    parent = QObject()
    qapp.clipboard().clear()
    yield Board(Clipboard(qapp.clipboard(), parent, lambda: ours[0]), ours)
    parent.deleteLater()


def test_what_is_copied_in_a_field_is_marked_to_be_kept_by_nobody(qtbot: QtBot, board: Board) -> None:
    field = QLineEdit("C1234567")
    qtbot.addWidget(field)
    field.selectAll()
    field.copy()

    copied = board.system.mimeData()
    assert copied.text() == "C1234567"
    assert {mark: bytes(copied.data(mark).data()) for mark in MARKS} == MARKS
    assert set(copied.formats()) == {"text/plain", *MARKS}


def test_it_is_gone_after_half_a_minute(board: Board) -> None:
    board.system.setText("C1234567")
    assert board.watched.timer.isActive()
    assert board.watched.timer.interval() == 30_000
    board.watched.timer.timeout.emit()
    assert board.system.text() == ""


def test_what_another_programme_copied_since_stays(board: Board) -> None:
    board.system.setText("C1234567")
    board.ours[0] = False
    foreign = QMimeData()
    foreign.setText("surat")
    board.system.setMimeData(foreign)

    assert not board.watched.timer.isActive()
    board.watched.clear()
    assert board.system.text() == "surat"
    assert not board.system.mimeData().hasFormat(next(iter(MARKS)))


def test_what_is_marked_in_a_text_is_not_dragged_out(qtbot: QtBot, kit: Kit) -> None:
    field = TextField(kit, Caption(label="Catatan"))
    qtbot.addWidget(field)
    field.set_value("rahasia rahasia rahasia")
    field.show()
    qtbot.waitExposed(field)
    text = the(field, QPlainTextEdit)
    text.selectAll()
    QTest.mousePress(text.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(20, 12))
    assert text.textCursor().selectedText() == ""
    QTest.mouseRelease(text.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(20, 12))
