"""The line between a desk and its centre is cut at every byte, trickles and doubles: nothing is lost or doubled."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from desktop.demo.centre import Centre
from desktop.desk import Desk
from desktop.store.row import Row
from desktop.store.verify import store_digest
from sync.clock import SystemClock
from sync.engine.round import Report
from sync.errors import NoAnswer, Unreachable
from sync.transport.http import HttpChannel
from tests.faults.desks import MISSION, new_desk, new_keys
from tests.faults.proxy import Proxy, proxied
from tests.faults.small_mission import made, shown

SOME: Final = 29
"""At every such byte the whole round is played; at the others only the exchange."""


@dataclass
class Two:
    """Two desks of one centre; *line* lies before the first of them."""

    siti: Desk
    budi: Desk
    line: Proxy

    def round(self) -> Report:
        """Let the first desk run a round on a connection of its own."""
        with closing(HttpChannel(self.line.url)) as channel:
            return self.siti.round(channel=channel)

    def is_level(self, people: int) -> None:
        """Both hold the same, every record once."""
        self.line.cuts()
        self.round()
        self.budi.round()
        for desk in (self.siti, self.budi):
            assert desk.verify() == ()
            assert (desk.standing().waiting, desk.standing().refused) == (0, 0)
            assert len(desk.store.numbers("worker")) == people
        assert store_digest(self.siti.store) == store_digest(self.budi.store)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    clock = SystemClock()
    centre = Centre(tmp_path, clock)
    centre.add_mission(MISSION)
    desks = [new_desk(tmp_path / user, new_keys(user), clock) for user in ("siti", "budi")]
    for desk in desks:
        desk.enrol(centre.url, centre.issue_code(MISSION))
        desk.round()
    for desk in desks:  # each hears of the other: the next answers are small
        desk.round()
    with proxied(centre.url) as line:
        yield Two(desks[0], desks[1], line)
    for desk in desks:
        desk.close()
    centre.close()


def _frozen(two: Two) -> tuple[Row, bytes]:
    """Save, and let the line be cut before the envelope is on it."""
    row = made(two.siti, "worker", full_name="Siti Aminah")
    two.line.cuts(up=0)
    with pytest.raises(NoAnswer):
        two.round()
    envelope = two.siti.store.replica().in_flight()
    assert envelope is not None
    return row, envelope


@pytest.mark.slow
def test_a_round_that_is_cut_at_any_byte_is_as_if_it_had_not_been(two: Two) -> None:
    row, envelope = _frozen(two)
    channel = HttpChannel(two.line.url)
    two.line.cuts()
    first = channel.exchange(envelope)
    channel.close()
    up, down = two.line.carried
    assert up > len(envelope)
    assert down > len(first)

    for way, length in (("up", up), ("down", down)):
        for at in range(length):
            two.line.cuts(**{way: at})
            tries = partial(channel.exchange, envelope) if at % SOME else partial(two.siti.round, channel=channel)
            with pytest.raises(Unreachable):
                tries()
        assert two.siti.store.replica().in_flight() == envelope
        assert (two.siti.standing().waiting, shown(two.siti, row).sync) == (1, "waiting")
    two.is_level(people=1)


def test_a_line_that_gives_one_byte_at_a_time_is_slow_and_whole(two: Two) -> None:
    made(two.siti, "worker", full_name="Siti Aminah")
    two.line.trickles = True

    report = two.round()

    assert (report.sent, report.equal) == (1, True)
    two.line.trickles = False
    two.is_level(people=1)


def test_a_line_that_says_everything_twice_is_heard_once(two: Two) -> None:
    two.line.doubles = True
    for number in range(20):
        made(two.siti, "worker", full_name=f"Nama {number}")
        two.round()

    two.is_level(people=20)
