"""The card of the next sync: what will go, by lane; the limit that was chosen holds for the round that is asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.changed import Changed
from desktop.demo.centre import Centre
from desktop.desk import Desk, create
from desktop.keys.secret import Officer
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.views.forecast_card import BUDGETS
from desktop.ui.views.sync_page import SyncPage
from sync.clock import SystemClock
from tests.ui.front_door import SECRET
from tests.ui.open_desk import Scene, add_case
from tests.ui.walks import problems


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    centre = Centre(tmp_path, SystemClock())
    centre.add_mission("JHB")
    made = create(tmp_path / "desk", Officer(user="siti", name="Siti"), SECRET, "JHB")
    made.enrol(centre.url, centre.issue_code("JHB"))
    yield made
    made.close()
    centre.close()


def texts(page: SyncPage) -> list[str]:
    return [one.text() for one in page.forecast.findChildren(QLabel) if one.text()]


def test_the_next_sync_is_forecast_by_lane_and_a_chosen_limit_holds_for_it(
    qtbot: QtBot, kit: Kit, desk: Desk, background: Background
) -> None:
    desk.round()
    scene = Scene(qtbot, kit, desk, background)
    page = SyncPage(scene.bench, scene.rounds)
    scene.show(page, page.refresh)
    assert kit.words("forecast.nothing") in texts(page)

    add_case(desk, priority="P1")
    add_case(desk)
    page.refresh(Changed(kinds=frozenset(), outbox=True))
    scene.settle()
    assert kit.words("forecast.urgent", n="2") in texts(page)
    assert kit.words("forecast.changes", n="2") in texts(page)

    page.forecast.chips.chosen.emit("bytes")
    scene.settle()
    assert scene.rounds.budget == BUDGETS["bytes"]
    with qtbot.waitSignal(scene.rounds.ended, timeout=20_000):
        scene.rounds._timetable.start()  # without the timer that would ask again
        page.connection.try_now.click()
    scene.settle()
    assert desk.standing().waiting == 0
    assert not problems(page)
