"""A desk holds what its officers may read, proves just that, and follows when their roles change."""

from functools import partial

import pytest

from desktop.store import grants, outbox, receipts, records, scope, tray
from desktop.store.enrolment import line_of
from desktop.store.unit import Unit
from desktop.store.verify import store_digest
from sync.changes.change import Version
from sync.domain.rules.rights import default_roles, readable
from sync.engine.budget import NO_BOUND, Purse
from sync.engine.conversation import Conversation
from sync.engine.round import Round
from sync.errors import NoRight, NoSuchRecord
from tests.store.world import StoreDesk, World

SHELTER = readable(frozenset({"SHELTER"}))


def _filled(world: World) -> tuple[StoreDesk, dict[str, str]]:
    """A desk of all roles that has sent a record of several kinds; their ids by kind."""
    lead = world.desk("siti")
    made = {"worker": lead.create("worker", full_name="Sari").id}
    made["case"] = lead.create("case", status="REGISTERED").id
    made["detention"] = lead.create("detention", case_id=made["case"], place="Depo").id
    made["agency"] = lead.create("agency", name="PT Maju").id
    made["shelter_stay"] = lead.create("shelter_stay", case_id=made["case"]).id
    lead.round()
    return lead, made


def _give_up(change: str, unit: Unit) -> None:
    tray.give_up(unit, change, "test")


def _is_proven(desk: StoreDesk) -> bool:
    with desk.store.reading() as connection:
        return receipts.last(connection) is not None and not receipts.differs(connection)


def _told(desk: StoreDesk) -> frozenset[str] | None:
    with desk.store.reading() as connection:
        return scope.told(connection)


def test_a_desk_holds_and_proves_what_its_officers_may_read(world: World) -> None:
    _, made = _filled(world)
    shelter = world.desk("budi", "SHELTER")
    shelter.round()
    assert shelter.store.count("shelter_stay") == 1
    for kind in ("detention", "agency"):
        with pytest.raises(NoSuchRecord):
            shelter.store.get(kind, made[kind])
    assert _is_proven(shelter)
    assert store_digest(shelter.store) == world.digest(SHELTER) != world.digest()
    assert set(store_digest(shelter.store)) == {"worker", "case", "shelter_stay"}


def test_roles_are_known_here_as_soon_as_the_desk_has_joined(world: World) -> None:
    shelter = world.desk("budi", "SHELTER")
    with shelter.store.reading() as connection:
        assert grants.roles_of(connection, "budi") == {"SHELTER"}
        assert grants.roles_of(connection, "somebody") == frozenset()
    with pytest.raises(NoRight) as refusal:
        shelter.create("worker", full_name="Sari")
    assert refusal.value.values["verb"] == "create"
    assert "CONSUL_COORD" in str(refusal.value.values["roles"]).split()
    assert shelter.store.count("worker") == 0


def test_before_it_has_joined_officers_of_a_desk_do_all_the_work(world: World) -> None:
    stranger = world.stranger("budi")
    stranger.create("agency", name="PT Maju")
    with stranger.store.reading() as connection:
        assert grants.roles_of(connection, "budi") == default_roles()


def test_wider_roles_bring_what_was_hidden_and_its_past_when_asked(world: World) -> None:
    lead, made = _filled(world)
    budi = world.desk("budi", "SHELTER")
    budi.round()
    world.give(budi, "SHELTER", "CASE_OFFICER")
    budi.round()
    assert budi.store.count("detention") == 1
    assert _is_proven(budi)
    assert not budi.store.has_whole_past(made["detention"])
    kinds = _told(budi)
    assert store_digest(budi.store) == world.digest(kinds)
    world.give(budi, *default_roles())
    budi.round()
    assert _told(budi) is None
    assert _is_proven(budi)
    assert store_digest(budi.store) == world.digest() == store_digest(lead.store)


def test_after_all_roles_came_messages_go_on_naming_records_by_numbers(world: World) -> None:
    lead, made = _filled(world)
    budi = world.desk("budi", "SHELTER")
    budi.round()
    world.give(budi, *default_roles())
    budi.round()
    assert budi.replica().position().numbers
    lead.edit(lead.store.get("detention", made["detention"]), place="Setia Tropika")
    lead.round()
    budi.round()
    assert budi.store.get("detention", made["detention"]).fields["place"] == "Setia Tropika"
    assert _is_proven(budi)


def test_narrower_roles_delete_nothing_here_and_prove_what_is_left(world: World) -> None:
    lead, made = _filled(world)
    budi = world.desk("budi")
    budi.round()
    world.give(budi, "SHELTER")
    lead.edit(lead.store.get("detention", made["detention"]), place="Setia Tropika")
    lead.edit(lead.store.get("shelter_stay", made["shelter_stay"]), bed="3")
    lead.round()
    budi.round()
    assert budi.store.get("detention", made["detention"]).fields["place"] == "Depo"
    assert budi.store.get("shelter_stay", made["shelter_stay"]).fields["bed"] == "3"
    assert _is_proven(budi)
    assert store_digest(budi.store) == world.digest(SHELTER)


def test_work_that_waits_when_its_right_is_withdrawn_lies_in_the_tray_and_a_lead_sends_it(world: World) -> None:
    lead, made = _filled(world)
    budi = world.desk("budi")
    budi.round()
    for note in ("a", "b", "c"):
        budi.edit(budi.store.get("detention", made["detention"]), place=note)
    stay = budi.create("shelter_stay", case_id=made["case"], bed="9")
    world.give(budi, "SHELTER")
    report = budi.round()
    assert (report.sent, report.refused) == (1, 3)
    with budi.store.reading() as connection:
        lying = list(tray.refusals(connection))
        assert outbox.waiting(connection, [made["detention"]]) == {}
    assert [one.change.values["place"] for one in lying] == ["a", "b", "c"]
    assert lying[0].code == "no-right"
    assert budi.store.get("shelter_stay", stay.id).sync == "centre"
    with pytest.raises(NoRight):
        budi.store.do("budi", lambda unit: tray.send_again(unit, lying[0].change.id))
    world.give(budi, *default_roles())
    budi.round()
    budi.store.do("budi", lambda unit: tray.send_again(unit, lying[2].change.id))
    for first in (lying[0].change.id, lying[1].change.id):
        budi.store.do("budi", partial(_give_up, first))
    budi.round()
    lead.round()
    assert lead.store.get("detention", made["detention"]).fields["place"] == "c"
    assert _is_proven(budi)


def _round_with_numbers(desk: StoreDesk) -> None:
    """Run a round as the product does: the centre may name records by their numbers."""
    line = line_of(desk.store)
    assert line is not None
    assert desk.line is not None
    talk = Conversation(line.device, line.centre, desk.clock, desk.replica())
    Round(desk.replica(), desk.line, talk, Purse(NO_BOUND, desk.pace)).run(lambda _: None)


def test_a_desk_that_holds_some_kinds_is_never_told_a_record_by_a_number_that_it_cannot_know(world: World) -> None:
    lead, treasurer = world.desk("siti"), world.desk("budi", "TREASURER")
    case = lead.create("case", status="REGISTERED").id
    party = lead.create("party", case_id=case, role="EMPLOYER").id
    lead.round()
    _round_with_numbers(treasurer)
    claims = [lead.create("claim", case_id=case, claim_kind="WAGES", debtor_id=party).id for _ in range(3)]
    lead.round()
    _round_with_numbers(treasurer)
    assert {treasurer.store.get("claim", claim).fields["debtor_id"] for claim in claims} == {party}
    assert _is_proven(treasurer)


def _versions(desk: StoreDesk, kind: str, record: str) -> dict[str, Version]:
    with desk.store.reading() as connection:
        stored = records.load(connection, kind, record)
    assert stored is not None
    return stored.versions


def test_what_is_kept_of_kinds_that_are_told_no_more_is_no_difference(world: World) -> None:
    lead, made = _filled(world)
    budi = world.desk("budi")
    budi.round()
    before = _versions(budi, "detention", made["detention"])
    world.give(budi, "SHELTER")
    with budi.store.transactions.write() as connection:  # something does differ, so that all parts are compared
        connection.exec_driver_sql("UPDATE sums SET total = '1' WHERE kind = 'worker'")
    lead.edit(lead.store.get("worker", made["worker"]), full_name="Sari Wulandari")
    lead.round()
    budi.round()
    assert not _is_proven(budi), "it was compared, and searched through"
    assert _versions(budi, "detention", made["detention"]) == before
