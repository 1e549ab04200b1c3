"""Erasures on the screen: plain words of what goes, asking with a basis, a second officer, what waits, what is due."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.actions import erasing, restriction
from desktop.actions.intake import take_in
from desktop.desk import Desk
from desktop.store.row import Row
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.views.erasure_dialog import ErasureDialog, open_erasure
from desktop.ui.views.erasures_card import ErasuresCard
from desktop.ui.views.row_button import RowButton
from desktop.ui.widgets.banner import Banner
from tests.ui.desks import make_desk
from tests.ui.open_desk import Scene
from tests.ui.walks import reads_markup


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def scene(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Scene:
    return Scene(qtbot, kit, desk, background)


@pytest.fixture
def case(desk: Desk) -> Row:
    return desk.do(partial(take_in, {"full_name": "Siti Rahmawati"}, {"summary": "Salah orang", "priority": "P2"}))


def dialog_on(scene: Scene, case: Row) -> ErasureDialog:
    card = ErasuresCard(scene.bench)
    scene.show(card, lambda _changed: card.ask())
    open_erasure(scene.bench, "case", case.id, card)
    scene.settle()
    found = card.findChildren(ErasureDialog)[-1]
    assert isinstance(found, ErasureDialog)
    return found


def words_of(dialog: ErasureDialog) -> str:
    return " ".join(one.text() for one in dialog.findChildren(QLabel))


def test_an_officer_sees_what_goes_and_asks_with_a_basis_and_a_reason(scene: Scene, desk: Desk, case: Row) -> None:
    dialog = dialog_on(scene, case)
    assert "kasus" in words_of(dialog)
    assert len(dialog.findChildren(Banner)) == 1  # the case runs: the schedule keeps it
    assert dialog.act is not None
    assert dialog.basis is not None
    assert dialog.reason is not None
    assert not dialog.act.isEnabled()
    dialog.basis.set_value("WRONG_RECORD")
    dialog.reason.set_value("Orang lain")
    dialog.reason.changed.emit()
    assert dialog.act.isEnabled()
    dialog.act.click()
    scene.settle()
    (asked,) = desk.ask(erasing.waiting)
    assert (asked.fields["subject_id"], asked.fields["erasure_basis"]) == (case.id, "WRONG_RECORD")
    assert reads_markup(dialog) == []


def test_who_asked_can_withdraw_and_not_confirm(scene: Scene, desk: Desk, case: Row) -> None:
    asked = desk.do(partial(erasing.ask, ("case", case.id), "PROTECTION", "Aman"))
    dialog = dialog_on(scene, case)
    assert dialog.act is None
    assert "Aman" in words_of(dialog)
    assert desk.ask(erasing.waiting) == (asked,)


def test_a_second_officer_confirms(scene: Scene, desk: Desk, case: Row) -> None:
    desk.store.do("budi", partial(erasing.ask, ("case", case.id), "PROTECTION", "Aman"))
    dialog = dialog_on(scene, case)
    assert "budi" in words_of(dialog)
    assert dialog.act is not None
    dialog.act.click()
    scene.settle()
    (decided,) = desk.ask(erasing.every)
    assert (decided.fields["erasure_state"], decided.fields["confirmed_by"]) == ("CONFIRMED", desk.officer.user)
    assert desk.ask(erasing.waiting) == ()


def test_of_a_restricted_case_its_open_past_can_go_alone(scene: Scene, desk: Desk, case: Row) -> None:
    desk.do(partial(restriction.close, case.id))
    dialog = dialog_on(scene, case)
    assert dialog.scope is not None
    assert dialog.basis is not None
    assert dialog.reason is not None
    assert dialog.act is not None
    dialog.scope.set_value("BEFORE_RAISE")
    dialog.scope.changed.emit()
    assert "tersegel" in words_of(dialog)
    dialog.basis.set_value("PROTECTION")
    dialog.reason.set_value("Aman")
    dialog.reason.changed.emit()
    dialog.act.click()
    scene.settle()
    (asked,) = desk.ask(erasing.waiting)
    assert asked.fields["erasure_scope"] == "BEFORE_RAISE"


def test_the_card_says_what_waits_what_is_due_and_that_there_is_nothing(scene: Scene, desk: Desk, case: Row) -> None:
    card = ErasuresCard(scene.bench)
    scene.show(card, lambda _changed: card.ask())
    card.ask()
    scene.settle()
    assert card.findChildren(RowButton) == []
    desk.do(partial(erasing.ask, ("case", case.id), "PROTECTION", "Aman"))
    closed = {"status": "CLOSED", "closed_at": "2010-03-10T06:42:00.000Z", "closing_reason": "UNFOUNDED"}
    desk.do(lambda unit: unit.create("case", closed))
    card.ask()
    scene.settle()
    assert len(card.findChildren(RowButton)) == 2
    card.findChildren(RowButton)[0].click()
    scene.settle()
    assert card.window().findChildren(ErasureDialog)
