"""Handing work to a named desk: it is there before the centre has it, keeps its authors, and is taken once for ever."""

import shutil
from functools import partial
from pathlib import Path

import msgspec
import pytest

from desktop import sticks
from desktop.actions import mass_deletion, outbox
from desktop.desk import Desk
from desktop.store.verify import store_digest
from sync.changes.change import Change
from sync.engine import bundles, shape
from sync.errors import BadBundle, ChangedMeanwhile, InvalidField, MassDeletion
from sync.gateway import accounts
from sync.identity.officer import change_hash, sign_batch
from sync.protocol.messages import Handing, Signature
from tests.faults.desks import Keys, opened
from tests.sticks.conftest import Town, name_of, worker


def _edit(desk: Desk, record: str, **fields: object) -> None:
    desk.do(lambda unit: unit.edit("worker", record, fields))


def _level(town: Town) -> None:
    for _ in range(2):
        for desk in town.desks:
            desk.round(channel=town.line)
    assert [desk.standing().waiting for desk in town.desks] == [0, 0, 0]
    assert store_digest(town.near.store) == store_digest(town.far.store) == store_digest(town.third.store)
    assert [desk.verify() for desk in town.desks] == [(), (), ()]


def test_a_named_desk_shows_handed_work_at_once_as_waiting_for_the_centre(town: Town) -> None:
    mine = worker(town.far, "Siti Aminah")
    _edit(town.far, mine, birth_place="Cilacap")
    read = sticks.read(town.near, town.stick(town.far, to=town.near))

    assert read.handed is not None
    assert read.handed.as_fields() == {"changes": 2, "known": 0, "left": 0, "records": 1}
    row = town.near.store.get("worker", mine)
    assert (row.fields["birth_place"], row.sync, row.created_by) == ("Cilacap", "waiting", "far")
    assert [past.officer for past in town.near.store.history(mine)] == ["far", "far"]
    assert town.near.search("Siti Aminah")[0].id == mine
    assert town.near.standing().carried == 2
    assert town.near.verify() == ()


def test_the_desk_that_got_it_brings_it_up_with_its_author_and_the_receipt_comes_home_by_stick(town: Town) -> None:
    mine = worker(town.far, "Siti Aminah")
    sticks.read(town.near, town.stick(town.far, to=town.near))
    report = town.near.round(channel=town.line)
    assert report.sent == 1
    assert (town.near.standing().waiting, town.near.store.get("worker", mine).sync) == (0, "centre")

    town.third.round(channel=town.line)
    far = town.far.store.identity().device
    assert [(past.officer, past.device) for past in town.third.store.history(mine)] == [("far", far)]
    back = sticks.read(town.far, town.stick(town.near, "back"))
    assert (back.taken.applied is not None, town.far.standing().waiting) == (True, 0)
    assert town.far.store.get("worker", mine).sync == "centre"
    _level(town)


def test_work_handed_on_and_on_reaches_the_centre_by_the_last_desk(town: Town) -> None:
    first = worker(town.far, "Siti Aminah")
    sticks.read(town.third, town.stick(town.far, to=town.third))
    _edit(town.third, first, birth_place="Malang")
    sticks.read(town.near, town.stick(town.third, "on", to=town.near))
    town.near.round(channel=town.line)

    assert town.entries() == 2
    assert [past.officer for past in town.near.store.history(first)] == ["far", "third"]
    _level(town)
    assert town.entries() == 2
    assert town.far.standing().conflicts == 0, "an edit of what was handed over has seen it"


def test_the_same_work_by_stick_by_relay_and_by_line_is_taken_once(town: Town) -> None:
    mine = worker(town.far, "Siti Aminah")
    stick = town.stick(town.far, to=town.near)
    for _ in range(2):
        sticks.read(town.near, stick)
    town.far.round(channel=town.line)  # the line is back before anybody relayed
    town.near.round(channel=town.line)
    sticks.read(town.near, stick)
    town.third.round(channel=town.line)
    late = sticks.read(town.third, town.stick(town.near, "late", to=town.third))
    assert late.handed is None
    assert town.entries() == 1
    assert len(town.near.store.history(mine)) == 1
    _level(town)


def test_two_desks_that_hold_the_same_show_the_same_by_the_rules_of_merging(town: Town) -> None:
    case = town.near.do(lambda unit: unit.create("case", {"status": "REGISTERED", "summary": "Gaji", "priority": "P2"}))
    _level(town)
    for desk, priority, note in ((town.near, "P4", "dekat"), (town.far, "P1", "jauh")):
        fields = {"priority": priority, "incident_place": note}
        desk.do(lambda unit, fields=fields: unit.edit("case", case.id, fields))  # type: ignore[misc]
    there, back = town.stick(town.near, to=town.far), town.stick(town.far, "back", to=town.near)
    sticks.read(town.far, there)
    sticks.read(town.near, back)

    rows = [desk.store.get("case", case.id) for desk in (town.near, town.far)]
    assert rows[0].fields == rows[1].fields
    assert rows[0].fields["priority"] == "P1", "until a person decides, the safer value is in force"
    assert {past.officer for past in town.near.store.history(case.id)} == {"near", "far"}
    _level(town)
    assert town.near.standing().conflicts == 2


def test_an_open_form_notices_what_was_handed_over_meanwhile(town: Town) -> None:
    mine = worker(town.far, "Siti Aminah")
    _level(town)
    seen = town.near.store.get("worker", mine)
    _edit(town.far, mine, birth_place="Cilacap")
    sticks.read(town.near, town.stick(town.far, to=town.near))
    with pytest.raises(ChangedMeanwhile):
        town.near.do(lambda unit: unit.edit("worker", mine, {"birth_place": "Malang"}, if_rev=seen.rev))


def test_a_change_of_a_record_that_is_not_here_goes_on_and_shows_when_the_record_comes(town: Town) -> None:
    mine = worker(town.third, "Siti Aminah")
    town.third.round(channel=town.line)
    town.far.round(channel=town.line)
    _edit(town.far, mine, birth_place="Cilacap")
    sticks.read(town.near, town.stick(town.far, to=town.near))
    town.near.round(channel=town.line)
    assert town.near.store.get("worker", mine).fields["birth_place"] == "Cilacap"
    _level(town)


def test_what_the_centre_refuses_of_another_desk_goes_from_here_and_stays_in_that_desks_tray(town: Town) -> None:
    case = town.far.do(lambda unit: unit.create("case", {"status": "REGISTERED", "summary": "Gaji"}))
    worker(town.far, "Siti Aminah")
    with town.far.store.transactions.write() as connection:  # as a desk of another release might enter it
        sql = "UPDATE history SET body = json_set(body, '$.values.priority', 7) WHERE record = ?"
        connection.exec_driver_sql(sql, (case.id,))
    read = sticks.read(town.near, town.stick(town.far, to=town.near))
    assert read.handed is not None
    assert (read.handed.changes, read.handed.left) == (1, 1)
    _level_but_refused = [desk.round(channel=town.line) for desk in town.desks]
    assert len(_level_but_refused) == 3
    assert (town.far.standing().refused, town.near.standing().refused) == (1, 0)


def test_what_a_device_made_that_was_revoked_since_stays_in_the_tray_of_who_carries_it(town: Town) -> None:
    mine = _family(town.far)
    sticks.read(town.near, town.stick(town.far, to=town.near))
    with town.database.write() as connection:
        accounts.revoke_device(connection, town.far.store.identity().device, town.clock)
    town.near.round(channel=town.line)
    assert (town.near.standing().refused, town.entries()) == (3, 0)
    assert name_of(town.near, mine) == "Siti Aminah"
    town.near.round(channel=town.line)
    assert town.near.standing().refused == 3, "nothing that was built on it goes later, either"
    later = worker(town.far, "Budi")
    with pytest.raises(BadBundle):
        sticks.read(town.near, town.stick(town.far, to=town.near))
    assert town.near.ask(lambda store: store.count("worker")) == 1, later


def _family(desk: Desk) -> str:
    """Enter a worker, an edit of it, and somebody who belongs to it."""
    mine = worker(desk, "Siti Aminah")
    _edit(desk, mine, birth_place="Cilacap")
    desk.do(lambda unit: unit.create("next_of_kin", {"worker_id": mine, "name": "Ibu Aminah"}))
    return mine


def test_what_the_centre_failed_at_stays_in_the_tray_of_who_carries_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, check = _family(town.far), shape.check
    sticks.read(town.near, town.stick(town.far, to=town.near))

    def broken(change: Change) -> None:
        if change.record == mine:
            raise ZeroDivisionError
        check(change)

    with monkeypatch.context() as centre:
        centre.setattr(shape, "check", broken)
        town.near.round(channel=town.line)
    assert {one.code for one in outbox.refused(town.near.store)} == {"centre-fault", "depends"}
    assert town.near.standing().refused == 3
    while waits := outbox.refused(town.near.store):  # a creation goes again whole, with what was said later
        town.near.do(partial(outbox.resend, waits[0].change.id))
    town.near.round(channel=town.line)
    town.third.round(channel=town.line)
    assert (name_of(town.third, mine), town.near.standing().refused) == ("Siti Aminah", 0)
    assert town.third.ask(lambda store: store.count("next_of_kin")) == 1


def test_a_mass_deletion_by_stick_is_let_in_after_it_was_looked_at_whatever_rounds_lie_between(town: Town) -> None:
    rows = town.far.do(lambda unit: [unit.create("worker", {"full_name": "Tono"}) for _ in range(201)])
    _level(town)
    town.far.do(lambda unit: [unit.delete("worker", row.id, "salah") for row in rows])
    stick = town.stick(town.far, to=town.near)
    with pytest.raises(MassDeletion):
        sticks.read(town.near, stick)
    town.near.round(channel=town.line)
    assert [one.count for one in mass_deletion.stopped(town.near.store)] == [201], "still to be looked at"
    town.near.do(mass_deletion.allow)
    town.near.round(channel=town.line)
    sticks.read(town.near, stick)
    assert town.near.ask(lambda store: store.count("worker")) == 0
    assert mass_deletion.stopped(town.near.store) == ()


def test_a_desk_put_back_to_an_older_copy_gets_its_own_work_by_stick_and_goes_on(
    town: Town, built: tuple[Path, list[Keys]]
) -> None:
    place, keys = town.folder / "far", built[1][1]
    town.far.close()
    shutil.copytree(place, town.folder / "image")
    town.far = opened(place, keys, town.clock)
    for name in ("Siti Aminah", "Budi"):
        worker(town.far, name)
    sticks.read(town.near, town.stick(town.far, to=town.near))
    town.far.close()
    shutil.rmtree(place)
    shutil.copytree(town.folder / "image", place)
    town.far = opened(place, keys, town.clock)
    sticks.read(town.far, town.stick(town.near, "back", to=town.far))
    worker(town.far, "Wati")
    assert town.far.ask(lambda store: store.count("worker")) == 3
    _level(town)
    town.far.close()


def test_a_bundle_for_another_desk_hands_nothing_over_here(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    read = sticks.read(town.third, town.stick(town.far, to=town.near))
    assert (read.handed, read.taken.asks) == (None, 1)
    assert town.third.ask(lambda store: store.count("worker")) == 0


def test_nobody_is_handed_anything_by_a_mark_that_is_not_known(town: Town) -> None:
    for mark in ("ZZ", town.far.store.identity().mark, ""):
        with pytest.raises(InvalidField) as refused:
            sticks.write(town.far, town.folder / "stick", sticks.Load(to=mark))
        assert refused.value.rule == "unknown-station"
    assert sticks.others(town.far) == tuple(sorted(desk.store.identity().mark for desk in (town.near, town.third)))


def _forged(town: Town, handing: Handing) -> Path:
    """Write a bundle as an evil colleague would: *handing* sealed and signed by the device of *far*."""
    from desktop.store.enrolment import line_of
    from sync.engine import handover

    line, near = line_of(town.far.store), line_of(town.near.store)
    assert line is not None
    assert near is not None
    sealed = handover.sealed(handing, (near.device.id, near.device.public.seal), line.device, town.clock)
    bundle = bundles.Bundle(sender=line.device.id, mission="JHB", created="", handings=[sealed])
    path = town.folder / "forged"
    path.write_bytes(bundles.write(bundle, line.device))
    return path


def _genuine(town: Town, name: str) -> Change:
    record = worker(town.far, name)
    handing = sticks.handing_of(town.far)
    given = handing.give(handing.holds(), 1 << 20)
    return next(change for change in given.handing.changes if change.record == record)


def test_a_change_that_its_officer_did_not_sign_is_left(town: Town) -> None:
    genuine = _genuine(town, "Siti Aminah")
    key = town.far.session.signing_key()
    for officer, values, changed in (
        ("far", {"full_name": "Palsu"}, True),  # signed before it was changed
        ("near", {"full_name": "Palsu"}, False),  # in the name of another officer, signed by oneself
    ):
        said = msgspec.structs.replace(genuine, officer=officer, values=values)
        signed = genuine if changed else said
        signature = Signature(officer=officer, key=key.public.text, signature=sign_batch(key, [change_hash(signed)]))
        read = sticks.read(town.near, _forged(town, Handing(mission="JHB", changes=[said], signatures=[signature])))
        assert read.handed is not None
        assert (read.handed.changes, read.handed.left) == (0, 1)
    unsigned = sticks.read(town.near, _forged(town, Handing(mission="JHB", changes=[genuine])))
    assert unsigned.handed is not None
    assert (unsigned.handed.changes, town.near.standing().waiting) == (0, 0)


def test_a_desk_does_not_speak_for_another_desk_neither_to_others_nor_to_the_centre(town: Town) -> None:
    taken = f"{town.third.store.identity().device}.1.77"
    said = msgspec.structs.replace(_genuine(town, "Siti Aminah"), id=taken)
    key = town.far.session.signing_key()
    signature = Signature(officer="far", key=key.public.text, signature=sign_batch(key, [change_hash(said)]))
    read = sticks.read(town.near, _forged(town, Handing(mission="JHB", changes=[said], signatures=[signature])))
    assert read.handed is not None
    assert (read.handed.changes, read.handed.left) == (0, 1)

    with town.far.store.transactions.write() as connection:
        body = "UPDATE history SET body = json_set(body, '$.id', ?), change_id = ? WHERE record = ?"
        connection.exec_driver_sql(body, (taken, taken, said.record))
        connection.exec_driver_sql("UPDATE outbox SET change_id = ? WHERE record = ?", (taken, said.record))
    town.far.round(channel=town.line)
    assert [one.code for one in outbox.refused(town.far.store)] == ["signature"]
    assert town.entries() == 0


def test_a_handing_of_another_mission_refuses_the_file(town: Town) -> None:
    with pytest.raises(BadBundle):
        sticks.read(town.near, _forged(town, Handing(mission="KUL", changes=[_genuine(town, "Siti")])))


def test_every_changed_byte_of_handed_work_is_refused_and_every_cut(town: Town) -> None:
    worker(town.far, "Siti Aminah")
    whole = town.stick(town.far, to=town.near).read_bytes()
    evil = town.folder / "evil"
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        for wrong in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
            evil.write_bytes(wrong)
            with pytest.raises(BadBundle):
                sticks.read(town.near, evil)
    assert town.near.standing().waiting == 0


@pytest.mark.parametrize("by", ["the line", "a later stick"])
def test_what_belongs_to_a_record_that_is_not_here_shows_when_that_comes(town: Town, by: str) -> None:
    case = town.far.do(lambda unit: unit.create("case", {"status": "REGISTERED", "summary": "Gaji"})).id
    claim = town.far.do(lambda unit: unit.create("claim", {"case_id": case, "claim_kind": "WAGES", "state": "OPEN"})).id
    entry = {"claim_id": claim, "direction": "IN", "amount": {"minor": 1000, "currency": "MYR"}}
    town.far.do(lambda unit: unit.create("trust_entry", entry))
    giving, taking = sticks.handing_of(town.far), sticks.handing_of(town.near)
    first, *rest = giving.holds()

    def shown() -> list[int]:
        return [town.near.store.count(kind) for kind in ("case", "claim", "trust_entry")]

    assert taking.take([giving.give(rest, 1 << 20).handing]).changes == 2
    assert shown() == [0, 0, 0]
    assert town.near.verify() == ()
    if by == "the line":
        town.far.round(channel=town.line)
        town.near.round(channel=town.line)
    else:
        taking.take([giving.give((first,), 1 << 20).handing])
    assert shown() == [1, 1, 1]
    _level(town)
