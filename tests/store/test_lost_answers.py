"""A lost answer: the same envelope goes again, and the round does not end with the news of hours ago."""

from contextlib import nullcontext

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


@pytest.mark.parametrize("is_heard", [True, False])
def test_who_edits_a_value_that_gave_way_meanwhile_leaves_one_question_with_the_newer_value(
    world: World,
    is_heard: bool,  # noqa: FBT001
) -> None:
    siti, budi = world.desk(), world.desk("budi")
    case = siti.create("case", status="REGISTERED", priority="P3", summary="Gaji")
    siti.round()
    budi.round()
    siti.edit(case, priority="P4")
    assert siti.line is not None
    siti.line.loses_answers = not is_heard
    with nullcontext() if is_heard else pytest.raises(NoAnswer):
        siti.round()
    siti.line.loses_answers = False
    budi.edit(budi.get(case), priority="P1")  # more protective: it takes the place of the one in force
    budi.round()
    siti.edit(siti.get(case), priority="P2")
    siti.round()
    budi.round()

    asked = [row.fields for row in budi.store.page("conflict").rows if row.fields["state"] == "OPEN"]
    assert [(one["present"], one["other"], one["other_officer"]) for one in asked] == [('"P1"', '"P2"', "siti")]
    check(world, siti, budi)
