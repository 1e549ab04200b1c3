"""Restricted cases against a centre that lies: who ended a restriction, who reads, which key is newest; and reasons."""

from typing import Any

import pytest

from desktop.actions import restriction
from desktop.store import case_marks, members, records
from desktop.store.row import Row
from desktop.store.vault import Vault
from sync.domain.rules.restricted import SEALED
from sync.errors import CaseSealed, InvalidField, RuleBroken
from sync.identity import lowering
from sync.identity.case_key import CaseKey
from tests.store.test_restricted import PLACE, SECRET, centre_text, do, file_text, meet, restricted_case
from tests.store.test_restricted_hostile import boxed_under, key_for, lie, make, note, opens
from tests.store.world import StoreDesk, World

AT = "2026-03-10T06:42:00.000Z"


def everything_taken(desk: StoreDesk, case: Row) -> dict[str, Any]:
    """What a centre writes that would have the case seem open: neither flag nor anything sealed is left."""
    with desk.store.reading() as connection:
        stored = records.load(connection, "case", case.id)
    assert stored is not None
    return {path: None for path in stored.values if path.startswith(SEALED)} | {"restricted": None}


def signed(*desks: StoreDesk, case: Row, raised: int = 1) -> str:
    """A proof that the officers of two desks ended a restriction."""
    first, second = desks
    assert first.store.signer is not None
    assert second.store.signer is not None
    asked = first.store.signer.sign(lowering.asked(case.id, raised, first.officer, AT))
    agreed = second.store.signer.sign(lowering.agreed(case.id, raised, first.officer, second.officer))
    return lowering.written(raised, [first.officer, AT, asked], [second.officer, agreed])


def is_closed(desk: StoreDesk, case: Row) -> bool:
    with desk.store.reading() as connection:
        return case_marks.is_closed(connection, case.id)


def lowered(first: StoreDesk, second: StoreDesk, case: Row) -> None:
    do(first, lambda unit: restriction.propose_opening(case.id, unit))
    meet(first, second)
    do(second, lambda unit: restriction.open_up(case.id, unit))
    meet(second, first)


def test_a_centre_that_takes_flag_and_seal_away_gets_nothing_of_what_is_written_after(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = restricted_case(siti)
    meet(siti, budi)
    lie(world, siti, case, **everything_taken(siti, case))
    meet(siti, budi)

    siti.edit(siti.get(case), summary=f"{SECRET} di rumah aman")
    note(siti, case, f"{SECRET} dijemput")
    with pytest.raises(CaseSealed):
        note(budi, case, f"{SECRET} terlihat")
    meet(siti)

    assert SECRET not in centre_text(world)
    assert siti.get(case).fields["summary"] == f"{SECRET} di rumah aman"
    assert restriction.look_at(siti.store, case.id).is_restricted


def test_a_proof_counts_only_with_two_officers_signatures_of_this_restriction(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case, other = restricted_case(siti), restricted_case(siti)
    meet(siti, budi)
    stranger = world.stranger("budi")

    for proof in (
        None,
        "[]",
        signed(siti, siti, case=case),
        signed(siti, stranger, case=case),
        signed(stranger, siti, case=case),
        signed(siti, budi, case=other),
        signed(siti, budi, case=case, raised=0),
    ):
        lie(world, siti, case, **everything_taken(siti, case), lowered=proof)
        meet(siti)
        assert is_closed(siti, case), proof

    lie(world, siti, case, lowered=signed(siti, budi, case=case))
    meet(siti)
    assert not is_closed(siti, case)


def test_two_officers_open_a_case_for_every_desk_and_it_can_be_closed_anew(world: World) -> None:
    siti, budi, rani = world.desk("siti"), world.desk("budi"), world.desk("rani")
    meet(siti, budi, rani)
    case = restricted_case(siti, co_owners=["budi"])
    meet(siti, budi, rani)

    lowered(siti, budi, case)
    meet(rani)
    assert not any(is_closed(desk, case) for desk in (siti, budi, rani))
    rani.edit(rani.get(case), summary="Gaji")

    proof = siti.get(case).fields["lowered"]
    rani.edit(rani.get(case), restricted=True, owner="rani", co_owners=[])
    meet(rani, siti, budi)
    assert all(is_closed(desk, case) for desk in (siti, budi, rani))
    assert "summary" not in siti.get(case).fields

    lie(world, rani, case, **everything_taken(rani, case), lowered=proof)
    meet(rani, siti)
    rani.edit(rani.get(case), incident_place=PLACE)
    meet(rani)
    assert PLACE not in centre_text(world)


def test_nobody_ends_a_restriction_on_a_proposal_that_its_officer_did_not_sign(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = restricted_case(siti)
    meet(siti, budi, siti)
    lie(world, siti, case, lowering_by="budi", lowering_at=AT)
    meet(siti)

    with pytest.raises(RuleBroken):
        do(siti, lambda unit: restriction.open_up(case.id, unit))


def test_a_made_up_member_gets_no_later_key(world: World) -> None:
    siti, budi, rani = world.desk("siti"), world.desk("budi"), world.desk("rani")
    meet(siti, budi, rani)
    case = restricted_case(siti)
    meet(siti, budi, rani)
    do(siti, lambda unit: members.add(unit, case.id, "rani", "HANDLING"))
    meet(siti, budi, rani)
    with siti.store.reading() as connection:
        (key,) = siti.vault().keys.all_of(connection, case.id)
    made_up = CaseKey(id=key.id, raw=bytes(32), naming=bytes(32))
    make(world, siti, "case_key", **key_for(budi, case, made_up, budi, family=key.family, number=1))
    make(world, siti, "case_key", **(key_for(budi, case, made_up, budi) | {"given_by": "siti"}))
    meet(siti)

    do(siti, lambda unit: members.remove(unit, case.id, "rani", "pindah tugas"))
    siti.edit(siti.get(case), summary=f"{SECRET} aman")
    meet(siti, budi)

    assert not boxed_under(siti, case) & {one.id for one in opens(budi, case)}
    with siti.store.reading() as connection:
        assert siti.vault().keys.members(connection, case.id) == {"siti"}


def test_who_knew_a_later_key_does_not_write_under_an_old_one(world: World) -> None:
    siti, budi, rani = world.desk("siti"), world.desk("budi"), world.desk("rani")
    meet(siti, budi, rani)
    case = restricted_case(siti, co_owners=["budi", "rani"])
    meet(siti, budi, rani)
    do(siti, lambda unit: members.remove(unit, case.id, "budi", "pindah tugas"))
    meet(siti, rani)
    rani.edit(rani.get(case), summary=f"{SECRET} aman")
    with rani.store.reading() as connection:
        sql = "SELECT _id FROM r_case_key WHERE officer = 'rani' AND number = 2"
        (later,) = connection.exec_driver_sql(sql).scalars().all()
    lie(world, rani, Row(kind="case_key", id=later, rev=1, sync="centre", fields={}), wrapped="AAAA")
    meet(rani)

    rani.store.vault = Vault("rani", rani.opening)  # the next morning
    with pytest.raises(CaseSealed) as refused:
        rani.edit(rani.get(case), incident_place="Rumah aman")
    assert refused.value.rule == "old-key"


def test_two_who_let_two_others_go_at_once_leave_neither_of_them_a_key(world: World) -> None:
    siti, rani, budi, dewi = (world.desk(name) for name in ("siti", "rani", "budi", "dewi"))
    meet(siti, rani, budi, dewi)
    case = restricted_case(siti, co_owners=["rani", "budi", "dewi"])
    meet(siti, rani, budi, dewi)
    do(siti, lambda unit: members.remove(unit, case.id, "budi", "pindah tugas"))
    do(rani, lambda unit: members.remove(unit, case.id, "dewi", "pindah tugas"))
    meet(siti, rani, siti)

    rani.edit(rani.get(case), summary=f"{SECRET} aman")
    meet(rani, siti, budi, dewi)
    siti.edit(siti.get(case), summary=f"{SECRET} dijemput")
    meet(siti, rani, budi, dewi)

    assert rani.get(case).fields["summary"] == siti.get(case).fields["summary"] == f"{SECRET} dijemput"
    for gone in (budi, dewi):
        assert not boxed_under(rani, case) & {one.id for one in opens(gone, case)}
    shown = [member.officer for member in restriction.look_at(budi.store, case.id).members]
    assert sorted(shown) == ["rani", "siti"]


def test_the_reason_of_a_deletion_is_read_by_members_only(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = restricted_case(siti)
    found, other = note(siti, case, f"{SECRET} ditemui"), note(siti, case, f"{SECRET} dijemput")
    meet(siti, budi)

    do(siti, lambda unit: unit.delete("action", found.id, f"{SECRET} minta dihapus"))
    do(siti, lambda unit: unit.edit("action", other.id, {"summary": "Selesai"}, reason=f"{SECRET} pulang"))
    meet(siti, budi)

    assert siti.get(found).deleted == f"{SECRET} minta dihapus"
    assert [past.reason for past in siti.store.history(other.id)][-1] == f"{SECRET} pulang"
    last = siti.store.history(found.id)[-1]
    assert last.reason == last.values["_deleted"] == f"{SECRET} minta dihapus"
    assert budi.get(found).deleted == "sealed"
    assert budi.store.history(other.id)[-1].reason is None
    assert SECRET not in centre_text(world)
    assert SECRET not in file_text(budi)
    with pytest.raises(InvalidField):
        do(siti, lambda unit: unit.delete("action", other.id, "a" * 1500))
