"""A desk that knows only sticks hears by stick that the centre was restored, and finds its way back by sticks."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from desktop import sticks
from desktop.desk import Desk
from desktop.store.verify import store_digest
from sync.errors import BadBundle
from sync.gateway.ledger import digest_of_scope
from tests.faults.desks import MISSION
from tests.faults.small_mission import Mission


def _make(desk: Desk, name: str) -> None:
    desk.do(lambda unit: unit.create("worker", {"full_name": name}))


def _by_stick(mission: Mission, far: Desk, near: Desk, folder: Path) -> Any:
    """Carry the work of *far* to the line of *near*, and the answer back."""
    sticks.write(far, folder / "up")
    sticks.read(near, folder / "up")
    mission.round(near)
    sticks.write(near, folder / "back")
    return sticks.read(far, folder / "back").taken.applied


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "sticks"
    made.mkdir()
    return made


def test_a_desk_without_a_line_finds_its_way_back_to_a_restored_centre_by_sticks(
    mission: Mission, folder: Path
) -> None:
    far, near = mission.desk("siti"), mission.desk("budi")
    _make(far, "Sebelum")
    mission.round()
    mission.backup()
    for number in range(3):
        _make(far, f"Hilang {number}")
        assert _by_stick(mission, far, near, folder).sent == 1
    mission.restore()
    mission.round(near)
    _make(far, "Sesudah")

    trips = 0
    while far.standing().waiting or far.standing().again or not trips:
        _by_stick(mission, far, near, folder)
        trips += 1
        assert trips <= 8
    _by_stick(mission, far, near, folder)
    with mission.database.read() as connection:
        assert store_digest(far.store) == digest_of_scope(connection, MISSION)
    assert far.ask(lambda store: store.count("worker")) == 5
    assert len(mission.entries()) == len(set(mission.entries())) == 5
    mission.are_equal()


def test_nobody_but_the_centre_says_to_a_desk_without_a_line_that_it_was_restored(
    mission: Mission, folder: Path
) -> None:
    far, near = mission.desk("siti"), mission.desk("budi")
    mission.round()
    mission.backup()
    _make(far, "Siti")
    _by_stick(mission, far, near, folder)
    mission.restore()
    _make(far, "Ana")
    sticks.write(far, folder / "up")
    sticks.read(near, folder / "up")
    mission.round(near)
    refusal = near.store.pouch().answers()[0]
    before = far.store.replica().position()
    for place in range(0, len(refusal), 7):
        changed = refusal[:place] + bytes([refusal[place] ^ 1]) + refusal[place + 1 :]
        with near.store.transactions.write() as connection:
            connection.exec_driver_sql("UPDATE pouch SET answer = ?", (changed,))
        sticks.write(near, folder / "back")
        with suppress(BadBundle):
            sticks.read(far, folder / "back")
        assert far.store.replica().position() == before
    with near.store.transactions.write() as connection:
        connection.exec_driver_sql("UPDATE pouch SET answer = ?", (refusal,))
    sticks.write(near, folder / "back")
    sticks.read(far, folder / "back")
    assert far.store.replica().position().epoch > before.epoch
    sticks.read(far, folder / "back")  # once more: it was the answer to what is no longer on its way
    assert far.store.replica().in_flight() is None
    sticks.write(far, folder / "up")
    asked = far.store.replica().position()
    sticks.read(far, folder / "back")
    assert far.store.replica().position() == asked
