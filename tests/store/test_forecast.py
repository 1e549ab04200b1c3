"""What is said before a round happens in it, within fifteen per cent, over a played line and whatever waits."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from desktop.store import load
from desktop.store.enrolment import line_of
from sync.engine.budget import Budget
from sync.engine.conversation import Conversation
from sync.engine.forecast import Forecast, forecast
from sync.engine.round import Report
from sync.errors import NoAnswer
from tests.store.world import CutLine, StoreDesk, World

_BYTES_PER_S = 16_000
_LATENCY_S = 0.6


class PlayedLine:
    """A line of 128 kbit/s, as the clock sees it; cut after some exchanges."""

    def __init__(self, desk: StoreDesk, line: CutLine, most: int = 1 << 20) -> None:
        self._desk, self._line, self._left = desk, line, most

    def _passes(self, size: int) -> None:
        self._desk.clock.passes(timedelta(seconds=_LATENCY_S + size / _BYTES_PER_S))

    def exchange(self, envelope: bytes) -> bytes:
        if not self._left:
            raise NoAnswer
        self._left -= 1
        sealed = self._line.exchange(envelope)
        self._passes(len(envelope) + len(sealed))
        return sealed

    def segment(self, name: str, size: int, arrived: bytearray, most: int) -> None:
        before = len(arrived)
        self._line.segment(name, size, arrived, most)
        self._passes(len(arrived) - before)


def forecast_of(desk: StoreDesk, budget: Budget) -> Forecast:
    line = line_of(desk.store)
    assert line is not None
    with desk.store.reading() as connection:
        waiting = load.of(connection)
    return forecast(waiting, desk.replica(), Conversation(line.device, line.centre, desk.clock), desk.pace, budget)


class Played:
    """Two desks at one centre; *siti* has spoken over the played line before, so that it is known."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.siti, self.budi = world.desk(), world.desk("budi")
        self.budi.round()
        for _ in range(3):
            self.round()
            self.siti.create(full_name="Awal", health_note="a" * 300)
        self.round()
        self.budi.round()

    def round(self, budget: Budget | None = None, most: int = 1 << 20) -> Report:
        assert self.siti.line is not None
        line = PlayedLine(self.siti, self.siti.line, most)
        return self.siti.talk(line, budget or Budget()).run(lambda _: None)

    def forecast(self, budget: Budget | None = None) -> Forecast:
        return forecast_of(self.siti, budget or Budget())


def _workers(desk: StoreDesk, count: int, seed: int) -> list[Any]:
    chance = Random(seed)
    return [
        desk.create(full_name=f"Siti {chance.randrange(999)}", nik=None, health_note=chance.randbytes(80).hex())
        for _ in range(count)
    ]


def _nothing(_: Played) -> None:
    pass


def _one_edit(played: Played) -> None:
    played.siti.create(full_name="Siti Aminah")


def _creates(played: Played) -> None:
    _workers(played.siti, 150, 1)


def _edits(played: Played) -> None:
    rows = _workers(played.siti, 60, 2)
    played.round()
    for number, row in enumerate(rows):
        played.siti.edit(row, working_area=f"Kav. {number}", bpjs_tk_no=f"{number:011}")


def _urgent_and_others(played: Played) -> None:
    _workers(played.siti, 60, 3)
    for number in range(10):
        played.siti.create("case", status="REGISTERED", priority="P1", summary=f"Kasus {number}")


def _news_after_a_cut(played: Played) -> None:
    _workers(played.budi, 200, 4)
    played.budi.round()
    for _ in range(9):
        played.siti.pace.failed()
    with pytest.raises(NoAnswer):
        played.round(most=1)
    _workers(played.siti, 20, 5)


def _an_envelope_on_its_way(played: Played) -> None:
    _workers(played.siti, 60, 6)
    with pytest.raises(NoAnswer):
        played.round(most=0)


def _near(said: float, happened: float) -> bool:
    return abs(said - happened) <= 0.15 * happened


@pytest.mark.parametrize(
    "mixture",
    [_nothing, _one_edit, _creates, _edits, _urgent_and_others, _news_after_a_cut, _an_envelope_on_its_way],
)
def test_bytes_and_seconds_are_as_forecast(world: World, mixture: Callable[[Played], None]) -> None:
    played = Played(world)
    mixture(played)

    said = played.forecast()
    report = played.round()

    happened = report.bytes_out + report.bytes_in
    assert _near(said.bytes, happened), (said, report)
    assert said.seconds is not None
    assert _near(said.seconds, report.seconds), (said, report)


@pytest.mark.parametrize("allowed", [12_000, 25_000])
def test_what_a_budget_leaves_is_said_by_lane(world: World, allowed: int) -> None:
    played = Played(world)
    _workers(played.siti, 200, 1)
    case = played.siti.create("case", status="REGISTERED", priority="P1", summary="Ditahan")
    budget = Budget(bytes=allowed)

    said = played.forecast(budget)
    report = played.round(budget)

    urgent, others = said.lanes
    assert (urgent.lane, urgent.count, urgent.waiting) == ("urgent", 1, 0)
    assert (others.lane, others.count) == ("changes", 200)
    assert played.siti.get(case).sync == "centre"
    assert _near(said.bytes, report.bytes_out + report.bytes_in), (said, report)
    assert _near(others.count - others.waiting, report.sent - 1), (said, report)


@pytest.mark.parametrize("others", [0, 5])
def test_one_change_on_its_way_that_the_budget_does_not_hold_is_said_to_wait_whole(world: World, others: int) -> None:
    played = Played(world)
    chance = Random(8)
    text = "".join(chr(chance.randrange(0x4E00, 0x9F00)) for _ in range(7_900))
    large = played.siti.create("case", status="REGISTERED", narrative=text)
    with pytest.raises(NoAnswer):
        played.round(most=0)
    _workers(played.siti, others, 9)
    budget = Budget(bytes=9_000)

    said = played.forecast(budget)
    report = played.round(budget)

    assert [(lane.lane, lane.count, lane.waiting) for lane in said.lanes] == [("changes", others + 1, 1)]
    assert (report.sent, played.siti.get(large).sync) == (others, "waiting")
    assert bool(said.bytes) == bool(report.bytes_out) == bool(others)
    assert said.bytes <= report.bytes_out + report.bytes_in <= 9_000


def test_a_line_that_is_not_known_yet_promises_no_time(world: World) -> None:
    desk = world.desk()
    desk.create(full_name="Siti")
    assert forecast_of(desk, Budget()).seconds is None
