"""Lifecycles: the table of the domain page, what a move needs, and which way is forward."""

import itertools

import pytest

from sync.domain.codes import code_list
from sync.domain.rules.lifecycle import (
    CLOSING_REASON,
    LIFECYCLES,
    MOVES,
    REASON,
    SECOND_PERSON,
    SUPERVISOR,
    Lifecycle,
    check_move,
    may_move,
    rank,
)
from sync.errors import RuleBroken

CASE = LIFECYCLES["case_status"]
EVERY_LIFE = pytest.mark.parametrize("life", LIFECYCLES.values(), ids=LIFECYCLES)


def test_a_case_walks_from_the_draft_to_its_closing() -> None:
    path = ["DRAFT", "REGISTERED", "VALIDATION", "ASSESSMENT", "ASSIGNED", "IN_PROGRESS", "RESOLVED", "CLOSED"]
    assert all(may_move(one, other) for one, other in itertools.pairwise(path))
    assert [rank(status) for status in path] == sorted({rank(status) for status in path})


def test_every_pair_outside_the_table_is_refused_with_the_pair_as_the_rule() -> None:
    for status, to in itertools.product(MOVES, MOVES):
        if to not in MOVES[status]:
            with pytest.raises(RuleBroken) as refused:
                check_move(status, to)
            assert (refused.value.field, refused.value.rule) == ("status", f"{status} -> {to}")


def test_every_pair_of_the_table_is_allowed_to_the_most_urgent() -> None:
    for status, followers in MOVES.items():
        assert CASE.next_of(status, "P1") == followers
        for to in followers:
            assert check_move(status, to, "P1") == CASE.needed(status, to)


@pytest.mark.parametrize("priority", ["P2", "P3", "P4", None])
def test_only_an_emergency_goes_straight_from_registration_to_a_person(priority: str | None) -> None:
    assert may_move("REGISTERED", "ASSIGNED", "P1")
    assert not may_move("REGISTERED", "ASSIGNED", priority)
    assert CASE.next_of("REGISTERED", priority) == ("VALIDATION", "VOID")


def test_a_void_case_never_moves_again() -> None:
    assert not any(may_move("VOID", to, "P1") for to in MOVES)


def test_a_second_person_closes_what_was_resolved() -> None:
    assert check_move("RESOLVED", "CLOSED") == (CLOSING_REASON, SECOND_PERSON)


def test_a_supervisor_reopens_with_a_reason() -> None:
    assert check_move("CLOSED", "IN_PROGRESS") == (SUPERVISOR, REASON)


def test_most_moves_need_nothing_more() -> None:
    assert check_move("DRAFT", "REGISTERED") == ()


def test_a_status_of_a_newer_release_has_no_place_here() -> None:
    assert not CASE.knows("ON_THE_MOON")
    assert rank("ON_THE_MOON") == -1
    assert not may_move("ON_THE_MOON", "CLOSED", "P1")
    assert CASE.next_of("ON_THE_MOON") == ()


def test_a_merge_moves_a_case_forward_but_never_back() -> None:
    assert CASE.is_forward("REGISTERED", "ASSIGNED")
    assert CASE.is_forward("IN_PROGRESS", "RESOLVED")
    assert not CASE.is_forward("CLOSED", "IN_PROGRESS")
    assert not CASE.is_forward("ASSIGNED", "ASSIGNED")
    assert not CASE.is_forward("DRAFT", "CLOSED")


@EVERY_LIFE
def test_every_status_has_one_rank_and_every_move_leads_to_a_status(life: Lifecycle) -> None:
    ranked = [status for stage in life.stages for status in stage]
    assert sorted(ranked) == sorted(life.moves)
    assert {to for followers in life.moves.values() for to in followers} <= set(life.moves)
    assert all(life.knows(status) for status in ranked)


@pytest.mark.parametrize("name", LIFECYCLES)
def test_a_life_has_exactly_the_statuses_of_its_code_list(name: str) -> None:
    assert set(LIFECYCLES[name].moves) == set(code_list(name).by_code)


@EVERY_LIFE
def test_every_status_can_be_reached_from_the_first(life: Lifecycle) -> None:
    reached = set(life.stages[0])
    while new := {to for status in reached for to in life.moves[status]} - reached:
        reached |= new
    assert reached == set(life.moves)


@EVERY_LIFE
def test_what_is_special_about_a_move_is_said_of_a_move_of_the_table(life: Lifecycle) -> None:
    for status, to in {*life.needs, *life.urgent_only}:
        assert to in life.moves[status]
