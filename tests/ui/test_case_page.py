"""The case page: what happened and what is due, notes by keyboard, moves that ask only for what they need."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.actions import cases as case_actions
from desktop.actions import records
from desktop.actions.intake import take_in
from desktop.changed import Changed
from desktop.desk import Desk
from desktop.store.row import Row
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone
from desktop.ui.views.case_page import CasePage
from desktop.ui.views.move_dialog import MoveDialog
from desktop.ui.views.places import RecordPlace
from desktop.ui.views.record_form import RecordForm
from tests.ui.desks import Stage, make_desk, staged
from tests.ui.walks import problems


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_desk(Path(tmp_path_factory.mktemp("case")))
    yield made
    made.close()


@pytest.fixture
def stage(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "cases")


def taken_in(desk: Desk, **fields: str) -> Row:
    case = {"summary": "Gaji tidak dibayar", "priority": "P2", **fields}
    return desk.do(partial(take_in, {"full_name": "Siti Rahmawati"}, case))


def opened(stage: Stage, case: str) -> CasePage:
    stage.page.go(RecordPlace(kind="case", record=case))
    stage.settle()
    found = stage.page.findChildren(CasePage)[-1]
    assert isinstance(found, CasePage)
    return found


def test_the_timeline_tells_what_happened_the_newest_first(stage: Stage, desk: Desk) -> None:
    case = taken_in(desk)
    desk.do(partial(case_actions.move, case.id, "VALIDATION"))
    page = opened(stage, case.id)
    assert page._look is not None
    titles = [one.title for one in page._look.happened]
    assert titles == ["Tahap menjadi Validasi data", "Kasus didaftarkan"]


def test_a_note_is_added_by_keyboard_and_stands_in_the_timeline(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    case = taken_in(desk)
    page = opened(stage, case.id)
    qtbot.keyClick(page.note, Qt.Key.Key_Space)
    stage.settle()
    form = stage.page.findChildren(RecordForm)[-1]
    form.fields["summary"].setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "Penerjemah sudah dipastikan")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page._look is not None and page._look.happened[0].title == "Catatan")
    assert stage.page._steps == [page]


def test_only_moves_that_are_allowed_are_offered(stage: Stage, desk: Desk) -> None:
    page = opened(stage, taken_in(desk).id)
    offered = [action.text() for action in page.move_button.menu().actions()]
    assert offered == ["Validasi data", "Dibatalkan"]


def test_a_move_asks_only_for_what_it_needs(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    case = taken_in(desk)
    desk.do(partial(case_actions.move, case.id, "VALIDATION"))
    page = opened(stage, case.id)
    seen: list[bool] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, MoveDialog)
        seen.append(dialog.owner is not None and dialog.closing is None)
        dialog.act.click()

    QTimer.singleShot(100, answer)
    next(move for move in page.move_button.menu().actions() if move.text() == "Ditugaskan").trigger()
    qtbot.waitUntil(lambda: desk.store.get("case", case.id).fields["status"] == "ASSIGNED")
    assert seen == [True]
    assert desk.store.get("case", case.id).fields["owner"] == "dewi"


def test_nobody_closes_a_case_that_he_has_just_resolved(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    case = taken_in(desk, status="RESOLVED")
    page = opened(stage, case.id)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, MoveDialog)
        assert dialog.closing is not None
        assert not dialog.act.isEnabled()
        dialog.closing.set_value("RIGHTS_MET")
        dialog._judge()
        dialog.act.click()

    QTimer.singleShot(100, answer)
    next(move for move in page.move_button.menu().actions() if move.text() == "Ditutup").trigger()
    expected = (stage.kit.words("case.rule.second-person"), Tone.DANGER)
    qtbot.waitUntil(lambda: expected in stage.shell.told)
    assert desk.store.get("case", case.id).fields["status"] == "RESOLVED"


def test_every_side_of_a_case_can_be_turned_to(stage: Stage, desk: Desk) -> None:
    page = opened(stage, taken_in(desk).id)
    for key in ("people", "documents", "details", "money", "more", "timeline"):
        page.tabs.bar.choose(key)
        stage.settle()
        assert problems(stage.window) == []


def test_the_page_comes_back_where_it_was_in_another_language(
    qtbot: QtBot, kit: Kit, desk: Desk, background: Background
) -> None:
    case = taken_in(desk)
    stage = Stage(qtbot, kit, desk, background, "cases")
    opened(stage, case.id)
    place = stage.page.place()
    stage.close()
    again = Stage(qtbot, kit, desk, background, "cases")
    again.page.return_to(place)
    again.settle()
    assert again.page.findChildren(CasePage)[-1]._place.record == case.id
    again.close()


def test_opening_a_restricted_case_leaves_one_line_in_the_audit(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    case = taken_in(desk)
    desk.do(partial(records.edit, "case", case.id, {"restricted": True}))
    opened(stage, case.id)
    stage.settle()
    stage.page.refresh(Changed(kinds=frozenset({"case"})))
    stage.settle()
    assert _looks(desk, case.id) == 1


def _looks(desk: Desk, record: str) -> int:
    with desk.store.reading() as connection:
        asked = "SELECT count(*) FROM audit WHERE act = 'view' AND record = ?"
        return int(connection.exec_driver_sql(asked, (record,)).scalar() or 0)
