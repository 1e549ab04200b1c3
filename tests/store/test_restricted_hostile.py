"""Restricted cases against a centre that lies, a colleague with the store's file, and plain bad luck."""

from functools import partial
from typing import Any

import pytest

from desktop.actions import conflicts, outbox, restriction
from desktop.store import grants, members, records, unsent, verify
from desktop.store.drafts import Draft
from desktop.store.row import Row
from desktop.store.sealing import Sealing
from desktop.store.unit import Unit
from desktop.store.vault import Vault, is_place
from sync.changes.change import Change
from sync.changes.state import RecordState
from sync.domain.ids import new_id
from sync.domain.rules.rights import default_roles
from sync.errors import CaseSealed, ChangedMeanwhile, RuleBroken
from sync.gateway.ledger import Book, Source
from sync.identity.case_key import CaseKey, Gift
from sync.identity.keys import OpeningKey
from tests.store.test_restricted import PLACE, SECRET, centre_text, do, file_text, meet, restricted_case
from tests.store.world import StoreDesk, World

AT = "2026-03-10T06:42:00.000Z"


def lie(world: World, desk: StoreDesk, row: Row, **values: Any) -> None:
    """The centre enters into its ledger what nobody has said."""
    with world.database.write() as connection:
        book = Book(connection, "JHB", desk.clock.now())
        state = book.state(row.id)
        assert state is not None
        change = Change(
            id=book.own_id(row.id, values),
            record=row.id,
            kind=row.kind,
            op="set",
            values=values,
            base={},
            officer="budi",
            at=AT,
            hlc="1773124920000-0000-centre",
        )
        book.append(change, state.with_values(values, book.head + 1), values, Source(device="centre", batch=None))
        book.write()


def make(world: World, desk: StoreDesk, kind: str, **values: Any) -> None:
    """The centre makes up a record, made at the moment *_at*."""
    at = values.pop("_at", AT)
    with world.database.write() as connection:
        book = Book(connection, "JHB", desk.clock.now())
        record = new_id(desk.clock.now())
        values = {"mission": "JHB", "origin": "LOCAL"} | values
        change = Change(
            id=book.own_id(record, values),
            record=record,
            kind=kind,
            op="create",
            values=values,
            base={},
            officer="budi",
            at=at,
            hlc="1773124920000-0000-centre",
        )
        state = RecordState(kind=kind, values=values, versions={}, created=book.head + 1)
        book.append(change, state, values, Source(device="centre", batch=None))
        book.write()


def key_for(desk: StoreDesk, case: Row, key: CaseKey, giver: StoreDesk, **said: Any) -> dict[str, Any]:
    """The record by which *giver* gives a key of a case to the officer of *desk*."""
    to = desk.opening.public
    gift = Gift(
        case=case.id,
        officer=desk.officer,
        key=key.id,
        number=said.get("number", 99),
        raised=key.raised,
        family=said.get("family", key.family),
        recipient=to.short,
        wrapped=key.wrap(to, case.id, desk.officer),
        given_by=giver.officer,
        given_at=said.get("given_at", AT),
    )
    assert giver.store.signer is not None
    fields = {name: getattr(gift, name) for name in gift.__slots__ if name != "case"}
    return (
        fields
        | {"case_id": case.id, "signature": giver.store.signer.sign(gift.statement), "proof": key.vouch(gift)}
        | said
    )


def boxed_under(desk: StoreDesk, row: Row) -> set[str]:
    """The keys under which the values of a record are sealed."""
    with desk.store.reading() as connection:
        stored = records.load(connection, row.kind, row.id)
    assert stored is not None
    return {value["key"] for path, value in stored.values.items() if is_place(path)}


def opens(desk: StoreDesk, case: Row) -> list[CaseKey]:
    """All keys of a case that the officer of *desk* could ever read, those that were taken back among them."""
    assert desk.store.vault is not None
    with desk.store.transactions.write() as connection:
        connection.exec_driver_sql("UPDATE r_case_key SET _deleted = NULL")
        return desk.vault().keys.all_of(connection, case.id)


def note(desk: StoreDesk, case: Row, text: str) -> Row:
    return desk.create("action", case_id=case.id, type="NOTE", at=AT, summary=text)


@pytest.mark.parametrize("given_at", ["2020-01-01T00:00:00.000Z", "2099-01-01T00:00:00.000Z"])
def test_nobody_writes_under_a_key_that_a_stranger_to_the_case_made_up(world: World, given_at: str) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = restricted_case(siti)
    meet(siti, budi, siti)
    own = boxed_under(siti, case)

    for said in (
        key_for(siti, case, CaseKey.new(), budi, given_at=given_at),  # signed by a colleague who has no key
        key_for(siti, case, CaseKey.new(), budi, given_at=given_at, given_by="siti"),  # the centre says that siti did
        key_for(siti, case, CaseKey.new(), budi, given_at=given_at) | {"signature": None},
    ):
        make(world, siti, "case_key", **said)
    meet(siti)
    siti.store.vault = siti.vault()  # the next morning
    siti.edit(siti.get(case), summary=f"{SECRET} aman")

    assert boxed_under(siti, case) == own
    assert siti.get(case).fields["summary"] == f"{SECRET} aman"


def test_who_comes_after_a_removal_writes_under_the_newest_key(world: World) -> None:
    siti, budi, rani = world.desk("siti"), world.desk("budi"), world.desk("rani")
    case = restricted_case(siti)
    meet(siti, budi, rani, siti)
    do(siti, lambda unit: members.add(unit, case.id, "budi", "HANDLING"))
    meet(siti, budi)
    do(siti, lambda unit: members.remove(unit, case.id, "budi", "pindah tugas"))
    do(siti, lambda unit: members.add(unit, case.id, "rani", "HANDLING"))
    meet(siti, rani)

    rani.edit(rani.get(case), summary=f"{SECRET} aman")
    meet(rani, siti, budi)

    assert siti.get(case).fields["summary"] == f"{SECRET} aman"
    assert all(known.number == 1 for known in opens(budi, case))
    assert not boxed_under(rani, case) & {known.id for known in opens(budi, case)}


def test_a_centre_that_takes_the_flag_away_lays_nothing_open(world: World) -> None:
    siti = world.desk("siti")
    case = restricted_case(siti, incident_place=PLACE)
    found = note(siti, case, f"{SECRET} ditemui")
    meet(siti)
    lie(world, siti, case, restricted=None)
    meet(siti)

    siti.edit(siti.get(case), summary=f"{SECRET} aman", priority="P1")
    siti.edit(siti.get(found), summary=f"{SECRET} dijemput")
    note(siti, case, f"{SECRET} di rumah aman")
    meet(siti)

    assert siti.get(case).fields["summary"] == f"{SECRET} aman"
    assert SECRET not in centre_text(world)
    assert PLACE not in centre_text(world)


def test_what_is_sealed_is_not_laid_open_by_moving_it_to_another_case(world: World) -> None:
    siti = world.desk("siti")
    case, other = restricted_case(siti), siti.create("case", status="REGISTERED", summary="Gaji")
    found = note(siti, case, f"{SECRET} ditemui")

    with pytest.raises(RuleBroken):
        siti.edit(siti.get(found), case_id=other.id)

    assert SECRET not in file_text(siti)


def test_what_comes_into_a_restricted_case_takes_along_what_belongs_to_it(world: World) -> None:
    siti = world.desk("siti")
    case, other = restricted_case(siti), siti.create("case", status="REGISTERED", summary="Gaji")
    found = note(siti, other, f"{SECRET} ditemui")
    file = siti.create("attachment", owner_kind="action", owner_id=found.id, title=SECRET)

    siti.edit(siti.get(found), case_id=case.id)

    with siti.store.reading() as connection:
        lies = connection.exec_driver_sql("SELECT title FROM r_attachment").scalars().all()
    assert lies == [None]
    assert siti.get(file).fields["title"] == SECRET


def test_what_is_being_typed_is_read_by_its_officer_only(world: World) -> None:
    siti = world.desk("siti")
    draft = Draft(form="new/case", body={"summary": f"{SECRET} menelepon"}, at=AT)

    siti.store.keep_draft("siti", draft)

    assert siti.store.drafts("siti") == [draft]
    assert SECRET not in file_text(siti)
    siti.store.vault = Vault("siti", OpeningKey.new())  # a colleague who says to be siti
    assert siti.store.drafts("siti") == []


def test_what_waits_in_the_open_goes_under_the_key_before_it_leaves(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    known = siti.create("case", status="REGISTERED", summary="Gaji", owner="siti")
    meet(siti, budi)
    siti.edit(siti.get(known), summary=f"{SECRET} disekap", incident_place=PLACE)
    siti.edit(siti.get(known), incident_place="Rumah majikan", priority="P1")
    new = siti.create("case", status="REGISTERED", summary=f"{SECRET} lari", owner="siti")
    found = note(siti, new, f"{SECRET} ditemui")
    siti.edit(siti.get(found), summary=f"{SECRET} dijemput")
    siti.edit(siti.get(found), summary=None)

    for case in (known, new):
        siti.edit(siti.get(case), restricted=True)
    siti.edit(siti.get(known), priority="P2", complainant_name=SECRET)
    left = file_text(siti)
    siti.edit(siti.get(known), priority="P1")
    meet(siti, budi)

    assert SECRET not in left
    assert PLACE not in left
    assert SECRET not in centre_text(world)
    assert PLACE not in centre_text(world)
    assert not outbox.refused(siti.store)
    assert not conflicts.open_ones(siti.store)
    shown = siti.get(known).fields
    assert (shown["summary"], shown["incident_place"], shown["priority"]) == (
        f"{SECRET} disekap",
        "Rumah majikan",
        "P1",
    )
    assert siti.get(new).fields["summary"] == f"{SECRET} lari"
    assert "summary" not in siti.get(found).fields
    for desk in (siti, budi):
        with desk.store.reading() as connection:
            assert verify.digest(connection) == world.digest()


def test_what_a_colleague_entered_at_the_desk_waits_for_the_colleagues_signature(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = siti.create("case", status="REGISTERED", summary="Gaji", incident_place=PLACE, owner="siti")
    meet(siti, budi)
    do(siti, lambda unit: grants.keep(unit.meta, "rani", default_roles()))
    siti.store.do("rani", lambda unit: unit.edit("case", case.id, {"summary": f"{SECRET} disekap"}))

    siti.edit(siti.get(case), restricted=True)
    meet(siti, budi)

    assert budi.get(case).fields["restricted"] is True  # rani may be away for days: the restriction does not wait
    assert not {"summary", "incident_place"} & budi.get(case).fields.keys()
    assert "Gaji" not in str(budi.get(case).fields)
    assert not outbox.refused(siti.store)
    assert SECRET not in centre_text(world)
    assert SECRET not in file_text(siti)
    assert siti.get(case).fields["summary"] == f"{SECRET} disekap"


def test_an_envelope_that_was_begun_before_the_case_was_restricted_does_not_leave(world: World) -> None:
    siti = world.desk("siti")
    case = siti.create("case", status="REGISTERED", summary=f"{SECRET} disekap", owner="siti")
    replica = siti.replica()
    batch = replica.batch(10, 10_000)
    siti.edit(siti.get(case), restricted=True)

    with pytest.raises(ChangedMeanwhile):
        replica.freeze(b"envelope", tuple(change.id for change in batch.changes))

    meet(siti)
    assert SECRET not in centre_text(world)


def test_what_was_handed_to_another_desk_stays_what_it_is(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    meet(siti, budi, siti)
    case = siti.create("case", status="REGISTERED", summary=f"{SECRET} disekap", owner="siti")
    given = siti.store.handing().give(siti.store.handing().holds(), 100_000)
    siti.edit(siti.get(case), restricted=True)
    budi.store.handing().take([given.handing])
    budi.round()
    meet(siti, budi)

    assert not outbox.refused(siti.store)
    assert siti.get(case).fields["summary"] == f"{SECRET} disekap"
    assert "summary" not in budi.get(case).fields


def test_two_who_restrict_one_case_at_once_leave_one_value_to_who_reads_both(world: World) -> None:
    siti, budi, rani = world.desk("siti"), world.desk("budi"), world.desk("rani")
    meet(siti, budi, rani)
    case = siti.create("case", status="REGISTERED", summary=f"{SECRET} disekap", owner="rani")
    meet(siti, budi, rani)
    siti.edit(siti.get(case), restricted=True, summary=f"{SECRET} satu")
    budi.edit(budi.get(case), restricted=True, summary=f"{SECRET} dua")
    meet(siti, budi, rani)

    rani.edit(rani.get(case), summary=f"{SECRET} aman")
    meet(rani, siti, budi)

    assert rani.get(case).fields["summary"] == f"{SECRET} aman"
    assert [desk.get(case).fields.get("summary") for desk in (siti, budi)].count(f"{SECRET} aman") == 1
    assert all(desk.get(case).fields.get("summary") in (None, f"{SECRET} aman") for desk in (siti, budi))


def test_what_somebody_unaware_wrote_in_the_open_is_what_is_shown_and_what_is_sealed(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = siti.create("case", status="REGISTERED", summary="Gaji", incident_place="Gudang", owner="siti")
    meet(siti, budi)
    budi.edit(budi.get(case), incident_place=PLACE)
    budi.round()
    siti.edit(siti.get(case), restricted=True)
    meet(siti)

    shown = siti.get(case).fields["incident_place"]
    siti.edit(siti.get(case), priority="P1")
    meet(siti)

    assert shown == siti.get(case).fields["incident_place"]
    assert len(conflicts.open_ones(siti.store)) == 1


def test_who_has_no_key_takes_nobodys(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    siti, budi, rani = world.desk("siti"), world.desk("budi"), world.desk("rani")
    meet(siti, budi, rani)
    case = restricted_case(siti)
    meet(siti)
    do(siti, lambda unit: members.add(unit, case.id, "rani", "HANDLING"))
    meet(siti, budi, rani)
    with budi.store.reading() as connection:
        keys = connection.exec_driver_sql("SELECT _id FROM r_case_key WHERE officer = 'siti'").scalars().all()

    for key in keys:
        with pytest.raises(CaseSealed):
            do(budi, partial(Unit.delete, kind="case_key", record=key, reason="iseng"))
    monkeypatch.setattr(Sealing, "sealed", lambda _self, _kind, write: (write, None))  # a desk that was tampered with
    for key in keys:
        do(budi, partial(Unit.delete, kind="case_key", record=key, reason="iseng"))
    monkeypatch.undo()
    meet(budi, siti)

    assert {one.code for one in outbox.refused(budi.store)} == {"no-member"}
    assert siti.get(case).fields["summary"] == f"{SECRET} disekap"
    do(siti, lambda unit: members.remove(unit, case.id, "siti", "pindah tugas"))  # the own one may go
    meet(siti, rani)
    assert not outbox.refused(siti.store)
    assert [one.officer for one in restriction.look_at(rani.store, case.id).members] == ["rani"]


def test_a_thrown_away_change_leaves_no_more_than_names_of_fields_in_the_audit(world: World) -> None:
    siti, budi = world.desk("siti"), world.desk("budi")
    case = siti.create("case", status="REGISTERED", summary="Gaji", owner="siti")
    meet(siti, budi)
    siti.edit(siti.get(case), restricted=True)
    meet(siti)
    budi.edit(budi.get(case), needs=["SAFE_PLACE"])
    budi.round()
    (refused,) = outbox.refused(budi.store)
    do(budi, lambda unit: outbox.discard(refused.change.id, "mistake", unit))

    with budi.store.reading() as connection:
        fields = connection.exec_driver_sql("SELECT fields FROM audit WHERE act = 'discard'").scalars().all()
    assert "SAFE_PLACE" not in str(fields)


def test_a_rescue_tells_the_centre_no_draft_of_a_restricted_case(world: World) -> None:
    siti = world.desk("siti")
    case = restricted_case(siti)
    open_one = Draft(form="new/worker", body={"fields": {"full_name": "Kenari"}}, at=AT)
    for draft in (
        open_one,
        Draft(form=f"edit/case/{case.id}", body={"fields": {"summary": SECRET}}, at=AT),
        Draft(form="new/action", body={"fields": {"case_id": case.id, "summary": SECRET}}, at=AT),
        Draft(form="new/case", body={"fields": {"restricted": True, "summary": SECRET}}, at=AT),
    ):
        siti.store.keep_draft("siti", draft)

    left = unsent.unsent(siti.store, siti.store.handing()).drafts

    assert len(left) == 4
    assert [one.form for one in left if "Kenari" in one.body] == ["new/worker"]
    assert all(SECRET not in one.body for one in left)
