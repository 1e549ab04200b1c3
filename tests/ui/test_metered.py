"""On a line that costs by what it carries only what is urgent goes at once; the rest by the timetable, no originals."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.desk import Desk, create
from desktop.keys.secret import Officer
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.system_proxy import system_proxies
from desktop.ui.views.forecast_card import ForecastCard
from desktop.ui.views.line_settings import LineSettings
from desktop.way import Metered
from sync.engine.round import Report
from tests.ui.front_door import SECRET
from tests.ui.open_desk import Scene, add_case


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = create(tmp_path / "desk", Officer(user="siti", name="Siti"), SECRET, "JHB")
    yield made
    made.close()


def test_a_save_on_a_metered_line_waits_for_the_timetable_unless_it_is_urgent(
    qtbot: QtBot, kit: Kit, desk: Desk, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(qtbot, kit, desk, background)
    told: list[str] = []
    monkeypatch.setattr(scene.rounds._timetable, "saved", lambda: told.append("soon"))
    desk.way.metered = Metered.YES
    scene.rounds.read_standing()
    scene.settle()

    add_case(desk)
    scene.rounds.saved()
    scene.settle()
    assert scene.rounds.is_metered
    assert told == []

    add_case(desk, priority="P1")
    scene.rounds.saved()
    scene.settle()
    assert told == ["soon"]

    desk.way.metered = Metered.NO
    scene.rounds.read_standing()
    scene.settle()
    scene.rounds.saved()
    scene.settle()
    assert "soon" in told[1:]


def test_a_round_on_a_metered_line_fetches_no_originals(
    qtbot: QtBot, kit: Kit, desk: Desk, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(qtbot, kit, desk, background)
    budgets: list[Any] = []

    def play(*_: object, **named: Any) -> Report:
        budgets.append(named["budget"])
        return Report()

    monkeypatch.setattr(desk, "round", play)
    monkeypatch.setattr(type(scene.rounds), "is_joined", True)
    for metered in (Metered.YES, Metered.NO):
        desk.way.metered = metered
        scene.rounds.read_standing()
        scene.settle()
        scene.rounds._timetable.start()
        with qtbot.waitSignal(scene.rounds.ended, timeout=10_000):
            scene.rounds.try_now()
        scene.settle()
    assert [budget.originals for budget in budgets] == [False, True]


def test_the_system_is_asked_for_its_proxy() -> None:
    assert set(system_proxies("https://gateway.example")) <= {"http", "https"}


def test_a_choice_is_told_and_the_forecast_counts_what_the_round_will_bring(
    qtbot: QtBot, kit: Kit, desk: Desk, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(qtbot, kit, desk, background)
    budgets: list[Any] = []
    monkeypatch.setattr(desk, "forecast", budgets.append)
    with qtbot.waitSignal(background.changed, check_params_cb=lambda one: one.sync and not one.outbox):
        LineSettings(scene.bench).metered[Metered.YES.value].click()
    scene.rounds.read_standing()
    scene.settle()
    ForecastCard(scene.bench, scene.rounds).ask()
    scene.settle()
    assert [budget.originals for budget in budgets] == [False]
