"""Restricted cases on the screen: who may read one, letting in, asking, and what a colleague without the key sees."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.actions import restriction
from desktop.actions.intake import take_in
from desktop.desk import Desk
from desktop.store.row import Row
from desktop.store.vault import Vault
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.views.access_dialog import AccessDialog
from desktop.ui.views.case_page import CasePage
from desktop.ui.views.places import RecordPlace
from desktop.ui.widgets.banner import Banner
from sync.identity.keys import OpeningKey
from tests.ui.desks import Stage, make_desk, staged

SECRET = "Zubaidah disekap"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def stage(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Iterator[Stage]:
    yield from staged(qtbot, kit, desk, background, "cases")


def restricted(desk: Desk) -> Row:
    case = desk.do(partial(take_in, {"full_name": "Siti Rahmawati"}, {"summary": SECRET, "priority": "P2"}))
    return desk.do(partial(restriction.close, case.id))


def opened(stage: Stage, case: str) -> CasePage:
    stage.page.go(RecordPlace(kind="case", record=case))
    stage.settle()
    found = stage.page.findChildren(CasePage)[-1]
    assert isinstance(found, CasePage)
    return found


def dialog_of(stage: Stage, page: CasePage) -> AccessDialog:
    page.findChildren(Banner)[0].acted.emit()
    stage.settle()
    found = page.window().findChildren(AccessDialog)[-1]
    assert isinstance(found, AccessDialog)
    return found


def test_a_member_reads_the_case_and_sees_who_else_does(stage: Stage, desk: Desk) -> None:
    page = opened(stage, restricted(desk).id)
    assert page._look is not None
    assert page._look.row.fields["summary"] == SECRET

    dialog = dialog_of(stage, page)

    assert [member.officer for member in dialog._access.members] == [desk.officer.user]


def test_a_case_that_the_centre_calls_open_unproven_says_so_and_is_restricted_again(stage: Stage, desk: Desk) -> None:
    case = restricted(desk)
    with desk.store.transactions.write() as connection:
        connection.exec_driver_sql("UPDATE r_case SET restricted = NULL")
    page = opened(stage, case.id)
    assert any("belum terbukti" in one.text() for one in page.findChildren(Banner)[0].findChildren(QLabel))
    dialog = dialog_of(stage, page)
    assert any("dua petugas yang menandatanganinya" in one.text() for one in dialog.findChildren(QLabel))

    again = next(
        one for one in dialog.findChildren(QPushButton) if one.text() == stage.kit.words("access.restrict.act")
    )
    again.click()
    stage.settle()

    assert desk.store.get("case", case.id).fields["restricted"] is True


def test_a_colleague_sees_that_it_is_restricted_and_asks_for_access(stage: Stage, desk: Desk) -> None:
    case = restricted(desk)
    desk.store.vault = Vault("budi", OpeningKey.new())
    page = opened(stage, case.id)
    assert page._look is not None
    assert "summary" not in page._look.row.fields

    dialog = dialog_of(stage, page)
    assert dialog.act is not None
    assert not dialog.act.isEnabled()
    dialog.reason.set_value("EMERGENCY")
    dialog._judge()
    dialog.act.click()
    stage.settle()

    (request,) = desk.ask(lambda store: restriction.look_at(store, case.id)).requests
    assert request.fields["access_reason"] == "EMERGENCY"


def test_opening_is_proposed_and_not_done_by_one_officer(stage: Stage, desk: Desk) -> None:
    case = restricted(desk)
    page = opened(stage, case.id)
    desk.do(partial(restriction.propose_opening, case.id))
    page._reload()
    stage.settle()

    dialog = dialog_of(stage, page)

    assert dialog._access.opening_by == desk.officer.user
    assert restricted_still(desk, case)


def restricted_still(desk: Desk, case: Row) -> bool:
    return desk.ask(lambda store: restriction.look_at(store, case.id)).is_restricted
