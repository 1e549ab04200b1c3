"""Columns: each officer chooses and orders them list by list; they are there again after a restart."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.desk import Desk
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.viewmodels.list_layout import Layout, fields_of, keep, kept, possible, standard
from desktop.ui.viewmodels.record_list import Reader
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.views.columns_dialog import ColumnsDialog
from desktop.ui.views.list_columns import columns
from desktop.ui.views.record_cells import Asked, rows
from desktop.ui.views.record_list import RecordList
from desktop.ui.widgets.table.cells import spoken
from desktop.words import Words
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Sensitivity
from tests.ui.desks import Stage, make_desk, staged
from tests.ui.sample_desk import fill
from tests.ui.walks import problems

CHOSEN = Layout(keys=("title", "birth_date", "sex", "work_status"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(Path(tmp_path_factory.mktemp("columns")))
    fill(made)
    yield made
    made.close()


@pytest.fixture
def stage(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    for kind in ("worker", "case"):
        keep(desk.store, "dewi", kind, standard(kind))
    yield from staged(qtbot, kit, desk, background, "workers")


def workers(stage: Stage) -> RecordList:
    stage.settle()
    return stage.page._lists["worker"]


def titles(shown: RecordList) -> list[str]:
    header = shown.table.header
    return [column.title for number, column in enumerate(header._columns) if not header.isSectionHidden(number)]


def test_chosen_columns_are_shown_in_their_order(qtbot: QtBot, stage: Stage) -> None:
    shown = workers(stage)
    shown.columns.choose(CHOSEN)
    assert titles(shown) == ["Pekerja", "Tanggal lahir", "Jenis kelamin", "Status kerja"]
    qtbot.waitUntil(lambda: shown.table.rows.cell(0, 1) is not None)
    cell = shown.table.rows.cell(0, 1)
    assert cell is not None
    assert spoken(cell) == "18 Mar 1987"


def test_they_are_there_again_in_the_next_window_and_only_for_this_officer(
    qtbot: QtBot, stage: Stage, kit: Kit, desk: Desk
) -> None:
    workers(stage).columns.choose(CHOSEN)
    stage.settle()
    again = RecordList(workers(stage)._bench, "worker", stage.page)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: again.columns.layout == CHOSEN)
    assert kept(desk.store, "budi", "worker") == standard("worker")
    assert kept(desk.store, "dewi", "vessel") == standard("vessel")


def test_a_width_that_was_drawn_is_kept(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    shown = workers(stage)
    shown.table.header.resizeSection(1, 222)
    qtbot.waitUntil(lambda: kept(desk.store, "dewi", "worker").widths == {"passports": 222})


def test_a_window_that_changes_its_size_keeps_no_width(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    shown = workers(stage)
    stage.window.resize(1024, 700)
    stage.settle()
    assert not shown.columns._soon.isActive()


def test_the_dialog_is_walked_by_keyboard(qtbot: QtBot, stage: Stage) -> None:
    shown = workers(stage)
    shown.table.setFocus()
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(shown.table, Qt.Key.Key_K, modifiers)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ColumnsDialog)
    dialog.list.setCurrentRow(1)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)  # leaves the passports out
    dialog.list.setCurrentRow(2)
    dialog.down.click()
    dialog.act.click()
    assert titles(shown)[:4] == ["Pekerja", "Jenis kelamin", "NIK", "Tanggal lahir"]


def test_the_standard_comes_back(stage: Stage) -> None:
    shown = workers(stage)
    shown.columns.choose(CHOSEN)
    dialog = ColumnsDialog(shown._bench, "worker", shown.columns.layout, shown)
    dialog.reset()
    assert dialog.layout_now() == standard("worker")


def test_what_a_record_is_called_cannot_be_left_out(stage: Stage, desk: Desk) -> None:
    shown = workers(stage)
    dialog = ColumnsDialog(shown._bench, "worker", standard("worker"), shown)
    first = dialog.list.item(0)
    assert not first.flags() & Qt.ItemFlag.ItemIsUserCheckable
    keep(desk.store, "dewi", "worker", Layout(keys=("sex",)))
    assert kept(desk.store, "dewi", "worker") == standard("worker")


def test_a_column_of_another_release_is_left_out(desk: Desk) -> None:
    keep(desk.store, "dewi", "worker", Layout(keys=("title", "shoe_size", "sex"), widths={"shoe_size": 90}))
    assert kept(desk.store, "dewi", "worker") == Layout(keys=("title", "sex"))


def test_many_columns_are_scrolled_to_and_not_dropped(qtbot: QtBot, stage: Stage) -> None:
    shown = workers(stage)
    every = Layout(keys=possible("worker")[:14])
    shown.columns.choose(every)
    assert len(titles(shown)) == len(every.keys)
    assert shown.table.horizontalScrollBar().maximum() > 0


def test_an_export_of_the_shown_columns_follows_the_choice(stage: Stage) -> None:
    shown = workers(stage)
    shown.columns.choose(CHOSEN)
    assert shown.shown().fields == ("full_name", "birth_date", "sex", "work_status")


@pytest.mark.parametrize("kind", NOUNS)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_column_of_every_noun_has_a_title_and_cells(desk: Desk, kind: str, lang: str) -> None:
    speech, reader = Speech(Words(lang), "UTC"), Reader(officer="dewi", now=desk.clock.now())
    layout = Layout(keys=possible(kind))
    made = columns(kind, speech, layout)
    assert all(column.title for column in made)
    numbers = desk.store.numbers(kind)[:3]
    found = dict(zip(numbers, desk.store.rows(kind, numbers), strict=True))
    said = rows(desk.store, Asked(kind=kind, keys=layout.keys, speech=speech, reader=reader), found)
    assert all(len(row.cells) == len(made) for row in said)
    restricted = {field.name for field in NOUNS[kind].fields if field.sensitivity >= Sensitivity.RESTRICTED}
    assert not restricted & set(fields_of(kind, layout.keys)) - set(fields_of(kind, standard(kind).keys))


def test_every_widget_of_the_dialog_has_a_name_and_plain_text(qtbot: QtBot, stage: Stage) -> None:
    shown = workers(stage)
    shown.columns.ask()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert problems(dialog) == []
    dialog.close()
