"""Rounds that were given little: what they say of the line and of what waits is true."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.demo.centre import Centre
from desktop.desk import Desk
from sync.clock import SystemClock
from sync.engine.budget import Budget
from sync.errors import TimedOut
from sync.transport.http import HttpChannel
from tests.faults.desks import MISSION, new_desk, new_keys
from tests.faults.small_mission import made
from tests.transport.lines import line


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    centre = Centre(tmp_path, SystemClock())
    centre.add_mission(MISSION)
    siti, budi = (new_desk(tmp_path / user, new_keys(user), SystemClock()) for user in ("siti", "budi"))
    for desk in (siti, budi):
        desk.enrol(centre.url, centre.issue_code(MISSION))
    yield siti, budi
    for desk in (siti, budi):
        desk.close()
    centre.close()


def _say_nothing(connection: socket.socket) -> None:
    connection.recv(1)


def test_a_line_that_carries_nothing_is_dead_also_when_the_seconds_are_up(desks: tuple[Desk, Desk]) -> None:
    siti, _ = desks
    with line(_say_nothing) as url, closing(HttpChannel(url)) as channel, pytest.raises(TimedOut):
        siti.round(channel=channel, budget=Budget(seconds=0.5))
    assert siti.standing().connection == "offline"


def test_a_budget_without_room_for_one_ask_says_nothing_of_the_line_and_what_is_known_to_wait(
    desks: tuple[Desk, Desk],
) -> None:
    siti, budi = desks
    assert siti.round(budget=Budget(bytes=600)).round_trips == 0
    assert siti.standing().connection == "unknown"
    siti.round()
    for number in range(60):
        made(budi, "worker", full_name=f"Nama {number}")
    budi.round()
    left = siti.round(budget=Budget(bytes=3_000)).to_come
    assert left
    assert siti.round(budget=Budget(bytes=600)).to_come == left


def test_the_seconds_of_a_round_are_of_that_round_alone(desks: tuple[Desk, Desk]) -> None:
    siti, _ = desks
    siti.round(budget=Budget(seconds=60))
    line_of_siti = siti.line.connections.round._channel
    assert line_of_siti is not None
    assert line_of_siti.leave_at is None
