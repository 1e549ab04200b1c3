"""A lost answer: the same envelope goes again, and the round does not end with the news of hours ago."""

import pytest

from sync.errors import NoAnswer
from tests.store.answers import answer, check
from tests.store.world import World


def test_after_a_lost_answer_one_round_brings_what_came_meanwhile(world: World) -> None:
    siti, budi = world.desk(), world.desk("budi")
    line = siti.line
    assert line is not None
    siti.create(full_name="Siti")
    line.loses_answers = True
    with pytest.raises(NoAnswer):
        siti.round()
    line.loses_answers = False
    row = budi.create(full_name="Budi")
    budi.round()

    siti.round()
    assert siti.get(row).fields["full_name"] == "Budi"
    check(world, siti, budi)


def test_an_answer_to_another_ask_leaves_what_is_on_its_way(world: World) -> None:
    desk = world.desk()
    desk.replica().freeze(b"asked since", ())
    before = desk.replica().position()
    desk.replica().apply(answer(desk))
    assert desk.replica().in_flight() == b"asked since"
    assert desk.replica().position() == before
