"""Restricted cases put right, unasked: two restrictions at once, what waited in the open, rests after an opening."""

from desktop.actions import conflicts, outbox, restriction
from desktop.store import records, tending
from desktop.store.row import Row
from desktop.store.vault import is_place
from tests.store.test_restricted import PLACE, SECRET, centre_text, do, file_text, meet, restricted_case
from tests.store.test_restricted_hostile import note
from tests.store.test_restricted_proofs import lowered
from tests.store.world import StoreDesk, World


def tend(*desks: StoreDesk) -> None:
    """What opening the desk and its rounds do."""
    for desk in desks:
        do(desk, tending.tend)
    meet(*desks)


def raised_twice(world: World) -> tuple[StoreDesk, StoreDesk, StoreDesk, Row]:
    """A case of rani's that siti and budi restrict at once; what siti says reaches the centre first."""
    siti, budi, rani = (world.desk(name) for name in ("siti", "budi", "rani"))
    meet(siti, budi, rani)
    case = siti.create("case", status="REGISTERED", summary="Gaji", owner="rani")
    meet(siti, budi, rani)
    siti.edit(siti.get(case), restricted=True, summary="satu")
    budi.edit(budi.get(case), restricted=True, summary="dua", incident_place=PLACE)
    return siti, budi, rani, case


def places(desk: StoreDesk, row: Row) -> list[str]:
    with desk.store.reading() as connection:
        stored = records.load(connection, row.kind, row.id)
    assert stored is not None
    return [path for path in stored.values if is_place(path)]


def test_of_two_restrictions_at_once_the_first_counts_and_its_members_read_what_the_other_sealed(world: World) -> None:
    siti, budi, rani, case = raised_twice(world)
    said = note(budi, case, f"{SECRET} ditemui")
    meet(siti, budi, rani)
    assert siti.get(case).fields.get("incident_place") is None

    tend(rani)
    meet(siti, budi, rani)

    assert siti.get(case).fields["summary"] == "satu"
    assert siti.get(case).fields["incident_place"] == PLACE
    assert siti.get(said).fields["summary"] == f"{SECRET} ditemui"
    assert budi.get(said).fields["summary"] == f"{SECRET} ditemui"  # nothing was taken from who reads the other only
    assert not conflicts.open_ones(rani.store)


def test_who_restricted_it_second_asks_by_itself_and_once_let_in_nothing_said_twice_is_lost(world: World) -> None:
    siti, budi, rani, case = raised_twice(world)
    meet(siti, budi, rani)
    tend(budi, rani, budi)
    meet(siti, budi, rani)

    (request,) = restriction.requests(siti.store)
    do(siti, lambda unit: restriction.answer(request.id, unit, given=True))
    meet(siti, budi, rani)
    tend(rani, budi)
    meet(siti, budi, rani)

    for desk in (siti, budi, rani):
        found = [one for one in conflicts.open_ones(desk.store) if one.path == "summary"]
        assert {(one.present, one.other) for one in found} == {("satu", "dua")}
        assert desk.get(case).fields["incident_place"] == PLACE
        assert "sealed" not in desk.get(case).fields


def test_two_who_unite_it_at_once_mean_one_thing(world: World) -> None:
    siti, budi, rani, case = raised_twice(world)
    dewi = world.desk("dewi")
    meet(siti, budi, rani, dewi)
    do(rani, lambda unit: restriction.give(case.id, "dewi", "HANDLING", unit))
    meet(rani, dewi, siti)

    do(rani, tending.tend)
    do(dewi, tending.tend)
    meet(rani, dewi, siti)

    assert not conflicts.open_ones(siti.store)
    assert siti.get(case).fields["incident_place"] == PLACE


def test_work_that_waits_in_the_open_goes_under_the_key_as_soon_as_the_desk_knows(world: World) -> None:
    siti, budi, rani = (world.desk(name) for name in ("siti", "budi", "rani"))
    meet(siti, budi, rani)
    case = siti.create("case", status="REGISTERED", summary="Gaji", owner="siti", co_owners=["budi"])
    meet(siti, budi, rani)
    budi.edit(budi.get(case), incident_place=PLACE)
    rani.edit(rani.get(case), complainant_name=SECRET)
    siti.edit(siti.get(case), restricted=True)
    given = siti.store.handing().give(siti.store.handing().holds(), 100_000)
    for desk in (budi, rani):
        desk.store.handing().take([given.handing])
        do(desk, tending.tend)

    assert PLACE not in file_text(budi)
    (refused,) = outbox.refused(rani.store)
    assert refused.code == "not-sealed"
    meet(siti, budi, rani, siti)
    assert not outbox.refused(budi.store)
    assert siti.get(case).fields["incident_place"] == PLACE
    assert PLACE not in centre_text(world)
    assert SECRET not in centre_text(world)


def test_what_was_sealed_unaware_of_an_opening_comes_into_the_open_beside_what_stands_there(world: World) -> None:
    siti, budi, rani = (world.desk(name) for name in ("siti", "budi", "rani"))
    meet(siti, budi, rani)
    case = restricted_case(siti, co_owners=["budi", "rani"], incident_place="Gudang")
    meet(siti, budi, rani)
    rani.edit(rani.get(case), incident_place="Rumah aman", outcome="Pulang")
    lowered(siti, budi, case)
    rani.round()
    meet(siti, budi)

    budi.edit(budi.get(case), summary="Gaji")  # it is no restricted case for anybody
    assert budi.get(case).fields["summary"] == "Gaji"
    tend(rani)
    meet(siti, budi)

    for desk in (siti, budi, rani):
        assert not places(desk, case)
        assert desk.get(case).fields["outcome"] == "Pulang"
        (found,) = conflicts.open_ones(desk.store)
        assert (found.path, {found.present, found.other}) == ("incident_place", {"Gudang", "Rumah aman"})
