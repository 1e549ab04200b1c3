"""Lists: cut, sorted, filtered, jumped through by keyboard; deleted with a reason and brought back."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.actions import records
from desktop.desk import Desk
from desktop.store.lists import Condition
from desktop.store.unit import Unit, beginning
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.viewmodels.record_list import Wish
from desktop.ui.views.history_view import HistoryView
from desktop.ui.views.places import ListPlace
from desktop.ui.views.reason_dialog import ReasonDialog
from desktop.ui.views.record_form import RecordForm
from desktop.ui.views.record_list import RecordList
from desktop.ui.widgets.table.cells import spoken
from sync.domain.records.catalogue import noun
from tests.ui.desks import Stage, make_desk, staged
from tests.ui.sample_desk import fill
from tests.ui.walks import problems

ROWS = 5000


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(Path(tmp_path_factory.mktemp("lists")))
    fill(made)
    yield made
    made.close()


def listed(stage: Stage, kind: str) -> RecordList:
    stage.page.go(ListPlace(kind=kind))
    stage.settle()
    return stage.page._lists[kind]


@pytest.fixture
def cases(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "cases")


@pytest.fixture
def market(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "market")


@pytest.fixture
def workers(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "workers")


def words_at(shown: RecordList, row: int, column: int) -> str:
    cell = shown.table.rows.cell(row, column)
    return "" if cell is None else spoken(cell)


def case_at(shown: RecordList, row: int) -> str:
    found = shown.source.row(shown.table.rows.id_at(row))
    assert found is not None
    return found.id


def test_cases_stand_by_urgency_with_worker_stage_and_what_is_due(qtbot: QtBot, cases: Stage) -> None:
    shown = listed(cases, "case")
    qtbot.waitUntil(lambda: words_at(shown, 0, 2) != "")
    assert words_at(shown, 0, 0) == "Darurat"
    assert words_at(shown, 0, 2) == "Siti Rahmawati, Pekerja rumah tangga · Jeddah"
    assert "Lewat" in words_at(shown, 0, 4)


def test_the_chip_of_what_is_late_shows_only_that(qtbot: QtBot, cases: Stage, desk: Desk) -> None:
    shown = listed(cases, "case")
    qtbot.waitUntil(lambda: shown.bar.count("overdue") is not None)
    shown.bar.cut_asked.emit("overdue")
    qtbot.waitUntil(lambda: shown.table.rows.rowCount() == shown.bar.count("overdue"))
    assert 0 < shown.table.rows.rowCount() < desk.store.count("case")


def test_a_title_sorts_and_turns_the_order(qtbot: QtBot, cases: Stage) -> None:
    shown = listed(cases, "case")
    shown.table.header.sort_asked.emit("case_no", False)
    cases.settle()
    qtbot.waitUntil(lambda: "0011" in words_at(shown, 0, 1))


def test_a_filter_narrows_the_list(qtbot: QtBot, cases: Stage) -> None:
    shown = listed(cases, "case")
    where = (Condition(field="category", op="in", value=("IMM_OVERSTAY",)),)
    shown.return_to(ListPlace(kind="case", wish=Wish(kind="case", cut="open", where=where)))
    qtbot.waitUntil(lambda: shown.table.rows.rowCount() == 3)
    assert shown.bar.filter.button.text() == cases.kit.words("list.filter.some", n=1)


def test_an_end_of_a_long_list_is_one_key_away(qtbot: QtBot, market: Stage, desk: Desk) -> None:
    missing = ROWS - desk.store.count("employer")
    names = [{"name": f"Majikan {number:05d}"} for number in range(missing)]
    desk.do(partial(_make_all, names))
    shown = listed(market, "employer")
    shown.reload()
    qtbot.waitUntil(lambda: shown.table.rows.rowCount() == ROWS)
    shown.table.setFocus()
    shown.table.header.sort_asked.emit("name", True)
    market.settle()
    qtbot.keyClick(shown.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: words_at(shown, ROWS - 1, 0) == f"Majikan {missing - 1:05d}")


def _make_all(names: list[dict[str, str]], unit: Unit) -> None:
    employer = noun("employer")
    unit.write_all("employer", [beginning(employer, dict(fields), unit.new_id(), unit, unit.desk) for fields in names])


def test_enter_opens_and_escape_comes_back(qtbot: QtBot, workers: Stage) -> None:
    stage = workers
    shown = listed(stage, "worker")
    qtbot.waitUntil(lambda: words_at(shown, 0, 0) != "")
    shown.table.selectRow(0)
    shown.table.setFocus()
    qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    stage.settle()
    form = stage.page.findChildren(RecordForm)[-1]
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert stage.page._steps == []


def test_what_is_deleted_asks_for_a_reason_and_can_be_restored(qtbot: QtBot, market: Stage, desk: Desk) -> None:
    row = desk.do(partial(records.create, "vessel", {"name": "KM Sejahtera"}))
    shown = listed(market, "vessel")
    qtbot.waitUntil(lambda: words_at(shown, 0, 0) != "")
    shown.table.selectRow(0)
    QTimer.singleShot(100, lambda: _give_reason(qtbot))
    shown._delete()
    qtbot.waitUntil(lambda: desk.store.get("vessel", row.id).deleted == "salah catat")
    shown.bar.cut_asked.emit("deleted")
    qtbot.waitUntil(lambda: shown.table.rows.rowCount() == 1)
    shown.panel._restore(desk.store.get("vessel", row.id))
    qtbot.waitUntil(lambda: desk.store.get("vessel", row.id).deleted is None)


def _give_reason(qtbot: QtBot) -> None:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ReasonDialog)
    assert not dialog.act.isEnabled()
    qtbot.keyClicks(dialog.text, "salah catat")
    dialog.act.click()


def test_what_belongs_to_a_record_is_reached_from_its_panel(qtbot: QtBot, cases: Stage, desk: Desk) -> None:
    shown = listed(cases, "case")
    qtbot.waitUntil(lambda: words_at(shown, 0, 2) != "")
    shown.table.selectRow(0)
    cases.settle()
    kinds = [each._relation.kind for each in shown.panel._lists]
    assert {"action", "party", "claim", "letter", "attachment"} <= set(kinds)


def test_history_says_values_before_and_after_in_words(qtbot: QtBot, cases: Stage, desk: Desk) -> None:
    shown = listed(cases, "case")
    qtbot.waitUntil(lambda: words_at(shown, 0, 2) != "")
    record = case_at(shown, 0)
    cases.page.show_history("case", record)
    cases.settle()
    view = cases.page.findChildren(HistoryView)[-1]
    status = next(one for one in view._events[0].steps if one.path == "status")
    assert (status.before, status.after) == ("Ditangani", "Proses hukum")


def test_every_widget_of_a_list_has_a_name_and_plain_text(cases: Stage, qtbot: QtBot) -> None:
    shown = listed(cases, "case")
    qtbot.waitUntil(lambda: words_at(shown, 0, 2) != "")
    shown.table.selectRow(0)
    cases.settle()
    assert problems(cases.window) == []
