"""A round within a budget: the most urgent goes, no more bytes than were allowed, and the rest waits and says so."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from desktop.store.row import Row
from sync.engine.budget import AROUND, Budget
from sync.errors import NoAnswer
from tests.store.answers import check
from tests.store.world import CutLine, StoreDesk, World

_SMALLEST = 9500
"""Bytes of an answer that brings one record: it comes in any case; in the first one the directory and its keys, too."""


class Counted:
    """A line that counts the envelopes in both directions and what stands around them."""

    def __init__(self, line: CutLine) -> None:
        self._line = line
        self.bytes = 0
        self.segment = line.segment

    def exchange(self, envelope: bytes) -> bytes:
        sealed = self._line.exchange(envelope)
        self.bytes += len(envelope) + len(sealed) + AROUND
        return sealed


def _fill(desk: StoreDesk, count: int, seed: int) -> list[Any]:
    chance = Random(seed)
    return [
        desk.create(full_name=f"W{number}", health_note=chance.randbytes(chance.choice((20, 150))).hex())
        for number in range(count)
    ]


def _large(desk: StoreDesk) -> Row:
    """Save one change of more than 6000 bytes, however well it is packed."""
    chance = Random(1)
    return desk.create(
        full_name="Siti", health_note="".join(chr(chance.randrange(0x4E00, 0x9F00)) for _ in range(3900))
    )


def _waiting(desk: StoreDesk) -> int:
    with desk.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar() or 0)


@pytest.mark.parametrize("allowed", [3_000, 8_000, 20_000])
def test_a_round_keeps_to_its_bytes_and_sends_the_most_urgent_first(world: World, allowed: int) -> None:
    siti, budi = world.desk(), world.desk("budi")
    _fill(budi, 120, 1)
    budi.round()
    others = _fill(siti, 120, 2)
    case = siti.create("case", status="REGISTERED", priority="P1", summary="Ditahan")
    assert siti.line is not None

    line = Counted(siti.line)
    report = siti.round(line, Budget(bytes=allowed))

    assert line.bytes <= allowed + _SMALLEST
    assert siti.get(case).sync == "centre"
    assert _waiting(siti) > 0 or report.to_come > 0
    sent = [siti.get(row).sync == "centre" for row in others]
    assert sent == sorted(sent, reverse=True)  # in their order, without a gap
    siti.round()
    budi.round()
    check(world, siti, budi)


def test_news_wait_while_own_changes_still_do(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    _fill(budi, 200, 1)
    budi.round()
    _fill(siti, 200, 2)

    report = siti.round(budget=Budget(bytes=14_000))

    assert report.sent > 20
    assert report.received < 10


def test_a_budget_that_is_too_small_for_anything_sends_nothing_and_loses_nothing(world: World) -> None:
    desk = world.desk()
    desk.create(full_name="Siti")

    report = desk.round(budget=Budget(bytes=500))

    assert (report.round_trips, report.bytes_out) == (0, 0)
    assert desk.round().sent == 1


def test_a_change_that_is_larger_than_the_budget_waits_and_news_come(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    siti.round()
    budi.create(full_name="Budi")
    budi.round()
    large = siti.create(full_name="Siti", health_note=Random(1).randbytes(900).hex())

    report = siti.round(budget=Budget(bytes=3_000))

    assert (report.sent, report.received) == (0, 1)
    assert report.bytes_out + report.bytes_in < 3_000
    assert siti.get(large).sync == "waiting"
    assert siti.round().sent == 1


def test_a_change_that_is_larger_than_the_budget_is_not_asked_about_again_and_an_urgent_one_passes_it(
    world: World,
) -> None:
    siti = world.desk()
    siti.round()
    large = _large(siti)
    talk = siti.talk(budget=Budget(bytes=5_500))
    trips = talk.run(lambda _: None).round_trips

    assert talk.meanwhile().round_trips == trips
    case = siti.create("case", status="REGISTERED", priority="P1", summary="Ditahan")
    assert talk.meanwhile().round_trips == trips + 1
    assert (siti.get(case).sync, siti.get(large).sync) == ("centre", "waiting")


def test_one_change_on_its_way_waits_for_a_budget_that_it_fits(world: World) -> None:
    desk = world.desk()
    _large(desk)
    _lose_an_answer(desk)

    assert desk.round(budget=Budget(bytes=3_000)).round_trips == 0
    assert desk.round(budget=Budget(bytes=60_000)).sent == 1
    check(world, desk)


def test_an_envelope_on_its_way_that_the_budget_has_no_room_for_gives_way_to_a_smaller_one(world: World) -> None:
    desk = world.desk()
    _fill(desk, 60, 1)
    _lose_an_answer(desk)

    report = desk.round(budget=Budget(bytes=6_000))

    assert 0 < report.sent < 60
    assert report.bytes_out + report.bytes_in <= 6_000 + _SMALLEST
    desk.round()
    check(world, desk)


def _lose_an_answer(desk: StoreDesk) -> None:
    assert desk.line is not None
    desk.line.loses_answers = True
    with pytest.raises(NoAnswer):
        desk.round()
    desk.line.loses_answers = False


def test_a_round_keeps_to_its_seconds(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    _fill(budi, 200, 1)
    budi.round()
    clock = siti.clock
    assert siti.line is not None

    class Slow(Counted):
        def exchange(self, envelope: bytes) -> bytes:
            before = self.bytes
            sealed = super().exchange(envelope)
            clock.passes(timedelta(seconds=0.6 + (self.bytes - before) / 1000))
            return sealed

    report = siti.round(Slow(siti.line), Budget(seconds=20))

    assert 12 <= report.seconds <= 24
    assert report.to_come > 0
    siti.round()
    check(world, siti, budi)


@pytest.mark.parametrize("allowed", [3_000, 9_000])
def test_a_snapshot_comes_over_many_small_budgets(world: World, allowed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.gateway.snapshots.kept.LEAST", 1)
    siti, budi = world.desk(), world.desk("budi")
    _fill(siti, 120, 1)
    siti.round()
    world.snapshot()

    rounds = 0
    while budi.replica().position().cursor < 120:
        report = budi.round(budget=Budget(bytes=allowed))
        assert report.bytes_out + report.bytes_in <= allowed + _SMALLEST
        rounds += 1
        assert rounds < 60

    assert rounds > 1
    check(world, siti, budi)
