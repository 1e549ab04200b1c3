"""An idle desk on a good line hears of another desk's work as it comes to the centre, and not on a metered line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.demo.centre import Centre
from desktop.desk import Desk, create
from desktop.keys.secret import Officer
from desktop.ui.background import Background
from desktop.ui.rounds import Rounds
from desktop.way import Metered
from sync.clock import SystemClock
from sync.engine.budget import NO_BOUND, Budget
from tests.ui.front_door import SECRET


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[list[Desk]]:
    centre = Centre(tmp_path, SystemClock())
    centre.add_mission("JHB")
    made = [create(tmp_path / user, Officer(user=user, name=user.title()), SECRET, "JHB") for user in ("siti", "budi")]
    for desk in made:
        desk.enrol(centre.url, centre.issue_code("JHB"))
        desk.round()
        desk.round()
    yield made
    for desk in made:
        desk.close()
    centre.close()


def test_what_another_desk_sends_comes_without_being_asked_for(
    qtbot: QtBot, desks: list[Desk], background: Background
) -> None:
    siti, budi = desks
    rounds = Rounds(siti, background)
    with qtbot.waitSignal(rounds.ended, timeout=20_000):
        rounds.start()
        rounds._timetable.start()
    qtbot.waitUntil(lambda: rounds._listening._is_listening, timeout=10_000)

    with qtbot.waitSignal(rounds.ended, timeout=20_000):
        budi.do(lambda unit: unit.create("worker", {"full_name": "Nur"}))
        budi.round()

    assert [row.fields["full_name"] for row in siti.store.page("worker", limit=9).rows] == ["Nur"]
    rounds.stop()
    qtbot.waitUntil(lambda: background.is_quiet, timeout=10_000)


def test_nobody_listens_on_a_metered_line(qtbot: QtBot, desks: list[Desk], background: Background) -> None:
    siti = desks[0]
    siti.way.metered = Metered.YES
    rounds = Rounds(siti, background)
    with qtbot.waitSignal(rounds.ended, timeout=20_000):
        rounds.start()
        rounds._timetable.start()
    rounds._look()
    assert not rounds._listening._is_listening
    rounds.stop()
    qtbot.waitUntil(lambda: background.is_quiet, timeout=10_000)


def test_nobody_listens_after_a_round_that_was_bounded_and_left_something(
    qtbot: QtBot, desks: list[Desk], background: Background
) -> None:
    rounds = Rounds(desks[0], background)
    rounds.read_standing()
    qtbot.waitUntil(lambda: rounds.is_joined, timeout=10_000)
    for budget, may in ((NO_BOUND, True), (Budget(bytes=600), False), (NO_BOUND, True)):
        rounds.budget = budget
        rounds._timetable.start()  # without the pause between two rounds
        with qtbot.waitSignal(rounds.ended, timeout=20_000):
            rounds.try_now()
        assert rounds._listening._may is may
    qtbot.waitUntil(lambda: background.is_quiet, timeout=10_000)
