"""Today: the figures are those of the store, what is late stands first, and everything leads to what it counts."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.actions import records
from desktop.actions.overview import Overview, overview
from desktop.desk import Desk
from desktop.store.row import Row
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.viewmodels.today import greeting, when_due
from desktop.ui.views.places import IntakePlace, ListPlace, RecordPlace
from desktop.ui.views.today import TodayPage
from desktop.ui.widgets.empty_state import EmptyState
from desktop.words import Words
from tests.gateway.desk import PlayedClock
from tests.ui.desks import make_desk
from tests.ui.open_desk import Scene, add_case, ago
from tests.ui.walks import problems, the


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = make_desk(tmp_path_factory.mktemp("empty"))
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Five cases: an emergency two hours old, one in shelter, one going home, one that is new, one closed."""
    desk = make_desk(tmp_path_factory.mktemp("today"))
    add_case(desk, name="Eko Prasetyo", priority="P1", received_at=ago(desk, hours=2), category="LAB_WAGE_UNPAID")
    sheltered = add_case(desk, name="Sumarni", received_at=ago(desk, minutes=5), category="LAB_WAGE_UNPAID")
    stay = {"case_id": sheltered, "in_at": ago(desk, days=2)}
    desk.do(partial(records.create, "shelter_stay", stay))
    add_case(desk, name="Murni", status="RETURN_PREP", received_at=ago(desk, days=40), category="IMM_OVERSTAY")
    add_case(desk, name="Tri Wahyuni", received_at=ago(desk, minutes=1), category="VIO_PHYSICAL")
    closed = {"status": "CLOSED", "closed_at": ago(desk, days=1), "closing_reason": "SETTLED"}
    add_case(desk, name="Hendra", received_at=ago(desk, days=70), category="VIO_PHYSICAL", **closed)
    yield desk
    desk.close()


@pytest.fixture
def seen(desk: Desk) -> Overview:
    return desk.ask(partial(overview, now=desk.clock.now()))


def test_the_four_figures_are_those_of_the_store(seen: Overview) -> None:
    assert (seen.open, seen.urgent, seen.in_shelter, seen.returning) == (4, 1, 1, 1)


def test_what_is_late_stands_first_and_of_that_the_emergency(seen: Overview) -> None:
    assert seen.due[0].person == "Eko Prasetyo"
    assert [one.due.light for one in seen.due] == sorted(
        (one.due.light for one in seen.due), key=lambda light: light != "red"
    )


def test_a_closed_case_is_due_nowhere_and_counted_in_its_months(seen: Overview) -> None:
    assert "Hendra" not in [one.person for one in seen.due]
    assert sum(month.closed for month in seen.months) == 1
    assert sum(month.opened for month in seen.months) == 5


def test_the_most_frequent_problem_stands_first(seen: Overview) -> None:
    assert seen.problems[0] == ("LAB_WAGE_UNPAID", 2)


@pytest.fixture
def scene(qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> Scene:
    return Scene(qtbot, kit, desk, background)


@pytest.fixture
def page(scene: Scene) -> TodayPage:
    made = TodayPage(scene.bench, scene.rounds)
    scene.show(made, made.refresh)
    return made


def test_a_figure_leads_to_the_list_that_it_counts(qtbot: QtBot, scene: Scene, page: TodayPage) -> None:
    qtbot.mouseClick(page.figures["urgent"], Qt.MouseButton.LeftButton)
    qtbot.keyClick(page.figures["shelter"], Qt.Key.Key_Return)
    (first, urgent), (_second, shelter) = scene.frame.gone
    assert first == "cases"
    assert isinstance(urgent, ListPlace)
    assert urgent.wish is not None
    assert urgent.wish.cut == "urgent"
    assert shelter.kind == "shelter_stay"


def test_a_due_line_opens_its_case(scene: Scene, page: TodayPage, seen: Overview) -> None:
    page.due.rows[0].click()
    assert scene.frame.gone == [("cases", RecordPlace(kind="case", record=seen.due[0].id))]


def test_a_bar_leads_to_the_open_cases_of_its_problem(scene: Scene, page: TodayPage) -> None:
    page.problems.bars["IMM_OVERSTAY"].click()
    assert scene.frame.gone[0][1].wish.where[0].value == "IMM_OVERSTAY"


def test_a_new_case_is_counted_at_once(scene: Scene, page: TodayPage, desk: Desk) -> None:
    before = page.figures["open"].accessibleName()
    made: list[Row] = []
    scene.bench.do(partial(records.create, "case", {"status": "REGISTERED"}), made.append)
    scene.settle()
    assert page.figures["open"].accessibleName() != before
    scene.bench.do(partial(records.delete, "case", made[0].id, "test"), lambda _row: None)
    scene.settle()
    assert page.figures["open"].accessibleName() == before


def test_it_can_be_read_aloud_and_walked_by_keyboard(page: TodayPage) -> None:
    assert problems(page) == []


def test_an_empty_desk_says_what_to_do_first(qtbot: QtBot, kit: Kit, empty: Desk, background: Background) -> None:
    scene = Scene(qtbot, kit, empty, background)
    page = TodayPage(scene.bench, scene.rounds)
    scene.show(page, page.refresh)
    the(page, EmptyState).acted.emit()
    assert scene.frame.gone == [("cases", IntakePlace())]


@pytest.mark.parametrize(
    ("hours", "said"),
    [(-0.5, "Baru saja lewat"), (-3, "Lewat 3 jam"), (-50, "Lewat 2 hari"), (2, "Hari ini, "), (24, "Besok, ")],
)
def test_a_deadline_is_said_as_an_officer_would(hours: float, said: str) -> None:
    now = PlayedClock().now()
    speech = Speech(Words("id"), "Asia/Riyadh")
    assert when_due(speech, now + timedelta(hours=hours), now, is_day=False).startswith(said)


@pytest.mark.parametrize(("hour", "part"), [(5, "pagi"), (9, "siang"), (13, "sore"), (17, "malam")])
def test_the_greeting_follows_the_clock_of_the_mission(hour: int, part: str) -> None:
    now = PlayedClock().now().replace(hour=hour)  # Riyadh is three hours ahead
    assert greeting(Speech(Words("id"), "Asia/Riyadh"), "Dewi Anggraini", now) == f"Selamat {part}, Dewi"


def test_a_passport_that_runs_out_stands_among_what_is_due_and_leads_to_its_worker(
    scene: Scene, page: TodayPage, desk: Desk
) -> None:
    day = (desk.clock.now() - timedelta(days=2)).date().isoformat()
    fields = {"full_name": "Yuliana Sari", "passports": [{"id": "1", "number": "C1234567", "expires": day}]}
    made: list[Row] = []
    scene.bench.do(partial(records.create, "worker", fields), made.append)
    scene.settle()
    line = next(row for row in page.due.rows if "Yuliana Sari" in row.accessibleName())
    line.click()
    assert scene.frame.gone[-1] == ("workers", RecordPlace(kind="worker", record=made[0].id))
    scene.bench.do(partial(records.delete, "worker", made[0].id, "test"), lambda _row: None)
    scene.settle()
