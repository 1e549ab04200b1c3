"""Rounds go on: a fault of our own in one of them is told, and is not the last of the line."""

from pathlib import Path

import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop.demo.centre import Centre
from desktop.desk import Desk
from desktop.ui.background import Background
from desktop.ui.rounds import Rounds
from desktop.ui.timetable import Timetable
from sync.clock import SystemClock
from tests.faults.desks import MISSION, new_desk, new_keys
from tests.faults.small_mission import made
from tests.gateway.desk import PlayedClock


def test_a_fault_of_our_own_in_a_round_does_not_end_the_rounds(
    qtbot: QtBot, tmp_path: Path, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = Centre(tmp_path, SystemClock())
    centre.add_mission(MISSION)
    desk = new_desk(tmp_path / "siti", new_keys("siti"), SystemClock())
    desk.enrol(centre.url, centre.issue_code(MISSION))
    made(desk, "worker", full_name="Yanti")
    rounds = Rounds(desk, background)
    with monkeypatch.context() as broken, capture_exceptions() as caught:
        broken.setattr(Desk, "round", lambda *_, **__: 1 / 0)
        rounds.start()
        qtbot.waitUntil(lambda: rounds.standing is not None)
        rounds.try_now()
        qtbot.waitUntil(lambda: bool(caught))
    assert not rounds.state.is_running
    assert _error(rounds) == "fault"
    assert rounds.next_try_s()

    rounds.saved()
    rounds.try_now()
    qtbot.waitUntil(lambda: not rounds.state.is_running)
    assert _error(rounds) is None
    assert (rounds.next_try_s() or 0) > 100  # what was saved before it has gone with it
    rounds.stop()
    qtbot.waitUntil(lambda: background.is_quiet)
    assert desk.standing().waiting == 0
    desk.close()
    centre.close()


def test_what_is_saved_during_a_round_goes_soon_after_it() -> None:
    timetable = Timetable(PlayedClock())
    timetable.start()
    timetable.began()
    timetable.saved()
    timetable.ended(None)
    assert timetable.left_s() == 3
    timetable.began()
    timetable.ended(None)
    assert timetable.left_s() == 300


def _error(rounds: Rounds) -> str | None:
    return None if rounds.state.error is None else rounds.state.error.code
