"""Whose key a restricted case is written under: never one that somebody made who could not read it, or may no more."""

from dataclasses import replace
from functools import partial

import pytest

from desktop.store import members
from sync.identity.case_key import CaseKey
from tests.store.test_restricted import SECRET, do, meet, restricted_case
from tests.store.test_restricted_hostile import boxed_under, key_for, make, opens
from tests.store.world import StoreDesk, World

EARLY = "2020-01-01T00:00:00.000Z"


def all_write(world: World, case: object, *desks: StoreDesk) -> set[str]:
    """Let each write into the case, the next morning; return under which keys."""
    del world
    under: set[str] = set()
    for desk in desks:
        desk.store.vault = desk.vault()
        desk.edit(desk.get(case), summary=f"{SECRET}, {desk.officer}")  # type: ignore[arg-type]
        meet(*desks)
        under |= boxed_under(desk, case)  # type: ignore[arg-type]
        for reader in desks:
            assert reader.get(case).fields["summary"] == f"{SECRET}, {desk.officer}"  # type: ignore[arg-type]
    return under


def test_nobody_gives_another_key_under_the_name_of_the_one_in_use(world: World) -> None:
    siti, budi, rani = world.desk("siti"), world.desk("budi"), world.desk("rani")
    case = restricted_case(siti)
    meet(siti, budi, rani, siti)
    do(siti, lambda unit: members.add(unit, case.id, "rani", "HANDLING"))
    meet(siti, rani)
    (own,) = boxed_under(siti, case)
    for desk in (siti, rani):
        for number in (1, 99):
            forged = replace(CaseKey.new(), id=own, number=number)
            make(world, desk, "case_key", _at=EARLY, **key_for(desk, case, forged, budi, given_at=EARLY, number=number))
    meet(siti, rani)

    assert all_write(world, case, siti, rani) == {own}


@pytest.mark.parametrize("known", ["a later one", "the one of before, numbered anew"])
def test_who_was_taken_out_makes_no_key_for_those_who_stay(world: World, known: str) -> None:
    siti, budi, rani = world.desk("siti"), world.desk("budi"), world.desk("rani")
    case = restricted_case(siti)
    meet(siti, budi, rani, siti)
    for one in ("budi", "rani"):
        do(siti, partial(members.add, case=case.id, officer=one, reason="HANDLING"))
    meet(siti, budi, rani)
    (held,) = opens(budi, case)
    do(siti, lambda unit: members.remove(unit, case.id, "budi", "pindah tugas"))
    meet(siti, rani)
    forged = replace(held.next() if known == "a later one" else held, number=99)
    for desk in (siti, rani, budi):
        make(world, desk, "case_key", _at=EARLY, **key_for(desk, case, forged, budi, given_at=EARLY, number=99))
    meet(siti, rani)

    assert all_write(world, case, siti, rani).isdisjoint({held.id, forged.id})
