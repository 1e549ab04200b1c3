"""The small widgets: what they say, to the eye and to the ear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.durations import seconds_words
from desktop.ui.icons import Icons
from desktop.ui.kit import Kit
from desktop.ui.ticket import Progress
from desktop.ui.tokens import Tone
from desktop.ui.widgets.buttons import button, icon_button
from desktop.ui.widgets.dialogs import ConfirmDialog, ProgressDialog
from desktop.ui.widgets.drawn.avatar import avatar_color, initials
from desktop.ui.widgets.drawn.charts import BarChart, Pair, top_of_scale
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.filter_chips import Cut, FilterChips
from desktop.ui.widgets.key_value_grid import Fact, KeyValueGrid
from desktop.ui.widgets.tabs import Tabs
from desktop.ui.widgets.text import ElidedLabel, label, set_tip
from desktop.ui.widgets.timeline import Timeline, TimelineEntry
from desktop.ui.widgets.toast import Toast
from tests.ui import walks


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Siti Rahmawati", "SR"), ("Murni binti Salim", "MS"), ("Sumarni", "S"), ("", "?"), ("123", "?")],
)
def test_initials_leave_out_the_words_that_join_names(name: str, letters: str) -> None:
    assert initials(name) == letters


@given(st.text())
def test_every_name_has_initials_and_one_colour(name: str) -> None:
    assert initials(name)
    assert avatar_color(name) == avatar_color(name)


def test_an_icon_is_drawn_once_per_colour_and_size(qapp: QApplication) -> None:
    icons = Icons()
    first = icons.pixmap("bell", "#112233", 16, 2.0)
    assert first is icons.pixmap("bell", "#112233", 16, 2.0)
    assert first is not icons.pixmap("bell", "#445566", 16, 2.0)
    assert first.width() == 32


def test_a_label_shows_markup_as_it_was_typed(qtbot: QtBot, kit: Kit) -> None:
    made = label(kit, "<b>Siti</b> & co")
    qtbot.addWidget(made)
    assert made.textFormat() is Qt.TextFormat.PlainText


def test_a_tip_does_not_read_a_name_as_markup(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tip(widget, "<img src=x> Siti")
    assert "&lt;img" in widget.toolTip()


def test_an_and_sign_on_a_button_is_shown(qtbot: QtBot, kit: Kit) -> None:
    made = button(kit, "Rumah & keluarga")
    qtbot.addWidget(made)
    assert made.text() == "Rumah && keluarga"
    assert made.accessibleName() == "Rumah & keluarga"


def test_a_shortened_label_keeps_the_whole_in_its_tip_and_name(qtbot: QtBot, kit: Kit) -> None:
    made = ElidedLabel(kit, "Pekerja rumah tangga di Jeddah, Arab Saudi")
    qtbot.addWidget(made)
    made.resize(80, 20)
    made.show()
    assert made.text().endswith("…")
    assert made.toolTip() == made.accessibleName() == made.whole()


def test_an_icon_button_has_a_name_and_can_be_hit(qtbot: QtBot, kit: Kit) -> None:
    made = icon_button(kit, "Saring", "filter")
    qtbot.addWidget(made)
    made.show()
    assert walks.without_a_name(made) == walks.too_small(made) == []


def test_a_chip_is_read_by_its_words(qtbot: QtBot, kit: Kit) -> None:
    chip = Chip(kit, "Mediasi", Tone.WARNING)
    qtbot.addWidget(chip)
    assert QAccessible.queryAccessibleInterface(chip).text(QAccessible.Text.Name) == "Mediasi"


def test_the_arrow_keys_move_between_filter_chips(qtbot: QtBot, kit: Kit) -> None:
    chips = FilterChips(kit, "Saringan", [Cut(key="all", text="Semua"), Cut(key="mine", text="Milik saya")])
    qtbot.addWidget(chips)
    chips.choose("all")
    chips.set_counts({"all": 148})
    chips.show()
    chips.activateWindow()
    first = chips.findChildren(QPushButton)[0]
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    assert first.text() == "Semua  148"
    with qtbot.waitSignal(chips.chosen) as chosen:
        QTest.keyClick(first, Qt.Key.Key_Right)
    assert chosen.args == ["mine"]


def test_a_covered_fact_is_only_asked_for(qtbot: QtBot, kit: Kit) -> None:
    facts = KeyValueGrid(kit, [Fact(key="passport", label="Paspor", value="C•••• 4471", is_covered=True)])
    qtbot.addWidget(facts)
    with qtbot.waitSignal(facts.uncover_asked) as asked:
        walks.the(facts, QPushButton).click()
    assert asked.args == ["passport"]


def test_a_tab_is_chosen_by_arrow_key(qtbot: QtBot, kit: Kit) -> None:
    tabs = Tabs(kit, "Sisi", [("a", "Riwayat"), ("b", "Orang & pihak")])
    qtbot.addWidget(tabs)
    tabs.show()
    with qtbot.waitSignal(tabs.chosen) as chosen:
        QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert chosen.args == ["b"]


def test_older_entries_are_asked_for(qtbot: QtBot, kit: Kit) -> None:
    timeline = Timeline(kit)
    qtbot.addWidget(timeline)
    entry = TimelineEntry(icon="phone", tone=Tone.INFO, title="Telepon", meta="2 Mar", mark="Belum terkirim")
    timeline.show_entries([entry], has_more=True)
    with qtbot.waitSignal(timeline.more_asked):
        walks.the(timeline, QPushButton).click()
    assert [chip.text() for chip in timeline.findChildren(Chip)] == ["Belum terkirim"]


def test_a_chart_tells_its_figures_in_words(qtbot: QtBot, kit: Kit) -> None:
    chart = BarChart(kit, "Kasus per bulan", "Dibuka", "Ditutup")
    qtbot.addWidget(chart)
    chart.show_pairs([Pair(label="Okt", first=38, second=31)])
    assert chart.accessibleDescription() == "Okt: Dibuka 38, Ditutup 31"


@given(st.integers(min_value=0, max_value=10**7))
def test_the_scale_reaches_over_the_longest_bar_in_whole_steps(largest: int) -> None:
    top = top_of_scale(largest)
    assert top >= largest
    assert top % 3 == 0
    assert top <= max(3, 3 * largest)


def test_undo_on_a_toast_takes_back_once(qtbot: QtBot, kit: Kit) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(800, 600)
    host.show()
    toast, undone = Toast(kit, host), []
    toast.tell("Catatan disimpan.", undo=lambda: undone.append(1))
    assert toast.isVisible()
    assert host.rect().contains(toast.geometry())
    toast.undo()
    toast.undo()
    assert undone == [1]
    assert not toast.isVisible()


def test_a_toast_stays_while_the_mouse_is_on_it(qtbot: QtBot, kit: Kit) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    toast = Toast(kit, host)
    toast.tell("Catatan disimpan.")
    toast.enterEvent(QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert not toast.is_counting
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert toast.is_counting


def test_the_safe_answer_of_a_question_has_the_keyboard(qtbot: QtBot, kit: Kit) -> None:
    dialog = ConfirmDialog(kit, "Hapus?", "Tidak dapat dikembalikan.", "Hapus", tone=Tone.DANGER)
    qtbot.addWidget(dialog)
    dialog.show()
    focused = dialog.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.accessibleName() == kit.words("shell.cancel")
    assert walks.problems(dialog) == []


def test_cancel_asks_long_work_to_stop_and_waits_for_it(qtbot: QtBot, kit: Kit) -> None:
    dialog = ProgressDialog(kit, "Mengimpor")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_progress(Progress(done=1, total=4, seconds_left=130))
    with qtbot.waitSignal(dialog.cancelled):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.close_now()
    assert not dialog.isVisible()


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 detik"), (59, "59 detik"), (240, "4 menit"), (11400, "3 jam")])
def test_a_duration_is_rounded_as_people_say_it(kit: Kit, seconds: float, words: str) -> None:
    assert seconds_words(kit.words, seconds) == words
