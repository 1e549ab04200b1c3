"""The oversight page: found by case, officer, act and period, a page at a time; what stands out is said; CSV out."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.actions import cases, erasing, oversight, records
from desktop.desk import Desk
from desktop.store import audit_overseen
from desktop.store.device import Meta
from desktop.store.row import Row, write_json
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.viewmodels.oversight import PAGE
from desktop.ui.views.oversight_page import OversightPage
from desktop.ui.views.row_button import RowButton
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.empty_state import EmptyState
from sync.domain.codes import code_list
from tests.faults.desks import new_desk, new_keys
from tests.gateway.desk import PlayedClock
from tests.ui.open_desk import Scene
from tests.ui.walks import problems


@pytest.fixture
def desk(tmp_path: Path, clock: PlayedClock) -> Iterator[Desk]:
    made = new_desk(tmp_path / "desk", new_keys("siti"), clock)
    yield made
    made.close()


@pytest.fixture
def clock() -> PlayedClock:
    return PlayedClock()


@pytest.fixture
def case(desk: Desk) -> Row:
    case: Row = desk.do(partial(cases.register, {"category": "TPPO", "restricted": True, "summary": "Rahasia"}))
    for _ in range(3):
        desk.do(partial(records.view, "case", case.id))
    desk.do(partial(records.create, "worker", {"full_name": "Siti"}))
    return case


@pytest.fixture
def page(qtbot: QtBot, kit: Kit, desk: Desk, background: Background, case: Row) -> OversightPage:
    scene = Scene(qtbot, kit, desk, background)
    made = OversightPage(scene.bench)
    scene.show(made, made.refresh)
    made.scene = scene  # type: ignore[attr-defined]  # it lives as long as the page
    return made


def settle(page: OversightPage) -> None:
    page.scene.settle()  # type: ignore[attr-defined]


def rows(page: OversightPage) -> list[str]:
    return [row.accessibleName() for row in page.list.findChildren(RowButton)]


def test_who_looked_at_a_case_is_found_by_its_number(page: OversightPage, case: Row, qtbot: QtBot) -> None:
    everything = len(rows(page))
    qtbot.keyClicks(page.filters.about, case.fields["case_no"])
    qtbot.waitUntil(lambda: 0 < len(rows(page)) < everything)

    page.filters.act.set_code("view")
    page.ask()
    settle(page)

    assert len(rows(page)) == 3
    assert "Rahasia" not in repr(rows(page))
    assert all(case.fields["case_no"] in one for one in rows(page))


def test_a_row_leads_to_its_record_by_the_keyboard(page: OversightPage, case: Row, qtbot: QtBot) -> None:
    page.filters.act.set_code("view")
    page.ask()
    settle(page)
    row = page.list.findChildren(RowButton)[0]

    qtbot.keyClick(row, Qt.Key.Key_Space)

    frame = page.scene.frame  # type: ignore[attr-defined]
    assert frame.gone[-1][0] == "cases"
    assert frame.gone[-1][1].record == case.id


def test_an_erasure_stands_there_with_its_basis_in_words(page: OversightPage, desk: Desk, case: Row) -> None:
    desk.do(partial(erasing.ask, ("case", case.id), "PROTECTION", "Aman"))

    page.ask()
    settle(page)

    said = [one for one in rows(page) if case.fields["case_no"] in one or "PROTECTION" in one]
    assert any(code_list("erasure_basis").label("PROTECTION", "id") in one for one in said)
    assert not any("PROTECTION" in one for one in said)


def test_nothing_that_matches_is_said_and_how_to_go_on(page: OversightPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.filters.about, "NO-SUCH-CASE")

    qtbot.waitUntil(lambda: bool(page.list.findChildren(EmptyState)))
    assert rows(page) == []


def test_lines_come_a_page_at_a_time(page: OversightPage, desk: Desk, case: Row) -> None:
    for _ in range(2 * PAGE):
        desk.do(lambda unit: unit.note("search", fields=("count=1",)))
    page.ask()
    settle(page)
    assert len(rows(page)) == PAGE

    page.list.more.click()
    settle(page)

    assert len(rows(page)) == 2 * PAGE
    assert not page.list.more.isHidden()


def test_what_stands_out_is_a_banner(page: OversightPage, desk: Desk, case: Row) -> None:
    assert not page.marks.findChildren(Banner)
    desk.do(lambda unit: unit.note("export", "worker", fields=("count=1000",)))
    for number in range(oversight.MANY_CASES + 1):
        desk.do(lambda unit, number=number: unit.note("view", "worker", f"w{number}"))  # type: ignore[misc]
    page.ask()
    settle(page)

    assert len(page.marks.findChildren(Banner)) == 2


def test_the_list_is_given_out_as_it_is_filtered(page: OversightPage, tmp_path: Path) -> None:
    page.filters.act.set_code("view")
    page.write(tmp_path / "audit.csv")
    settle(page)

    assert (tmp_path / "audit.csv").read_text(encoding="utf-8").count("view") == 3


def test_who_may_not_oversee_is_told_who_may(page: OversightPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.store.grants.roles_of", lambda *_: frozenset({"COUNTER"}))
    page.ask()
    settle(page)

    assert rows(page) == []
    assert page.list.findChildren(EmptyState)
    assert page.marks.isHidden()


def test_it_is_said_which_witness_has_seen_the_log_of_the_centre(page: OversightPage, desk: Desk) -> None:
    seen = {"name": "itjen", "size": 1234, "at": "2026-03-09T06:42:00.000Z"}
    with desk.store.transactions.write() as connection:
        Meta(connection).keep("audit_witnessed", write_json(seen).decode())
    page.ask()
    settle(page)
    said = [label.text() for label in page.marks.findChildren(QLabel)]
    assert any("itjen" in text and "1.234" in text and "9 Mar 2026" in text for text in said)


def test_the_record_of_the_mission_is_asked_for_and_shown_apart(page: OversightPage, desk: Desk) -> None:
    assert not page.filters.fetch.isVisibleTo(page)
    page.filters.whose._chips["mission"].click()
    settle(page)
    assert rows(page) == []
    assert problems(page) == []
    page.filters.fetch.click()
    settle(page)
    with desk.store.transactions.write() as connection:
        assert audit_overseen.wanted(connection) == 0
        connection.exec_driver_sql(
            "INSERT INTO mission_audit VALUES(7, 'd2', 1, '2026-03-09T06:42:00.000Z', 'export', 'budi', '', '', "
            "'worker', '', '', 'REPORT', 'count=3', '', '1')"
        )
    page.ask()
    settle(page)
    assert len(rows(page)) == 1
    page.filters.whose._chips["desk"].click()
    settle(page)
    assert len(rows(page)) > 1
