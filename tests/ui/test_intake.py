"""Intake: a case by keyboard alone, a warning before a second record of one person, nothing typed is lost."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.actions.intake import take_in
from desktop.desk import Desk
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.views.case_page import CasePage
from desktop.ui.views.intake import IntakePage
from desktop.ui.views.places import IntakePlace
from tests.ui.desks import Stage, make_desk, staged
from tests.ui.walks import problems

SITI = {"full_name": "Siti Rahmawati", "sex": "P", "birth_date": "1990-05-17", "nik": "3301055705900001"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def stage(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "cases")


def opened(stage: Stage) -> IntakePage:
    stage.page.go(IntakePlace())
    stage.settle()
    found = stage.page.findChildren(IntakePage)[-1]
    assert isinstance(found, IntakePage)
    return found


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_a_case_is_taken_in_by_keyboard_alone(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    opened(stage)
    qtbot.keyClicks(focused(), "Bambang Hadi")
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    for _ in range(12):  # on to the category, whatever stands between
        if focused().accessibleName() == "Kategori utama":
            break
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    qtbot.keyClicks(focused(), "gaji tidak")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.keyClick(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.store.count("case") == 1)
    stage.settle()
    page = stage.page.findChildren(CasePage)[-1]
    qtbot.waitUntil(lambda: page._look is not None)
    assert page._look is not None
    assert page._look.name == "Bambang Hadi"
    assert page._look.row.fields["category"] == "LAB_WAGE_UNPAID"


def test_a_likely_duplicate_is_warned_of_with_score_and_reasons(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    desk.do(partial(take_in, SITI, {"summary": "satu"}))
    page = opened(stage)
    page.sheet.fields.by_name["full_name"].set_value("Sitti Rachmawati")
    page.sheet.fields.by_name["birth_date"].set_value("1990-05-17")
    page._edited()
    qtbot.waitUntil(page.sheet.warning.isVisible)
    assert "tanggal lahir sama" in page.side.rows[0].accessibleName()


def test_a_known_worker_is_taken_by_keyboard_and_not_made_again(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    desk.do(partial(take_in, SITI, {"summary": "satu"}))
    page = opened(stage)
    qtbot.keyClicks(focused(), "Siti Rahm")
    qtbot.waitUntil(lambda: bool(page.side.rows))
    qtbot.keyClick(focused(), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._known is not None)
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.store.count("case") == 2)
    assert desk.store.count("worker") == 1


def test_a_zone_that_is_pasted_fills_the_worker(stage: Stage) -> None:
    page = opened(stage)
    page.sheet.search.focusProxy().setPlainText(  # type: ignore[union-attr]  # a text field
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    )
    said = {name: page.sheet.fields.by_name[name].value() for name in ("full_name", "sex", "passport")}
    assert said == {"full_name": "ANNA MARIA ERIKSSON", "sex": "P", "passport": "L898902C3"}


def test_what_is_typed_survives_leaving_and_coming_back(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    page = opened(stage)
    page.sheet.fields.by_name["full_name"].set_value("Yuliana Sari")
    page.sheet.fields.by_name["risk_flags"].set_value(["LIFE_RISK"])
    stage.page.back()
    stage.settle()
    again = opened(stage)
    assert again.sheet.fields.by_name["full_name"].value() == "Yuliana Sari"
    assert again.sheet.fields.by_name["risk_flags"].value() == ["LIFE_RISK"]
    assert again.draft_line.isVisible()


def test_a_risk_of_life_asks_for_the_highest_priority(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    page = opened(stage)
    page.sheet.fields.by_name["full_name"].set_value("Yuliana Sari")
    page.sheet.fields.by_name["risk_flags"].set_value(["LIFE_RISK"])
    page.save()
    qtbot.waitUntil(lambda: desk.store.count("case") == 1)
    row = desk.store.page("case", limit=1).rows[0]
    assert row.fields["priority"] == "P1"


def test_a_case_without_a_name_is_told_beside_the_name(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    page = opened(stage)
    page.save()
    assert page.sheet.fields.by_name["full_name"].error() == stage.kit.words("rule.required")
    assert desk.store.count("case") == 0


def test_a_wrong_nik_is_told_beside_it_and_nothing_is_saved(qtbot: QtBot, stage: Stage, desk: Desk) -> None:
    page = opened(stage)
    page.sheet.fields.by_name["full_name"].set_value("Murni")
    page.sheet.fields.by_name["nik"].set_value("12")
    page.save()
    qtbot.waitUntil(lambda: bool(page.sheet.fields.by_name["nik"].error()))
    assert (desk.store.count("worker"), desk.store.count("case")) == (0, 0)


def test_every_widget_of_the_intake_has_a_name_and_plain_text(stage: Stage) -> None:
    opened(stage)
    assert problems(stage.window) == []
