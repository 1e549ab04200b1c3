"""The search box: first hits at once, later ones without moving what is about to be chosen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit import Kit
from desktop.ui.widgets.search.hits import GroupTitle, Hit, grouped, merged
from desktop.ui.widgets.search.search_box import SearchBox

SITI = Hit(kind="worker", id="w1", group="PMI", title="Siti Rahmawati")
SITTI = Hit(kind="worker", id="w2", group="PMI", title="Sitti Rochmawaty", why="ejaan mirip")
CASE = Hit(kind="case", id="c1", group="Kasus", title="KSA-2026-00418")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(700, 500)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def box(window: QWidget, kit: Kit) -> SearchBox:
    column = QVBoxLayout(window)
    made = SearchBox(kit, name="Cari", placeholder="Cari", key="Ctrl K")
    column.addWidget(made)
    column.addStretch()
    window.show()
    window.activateWindow()
    made.open()
    return made


def ask(qtbot: QtBot, box: SearchBox, text: str) -> None:
    with qtbot.waitSignal(box.asked) as asked:
        QTest.keyClicks(box, text)
    assert asked.args == [text]


def test_hits_stand_under_the_titles_of_their_groups() -> None:
    assert grouped([SITI, CASE, SITTI]) == (
        GroupTitle(text="PMI"), SITI, SITTI, GroupTitle(text="Kasus"), CASE
    )  # fmt: skip


def test_later_hits_come_after_those_that_are_shown_and_none_twice() -> None:
    assert merged([SITI], [CASE, SITI, SITTI]) == (SITI, CASE, SITTI)


def test_enter_opens_the_first_hit(qtbot: QtBot, box: SearchBox) -> None:
    ask(qtbot, box, "siti")
    box.show_hits("siti", [SITI, CASE], is_final=True)
    with qtbot.waitSignal(box.chosen) as chosen:
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert chosen.args == [SITI]
    assert box.text() == ""


def test_later_hits_do_not_move_the_choice(qtbot: QtBot, box: SearchBox) -> None:
    ask(qtbot, box, "siti")
    box.show_hits("siti", [SITI, CASE], is_final=False)
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.results.current() == CASE
    box.show_hits("siti", [SITTI], is_final=True)
    assert box.results.current() == CASE


def test_the_arrows_pass_over_titles_and_go_round(qtbot: QtBot, box: SearchBox) -> None:
    ask(qtbot, box, "siti")
    box.show_hits("siti", [SITI, CASE], is_final=True)
    for expected in (CASE, SITI, CASE):
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.results.current() == expected
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.results.current() == SITI


def test_an_answer_to_an_earlier_question_is_not_shown(qtbot: QtBot, box: SearchBox) -> None:
    ask(qtbot, box, "siti")
    box.show_hits("sit", [CASE], is_final=True)
    assert box.results.hits == ()


def test_enter_never_opens_a_hit_of_the_question_before(qtbot: QtBot, box: SearchBox) -> None:
    ask(qtbot, box, "siti")
    box.show_hits("siti", [SITI], is_final=True)
    with qtbot.waitSignal(box.asked):
        QTest.keyClicks(box, "x")
    with qtbot.assertNotEmitted(box.chosen):
        QTest.keyClick(box, Qt.Key.Key_Return)


def test_esc_closes_the_list_first_and_then_empties_the_box(qtbot: QtBot, box: SearchBox) -> None:
    ask(qtbot, box, "siti")
    box.show_hits("siti", [SITI], is_final=True)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not box.results.isVisible()
    assert box.text() == "siti"
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""


def test_finding_nothing_is_said(qtbot: QtBot, box: SearchBox) -> None:
    ask(qtbot, box, "zzz")
    box.show_hits("zzz", [], is_final=True)
    assert box.results.isVisible()
    assert box.results.current() is None
