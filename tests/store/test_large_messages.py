"""What is too large for the line, or for a proxy on the way, goes in smaller messages; nothing is lost or doubled."""

from contextlib import suppress
from random import Random

import pytest

from sync.engine.budget import Budget
from sync.engine.pace import Pace
from sync.errors import NoAnswer, TimedOut, TooLarge, Unreachable
from tests.store.answers import check
from tests.store.world import CutLine, StoreDesk, World


class Narrow:
    """A line that carries no ask larger than *most*; the centre may have got it all the same."""

    def __init__(self, line: CutLine, most: int, error: type[Unreachable], *, arrives: bool = False) -> None:
        self._line, self._most, self._error, self._arrives = line, most, error, arrives
        self.sizes: list[int] = []

    def exchange(self, envelope: bytes) -> bytes:
        self.sizes.append(len(envelope))
        if len(envelope) <= self._most:
            return self._line.exchange(envelope)
        if self._arrives:
            self._line.exchange(envelope)
        raise self._error


def _fill(desk: StoreDesk, count: int = 60) -> None:
    chance = Random(7)
    for number in range(count):
        desk.create(full_name=f"W{number}", health_note=chance.randbytes(150).hex())


def test_a_proxy_that_refuses_large_messages_gets_smaller_ones_in_the_same_round(world: World) -> None:
    desk = world.desk()
    _fill(desk)
    assert desk.line is not None
    line = Narrow(desk.line, 6_000, TooLarge)

    assert desk.talk(line).run(lambda _: None).sent == 60
    assert sum(size > 6_000 for size in line.sizes) <= 3
    check(world, desk)


def test_a_proxy_that_refuses_even_the_smallest_messages_is_not_asked_without_end(world: World) -> None:
    desk = world.desk()
    _fill(desk)
    assert desk.line is not None
    line = Narrow(desk.line, 1_000, TooLarge)

    with pytest.raises(TooLarge):
        desk.talk(line).run(lambda _: None)

    assert line.sizes == sorted(set(line.sizes), reverse=True)  # never the same size again
    desk.round()
    check(world, desk)


def test_what_a_proxy_refuses_is_paid_from_the_budget(world: World) -> None:
    desk = world.desk()
    _fill(desk)
    assert desk.line is not None
    line = Narrow(desk.line, 4_500, TooLarge)

    report = desk.round(line, Budget(bytes=15_000))

    assert report.sent
    assert sum(line.sizes) <= 15_000
    desk.round()
    check(world, desk)


@pytest.mark.parametrize("arrives", [False, True])
def test_an_envelope_of_a_good_day_gets_through_a_line_that_became_bad(world: World, arrives: bool) -> None:  # noqa: FBT001
    siti, budi = world.desk(), world.desk("budi")
    siti.pace.limit_bytes = 1 << 20
    _fill(siti, 60)
    assert siti.line is not None
    line = Narrow(siti.line, 9_000, TimedOut, arrives=arrives)

    failures = 0
    while True:
        try:
            siti.talk(line).run(lambda _: None)
            break
        except TimedOut:
            failures += 1
            assert failures < 5

    assert line.sizes[0] == line.sizes[1] > 9_000 > max(line.sizes[2:])
    budi.round()
    check(world, siti, budi)


@pytest.mark.parametrize("error", [TooLarge, TimedOut])
def test_one_change_that_no_line_carries_does_not_hold_up_what_is_urgent(
    world: World, error: type[TooLarge | TimedOut]
) -> None:
    desk = world.desk()
    desk.round()
    chance = Random(1)
    text = "".join(chr(chance.randrange(0x4E00, 0x9F00)) for _ in range(7_900))
    large = desk.create("case", status="REGISTERED", narrative=text)
    assert desk.line is not None
    line = Narrow(desk.line, 5_000, error)
    for _ in range(2):
        with pytest.raises(error):
            desk.talk(line).run(lambda _: None)
    case = desk.create("case", status="REGISTERED", priority="P1", summary="Ditahan")

    with suppress(TooLarge):  # told when the rest has gone
        desk.talk(line).run(lambda _: None)

    assert (desk.get(case).sync, desk.get(large).sync) == ("centre", "waiting")
    with pytest.raises(error):
        desk.talk(line).run(lambda _: None)
    desk.round()
    check(world, desk)


def test_one_change_that_is_too_large_by_itself_stays_on_its_way(world: World) -> None:
    desk = world.desk()
    _fill(desk, 1)
    assert desk.line is not None
    with pytest.raises(TooLarge):
        desk.talk(Narrow(desk.line, 500, TooLarge)).run(lambda _: None)
    before = desk.replica().in_flight()
    desk.line.loses_asks = True
    with pytest.raises(NoAnswer):
        desk.round()
    assert desk.replica().in_flight() == before


class Dying:
    """A line that dies under every answer larger than *most*: the centre has the ask, and keeps its answer as it is."""

    def __init__(self, line: CutLine, most: int) -> None:
        self._line, self._most = line, most

    def exchange(self, envelope: bytes) -> bytes:
        sealed = self._line.exchange(envelope)
        if len(sealed) > self._most:
            error = NoAnswer()
            error.announced = len(sealed)
            raise error
        return sealed


@pytest.mark.parametrize("restarts", [False, True])
def test_an_answer_of_a_good_day_does_not_hold_a_desk_up_whose_line_became_bad(world: World, restarts: bool) -> None:  # noqa: FBT001
    siti, budi = world.desk(), world.desk("budi")
    siti.round()
    siti.pace.limit_bytes = 1 << 20
    _fill(budi, 300)
    budi.round()
    mine = siti.create(full_name="Siti Aminah")
    assert siti.line is not None
    failures = 0
    while siti.get(mine).sync != "centre":
        line = Dying(siti.line, 9_000)
        if restarts:
            siti.pace = Pace(siti.pace.clock, siti.pace.seen)
        with suppress(NoAnswer):
            siti.talk(line).run(lambda _: None)
        failures += 1
        assert failures < 15
    siti.round()
    budi.round()
    check(world, siti, budi)


def test_an_envelope_of_four_kilobytes_goes_in_smaller_ones_where_the_line_dies_under_it(world: World) -> None:
    desk = world.desk()
    desk.round()
    desk.pace.limit_bytes = 7_000
    _fill(desk, 40)
    assert desk.line is not None
    line = Narrow(desk.line, 4_600, NoAnswer)
    for _ in range(9):
        with suppress(NoAnswer):
            desk.talk(line).run(lambda _: None)
    assert 4_600 < line.sizes[0] < 8_192
    assert desk.replica().in_flight() is None
    assert not desk.replica().batch(1, 1).changes
    check(world, desk)
