"""Restricted cases: what is in them is readable with their key only, not in the file and not at the centre."""

import sqlite3
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from desktop.actions import conflicts, outbox, restriction
from desktop.store import attachments, directory, members, undo, verify
from desktop.store.device import Meta
from desktop.store.row import Row
from desktop.store.unit import Unit
from desktop.store.vault import Vault
from sync.directory.content import Custodian, Protection
from sync.domain.rules.restricted import SEALED
from sync.errors import CaseSealed, InvalidField, RuleBroken
from sync.identity.keys import OpeningKey
from tests.store.world import StoreDesk, World

SECRET = "Zubaidah"
PLACE = "Gudang Tua"


def restricted_case(desk: StoreDesk, **fields: Any) -> Row:
    return desk.create(
        "case", status="REGISTERED", restricted=True, summary=f"{SECRET} disekap", owner=desk.officer, **fields
    )


def do(desk: StoreDesk, action: Callable[[Unit], Any]) -> Any:
    return desk.store.do(desk.officer, action).answer


def file_text(desk: StoreDesk) -> str:
    """All that stands in any table of the store: what a colleague with raw SQL reads."""
    found: list[str] = []
    with desk.store.reading() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars().all()
        for table in tables:
            found += [str(tuple(line)) for line in connection.exec_driver_sql(f'SELECT * FROM "{table}"')]  # noqa: S608
    return "\n".join(found)


def centre_text(world: World) -> str:
    """All that stands in the centre's database."""
    with sqlite3.connect(world._folder / "centre.db") as connection:
        return "\n".join(connection.iterdump())


def meet(*desks: StoreDesk) -> None:
    for _ in range(2):
        for desk in desks:
            desk.round()


def test_its_officer_reads_a_restricted_case_and_nobody_finds_it_in_the_file(world: World) -> None:
    siti = world.desk("siti")
    case = restricted_case(
        siti, subjects=[{"id": "s1", "stub_name": SECRET}], needs=["SAFE_PLACE"], incident_place=PLACE
    )

    shown = siti.get(case)

    assert shown.fields["summary"] == case.fields["summary"] == f"{SECRET} disekap"
    assert shown.fields["needs"] == ["SAFE_PLACE"]
    assert shown.fields["subjects"] == [{"id": "s1", "stub_name": SECRET}]
    assert SECRET not in file_text(siti)
    assert "SAFE_PLACE" not in file_text(siti)
    assert PLACE not in file_text(siti)


def test_nothing_of_it_stands_at_the_centre_and_the_digests_are_equal(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = restricted_case(siti, incident_place=PLACE)
    siti.create("action", case_id=case.id, type="NOTE", at="2026-03-10T06:42:00.000Z", summary=f"{SECRET} ditemui")

    meet(siti, budi)

    assert SECRET not in centre_text(world)
    assert PLACE not in centre_text(world)
    for desk in (siti, budi):
        with desk.store.reading() as connection:
            assert verify.digest(connection) == world.digest()


def test_a_colleague_sees_that_there_is_a_case_and_nothing_of_what_is_in_it(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = restricted_case(siti)
    meet(siti, budi)

    seen = budi.get(case)

    assert seen.fields["status"] == "REGISTERED"
    assert seen.fields["owner"] == "siti"
    assert "summary" not in seen.fields
    assert seen.fields[SEALED]
    assert SECRET not in file_text(budi)
    assert not budi.store.first_hits(SECRET)


def test_a_colleague_may_move_it_on_but_not_write_into_it(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = restricted_case(siti)
    meet(siti, budi)

    budi.edit(budi.get(case), priority="P1")
    with pytest.raises(CaseSealed):
        budi.edit(budi.get(case), summary="lain")
    with pytest.raises(CaseSealed):
        budi.create("action", case_id=case.id, type="NOTE", at="2026-03-10T06:42:00.000Z", summary="catatan")
    meet(budi, siti)

    assert siti.get(case).fields["priority"] == "P1"
    assert siti.get(case).fields["summary"] == f"{SECRET} disekap"


def test_a_member_who_is_added_reads_from_the_beginning(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = restricted_case(siti)
    note = siti.create(
        "action", case_id=case.id, type="NOTE", at="2026-03-10T06:42:00.000Z", summary=f"{SECRET} ditemui"
    )
    meet(siti, budi)

    do(siti, lambda unit: members.add(unit, case.id, "budi", "HANDLING"))
    meet(siti, budi)

    assert budi.get(case).fields["summary"] == f"{SECRET} disekap"
    assert budi.get(note).fields["summary"] == f"{SECRET} ditemui"
    budi.edit(budi.get(case), summary="Sudah aman")
    meet(budi, siti)
    assert siti.get(case).fields["summary"] == "Sudah aman"


def test_a_member_who_left_does_not_read_what_comes_after(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = restricted_case(siti)
    meet(siti, budi)
    do(siti, lambda unit: members.add(unit, case.id, "budi", "HANDLING"))
    meet(siti, budi)

    do(siti, lambda unit: members.remove(unit, case.id, "budi", "pindah tugas"))
    siti.edit(siti.get(case), summary="Dipindah ke rumah aman")
    meet(siti, budi)

    budi.store.vault = Vault("budi", budi.opening)  # the next morning
    assert "summary" not in budi.get(case).fields
    assert siti.get(case).fields["summary"] == "Dipindah ke rumah aman"
    with pytest.raises(RuleBroken, match="rule-broken"):
        do(siti, lambda unit: members.remove(unit, case.id, "siti", "pulang"))


def test_a_case_that_is_raised_takes_along_what_belongs_to_it(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = siti.create("case", status="REGISTERED", summary=f"{SECRET} disekap", owner="siti")
    note = siti.create(
        "action", case_id=case.id, type="NOTE", at="2026-03-10T06:42:00.000Z", summary=f"{SECRET} ditemui"
    )
    party = siti.create("party", case_id=case.id, role="VICTIM", name=SECRET)

    siti.edit(siti.get(case), restricted=True)
    meet(siti, budi)

    assert SECRET not in str(budi.store.history(case.id))
    for row in (case, note):
        assert siti.get(row).fields["summary"] == row.fields["summary"]
        assert "summary" not in budi.get(row).fields
    assert siti.get(party).fields["name"] == SECRET
    assert "name" not in budi.get(party).fields
    assert not siti.store.first_hits(SECRET)
    assert not budi.store.first_hits(SECRET)


def test_anybody_raises_and_two_officers_lower(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = siti.create("case", status="REGISTERED", summary=f"{SECRET} disekap", owner="siti")
    meet(siti, budi)
    budi.edit(budi.get(case), restricted=True)
    meet(budi, siti, budi)
    assert siti.get(case).fields["summary"] == f"{SECRET} disekap"

    with pytest.raises(RuleBroken):
        siti.edit(siti.get(case), restricted=False)
    siti.edit(siti.get(case), lowering_by="siti")
    with pytest.raises(RuleBroken):
        siti.edit(siti.get(case), restricted=False)
    meet(siti, budi)
    budi.edit(budi.get(case), restricted=False)
    meet(budi, siti)

    assert siti.get(case).fields["summary"] == f"{SECRET} disekap"
    assert SEALED not in siti.get(case).fields


def test_taking_the_last_save_back_does_not_lower(world: World) -> None:
    siti = world.desk("siti")
    case = siti.create("case", status="REGISTERED", summary=SECRET, owner="siti")
    siti.edit(siti.get(case), restricted=True)

    with pytest.raises(RuleBroken):
        do(siti, undo.undo_last)


def test_the_key_of_another_computer_of_an_officer_is_wrapped_too(world: World) -> None:
    siti, office, field = world.desk("siti"), world.desk("budi"), world.desk("budi")
    case = restricted_case(siti)
    meet(siti, office, field)
    do(siti, lambda unit: members.add(unit, case.id, "budi", "HANDLING"))
    meet(siti, office, field)

    assert office.get(case).fields["summary"] == field.get(case).fields["summary"] == f"{SECRET} disekap"


def test_nobody_is_added_whose_sealing_key_is_unknown(world: World) -> None:
    siti = world.desk("siti")
    case = restricted_case(siti)

    with pytest.raises(InvalidField, match="invalid-field"):
        do(siti, lambda unit: members.add(unit, case.id, "nobody", "HANDLING"))


def test_without_the_officers_key_nothing_opens(world: World) -> None:
    siti = world.desk("siti")
    case = restricted_case(siti)

    siti.store.vault = Vault("siti", OpeningKey.new())

    assert "summary" not in siti.get(case).fields


def test_a_file_of_a_restricted_case_opens_for_its_members_only(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = restricted_case(siti)
    part = attachments.seal(siti.store, b"isi berkas")
    fields = attachments.fields_of(b"isi berkas", [part])

    def add(unit: Unit) -> Row:
        row = unit.create("attachment", {"owner_kind": "case", "owner_id": case.id, "title": SECRET} | fields)
        attachments.are_here(unit, [part.name])
        return row

    file = do(siti, add)
    meet(siti, budi)

    assert attachments.opened(siti.store, siti.get(file)) == b"isi berkas"
    assert SECRET not in file_text(budi)
    assert "blob_key" not in budi.get(file).fields


def test_two_officers_who_write_to_one_sealed_field_meet_in_a_conflict_that_both_can_read(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = restricted_case(siti)
    meet(siti, budi)
    do(siti, lambda unit: members.add(unit, case.id, "budi", "HANDLING"))
    meet(siti, budi)

    siti.edit(siti.get(case), incident_place="Gudang")
    budi.edit(budi.get(case), incident_place="Rumah majikan")
    meet(siti, budi, siti)
    (found,) = conflicts.open_ones(budi.store)

    assert (found.path, found.present, found.other) == ("incident_place", "Gudang", "Rumah majikan")
    do(budi, lambda unit: conflicts.settle(found.id, "Dua tempat", unit))
    meet(budi, siti)
    assert siti.get(case).fields["incident_place"] == budi.get(case).fields["incident_place"] == "Dua tempat"
    assert not conflicts.open_ones(siti.store)
    assert "Dua tempat" not in centre_text(world)


def test_the_past_of_a_restricted_case_reads_in_plain_words_for_its_members(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = restricted_case(siti)
    siti.edit(siti.get(case), summary="Sudah aman")
    meet(siti, budi)

    assert [past.values.get("summary") for past in siti.store.history(case.id)] == [f"{SECRET} disekap", "Sudah aman"]
    assert all("summary" not in past.values for past in budi.store.history(case.id))


def test_who_has_no_key_asks_and_who_has_it_gives(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = restricted_case(siti)
    meet(siti, budi)

    do(budi, lambda unit: restriction.ask(case.id, "EMERGENCY", unit))
    with pytest.raises(RuleBroken):
        do(budi, lambda unit: restriction.ask(case.id, "EMERGENCY", unit))
    assert not restriction.requests(budi.store)
    meet(budi, siti)
    (request,) = restriction.requests(siti.store)
    do(siti, lambda unit: restriction.answer(request.id, unit, given=True))
    meet(siti, budi)

    assert budi.get(case).fields["summary"] == f"{SECRET} disekap"
    assert {member.officer for member in restriction.look_at(budi.store, case.id).members} == {"siti", "budi"}
    with pytest.raises(RuleBroken):
        do(siti, lambda unit: restriction.answer(request.id, unit, given=False))


def test_a_change_that_was_made_unaware_comes_back_and_goes_again_under_the_key(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = siti.create("case", status="REGISTERED", summary="Gaji", owner="siti", co_owners=["budi"])
    meet(siti, budi)
    budi.edit(budi.get(case), incident_place=PLACE)
    siti.edit(siti.get(case), restricted=True)
    siti.round()
    budi.round()

    assert PLACE not in centre_text(world)
    (refused,) = outbox.refused(budi.store)
    assert refused.code == "not-sealed"
    do(budi, lambda unit: outbox.resend(refused.change.id, unit))
    meet(budi, siti)
    assert siti.get(case).fields["incident_place"] == PLACE
    assert PLACE not in centre_text(world)


def with_unit(desk: StoreDesk, unit: OpeningKey) -> None:
    """Let the directory that a desk has proven name the protection unit."""
    with desk.store.transactions.write() as connection:
        meta = Meta(connection)
        named = Protection(keys=(Custodian(name="PWNI", seal=unit.public.text),))
        kept = msgspec.structs.replace(directory.kept(meta), protection=named)
        meta.keep("directory", msgspec.json.encode(kept).decode())


def test_the_protection_unit_lets_an_officer_in_where_nobody_else_can(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    siti.round()
    pwni = OpeningKey.new()
    with_unit(siti, pwni)
    case = restricted_case(siti)
    siti.edit(siti.get(case), incident_place=PLACE)
    meet(siti, budi)

    with pytest.raises(CaseSealed):
        do(budi, lambda unit: restriction.give(case.id, "budi", "EMERGENCY", unit))
    stranger = Vault("unit/PWNI", OpeningKey.new())
    with pytest.raises(CaseSealed):
        do(budi, lambda unit: restriction.give(case.id, "budi", "EMERGENCY", unit, vault=stranger))
    held = Vault("unit/PWNI", pwni)
    do(budi, lambda unit: restriction.give(case.id, "budi", "EMERGENCY", unit, vault=held))
    meet(budi, siti)

    assert budi.get(case).fields["incident_place"] == PLACE
    members_seen = {member.officer for member in restriction.look_at(siti.store, case.id).members}
    assert members_seen == {"siti", "budi", "unit/PWNI"}


def test_the_unit_alone_is_no_officer_who_handles_a_case(world: World) -> None:
    siti = world.desk("siti")
    with_unit(siti, OpeningKey.new())
    case = restricted_case(siti)

    with pytest.raises(RuleBroken):
        do(siti, lambda unit: members.remove(unit, case.id, "siti", "pulang"))
