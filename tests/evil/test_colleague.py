"""T4: a colleague at the same workstation, with an own passphrase and so with the store's key, and SQL: 30 moves.

What is refused is refused at the centre, whatever this desk was made to believe; what is unreadable needs another
officer's key; what is found is found by `verify`, by the centre's audit or by the fingerprint of a round.
"""

from typing import Any

import msgspec
import pytest

from desktop.actions import outbox, restriction
from desktop.store import directory, drafts, members, projection, verify
from desktop.store.device import Meta
from desktop.store.standing import standing_of
from sync.changes.digest import Digest
from sync.domain.rules.rights import default_roles
from sync.errors import CaseSealed, NotTheCentre
from sync.identity.case_key import CaseKey
from tests.evil.listed import Move
from tests.evil.office import Office, Seat, raw, run
from tests.store.test_restricted import PLACE, SECRET, centre_text, do, file_text, meet, restricted_case
from tests.store.test_restricted_hostile import AT, key_for
from tests.store.world import StoreDesk

_STORE = "tests/store/test_history.py"
_RESTRICTED = "tests/store/test_restricted_hostile.py"
MOVES = (
    Move("raise the own roles by a row", "refused", "test_roles_that_were_written_into_the_store_are_no_roles"),
    Move("undo a withdrawal of the own rights by a row", "refused", "test_a_withdrawal_that_was_undone_here_holds"),
    Move("let oneself in with a row as an officer", "refused", "test_who_wrote_himself_into_the_directory_is_nobody"),
    Move("rewrite another's unsent change, and send it", "refused", "test_what_was_written_over_is_sent_by_nobody"),
    Move(
        "rewrite another's unsent change, and let its author send it",
        "refused",
        "test_nobody_signs_what_a_colleague_wrote_over",
    ),
    Move("sign in another's name", "refused", "test_a_change_in_the_name_of_another_is_refused"),
    Move("put another's signature under an own change", "refused", "test_a_signature_moves_to_no_other_change"),
    Move("delete another's unsent change", "found", f"{_STORE}::test_a_store_whose_parts_disagree_is_found"),
    Move("hide another's unsent change as if received", "found", "test_a_receipt_that_was_written_here_is_found"),
    Move("change a worker without a change", "found", "test_a_record_that_was_written_over_is_found"),
    Move("change a worker and the sums", "found", "test_a_record_written_over_with_its_sums_is_found_by_a_round"),
    Move("delete a worker without a change", "found", "test_a_record_that_was_taken_away_is_found"),
    Move("change the envelope that is on its way", "refused", "test_an_envelope_that_was_changed_here_is_not_taken"),
    Move(
        "edit, take out, reorder audit lines", "found", f"{_STORE}::test_a_changed_removed_or_moved_audit_line_is_found"
    ),
    Move("cut audit lines off", "found", f"{_STORE}::test_audit_lines_cut_off_at_the_end_are_found"),
    Move(
        "roll the audit back and write it anew with hashes that fit",
        "found",
        "tests/audit/test_delivery.py::test_a_past_that_was_told_cannot_be_told_otherwise",
    ),
    Move("take over wrapped keys of a restricted case", "unreadable", "test_a_wrapped_key_opens_for_nobody_else"),
    Move("write oneself among the members", "unreadable", "test_who_wrote_himself_among_the_members_reads_nothing"),
    Move(
        "make up a key of a case for its members",
        "refused",
        f"{_RESTRICTED}::test_nobody_writes_under_a_key_that_a_stranger_to_the_case_made_up",
    ),
    Move("take another's key away", "refused", f"{_RESTRICTED}::test_who_has_no_key_takes_nobodys"),
    Move("take the restriction away by a row", "unreadable", "test_a_restriction_taken_away_by_a_row_opens_nothing"),
    Move("read another's drafts, or pass them off as own", "unreadable", "test_a_draft_opens_for_its_officer_and_form"),
    Move("read a restricted case by its tables", "unreadable", "test_the_tables_hold_no_restricted_word"),
    Move(
        "put the slots of before back after leaving",
        "refused",
        "tests/keys/test_turns.py::test_slots_that_were_put_back_are_known_by_their_turn",
    ),
    Move(
        "copy the store and work with both",
        "refused",
        "tests/gateway/test_numbers.py::test_a_number_used_for_something_else_shows_a_copied_store",
    ),
    Move(
        "copy the store's file and open it elsewhere",
        "unreadable",
        "tests/keys/test_slots.py::test_the_slots_open_on_no_other_device",
    ),
    Move(
        "read ordinary cases of the own desk past the screen",
        "remains",
        "With the store's key and skill a colleague reads ordinary cases of the same desk: accepted, by policy.",
    ),
    Move(
        "write over what is to be signed anew, after the centre was restored",
        "remains",
        "Its author signs what then stands there: the history of the record shows it, and it is attributable by desk.",
    ),
    Move(
        "put an own key in the place of a colleague's, before that one is let into a restricted case",
        "remains",
        "All that a desk trusts lies in the store that its officers share. Who was let in cannot read, and says so.",
    ),
    Move(
        "write audit lines anew before they were told",
        "remains",
        "A device can lie until its lines are told; the logs of the centre and of other desks are the counter-check.",
    ),
)


def _in_the_directory(desk: StoreDesk, **said: Any) -> None:
    """Write into what this desk keeps of the directory."""
    with raw(desk) as connection:
        meta = Meta(connection)
        kept = directory.kept(meta)
        assert kept.mission is not None
        lines = [msgspec.structs.replace(one, **said) if one.officer == "dewi" else one for one in kept.mission.grants]
        mission = msgspec.structs.replace(kept.mission, grants=type(kept.mission.grants)(lines))
        meta.keep("directory", msgspec.json.encode(msgspec.structs.replace(kept, mission=mission)).decode())


def _codes(desk: StoreDesk) -> set[str | None]:
    return {one.code for one in outbox.refused(desk.store)}


def test_roles_that_were_written_into_the_store_are_no_roles(office: Office) -> None:
    desk = office.desk
    worker = desk.create(full_name="Aminah")
    office.rights("COUNTER")
    desk.round()
    office.dewi.sits_down(desk)
    _in_the_directory(desk, roles=tuple(sorted(default_roles())))

    desk.edit(desk.get(worker), health_note="Sakit")
    desk.round()

    assert _codes(desk) == {"no-right"}
    assert office.heard(worker.id) == [{"full_name": "Aminah", "mission": "JHB", "origin": "LOCAL"}]


def test_a_withdrawal_that_was_undone_here_holds(office: Office) -> None:
    desk = office.desk
    office.rights()
    desk.round()
    office.dewi.sits_down(desk)
    _in_the_directory(desk, roles=tuple(sorted(default_roles())), until=None, revoked=False)

    worker = desk.create(full_name="Aminah")
    desk.round()

    assert _codes(desk) == {"no-right"}
    assert office.heard(worker.id) == []


def test_who_wrote_himself_into_the_directory_is_nobody(office: Office) -> None:
    desk, stranger = office.desk, Seat("dewi")
    _in_the_directory(desk, key=stranger.signing.public.text, seal=stranger.opening.public.text)
    stranger.sits_down(desk)

    worker = desk.create(full_name="Aminah")
    desk.round()

    assert _codes(desk) == {"signature"}
    assert office.heard(worker.id) == []


def _written_over(office: Office) -> str:
    worker = office.desk.create(full_name="Aminah")
    run(office.desk, "UPDATE history SET body = replace(body, 'Aminah', 'Palsu')")
    run(office.desk, "UPDATE r_worker SET full_name = 'Palsu'")
    return worker.id


def test_what_was_written_over_is_sent_by_nobody(office: Office) -> None:
    worker = _written_over(office)
    office.dewi.sits_down(office.desk)
    office.desk.round()

    assert _codes(office.desk) == {"signature"}
    assert office.heard(worker) == []


def test_nobody_signs_what_a_colleague_wrote_over(office: Office) -> None:
    worker = _written_over(office)
    good = office.desk.create(full_name="Suparni")
    office.desk.round()

    assert _codes(office.desk) == {"signature"}
    assert office.heard(worker) == []
    assert office.heard(good.id)


def test_a_change_in_the_name_of_another_is_refused(office: Office) -> None:
    office.dewi.sits_down(office.desk)
    worker = office.desk.store.do("siti", lambda unit: unit.create("worker", {"full_name": "Palsu"})).answer
    office.desk.round()
    office.siti.sits_down(office.desk)
    office.desk.round()

    assert _codes(office.desk) == {"signature"}
    assert office.heard(worker.id) == []


def test_a_signature_moves_to_no_other_change(office: Office) -> None:
    desk = office.desk
    desk.create(full_name="Aminah")
    office.dewi.sits_down(desk)
    worker = desk.store.do("siti", lambda unit: unit.create("worker", {"full_name": "Palsu"})).answer
    run(desk, "UPDATE outbox SET seal = (SELECT n FROM seals WHERE officer = 'siti')")
    for seat in (office.dewi, office.siti):
        seat.sits_down(desk)
        desk.round()

    assert _codes(desk) == {"signature"}
    assert office.heard(worker.id) == []


def test_a_receipt_that_was_written_here_is_found(office: Office) -> None:
    desk = office.desk
    desk.create(full_name="Aminah")
    run(desk, "DELETE FROM outbox")
    run(desk, "UPDATE history SET seq = 1 WHERE seq IS NULL")
    run(desk, "UPDATE r_worker SET _sync = 'centre', _trunk = NULL, _versions = '{\"\":1}'")

    desk.round()

    assert "fingerprint" in office.unsound() or standing_of(desk.store).differs


def test_a_record_that_was_written_over_is_found(office: Office) -> None:
    office.desk.create(full_name="Aminah")
    office.desk.round()
    run(office.desk, "UPDATE r_worker SET full_name = 'Palsu'")

    assert "fingerprint" in office.unsound()


def test_a_record_written_over_with_its_sums_is_found_by_a_round(office: Office) -> None:
    desk = office.desk
    worker = desk.create(full_name="Aminah")
    desk.round()
    run(desk, "UPDATE r_worker SET full_name = 'Palsu'")
    _sums_anew(desk)
    assert office.unsound() == ()

    for _ in range(3):
        desk.round()

    assert desk.get(worker).fields["full_name"] == "Aminah"


def _sums_anew(desk: StoreDesk) -> None:
    """Write the sums as they follow from what lies here."""
    with raw(desk) as connection:
        total = Digest()
        for kind, stored in verify.every_record(connection):
            total.add(kind, stored.row.id, projection.seen(stored))
        connection.exec_driver_sql("DELETE FROM sums")
        connection.exec_driver_sql("INSERT INTO sums(kind, total) VALUES(?, ?)", list(total.shares().items()))


def test_a_record_that_was_taken_away_is_found(office: Office) -> None:
    office.desk.create(full_name="Aminah")
    office.desk.round()
    run(office.desk, "UPDATE r_worker SET _deleted = 'x'")

    assert "fingerprint" in office.unsound()


def test_an_envelope_that_was_changed_here_is_not_taken(office: Office) -> None:
    desk = office.desk
    worker = desk.create(full_name="Aminah")
    assert desk.line is not None
    desk.line.loses_answers = True
    with pytest.raises(Exception, match="no-answer"):
        desk.round()
    frozen = desk.replica().in_flight()
    assert frozen is not None
    run(desk, "UPDATE in_flight SET envelope = ?", frozen[:-1] + bytes([frozen[-1] ^ 1]))
    desk.line.loses_answers = False
    with pytest.raises(NotTheCentre):  # the played line knows no problems
        desk.round()

    assert office.world._door.problem["code"] == "bad-envelope"
    assert office.heard(worker.id) == [{"full_name": "Aminah", "mission": "JHB", "origin": "LOCAL"}]


def test_a_wrapped_key_opens_for_nobody_else(office: Office) -> None:
    desk = office.desk
    case = restricted_case(desk, incident_place=PLACE)
    desk.round()
    run(desk, "UPDATE r_case_key SET officer = 'dewi', recipient = ?", office.dewi.opening.public.short)
    office.dewi.sits_down(desk)

    assert "summary" not in desk.get(case).fields
    assert "fingerprint" in office.unsound()


def test_who_wrote_himself_among_the_members_reads_nothing(office: Office) -> None:
    desk = office.desk
    case = restricted_case(desk, incident_place=PLACE)
    desk.round()
    office.dewi.sits_down(desk)
    with pytest.raises(CaseSealed):
        do(desk, lambda unit: members.add(unit, case.id, "dewi", "HANDLING"))
    made_up = CaseKey.new()
    desk.create("case_key", **key_for(desk, case, made_up, desk))
    meet(desk)

    assert "summary" not in desk.get(case).fields
    with pytest.raises(CaseSealed):
        desk.edit(desk.get(case), summary="Palsu")
    office.siti.sits_down(desk)
    desk.edit(desk.get(case), summary=f"{SECRET} aman")
    office.dewi.sits_down(desk)
    assert "summary" not in desk.get(case).fields
    assert SECRET not in file_text(desk)
    assert "dewi" in {one.officer for one in restriction.look_at(desk.store, case.id).members}, "and it shows"


def test_a_restriction_taken_away_by_a_row_opens_nothing(office: Office) -> None:
    desk = office.desk
    case = restricted_case(desk, incident_place=PLACE)
    note = desk.create("action", case_id=case.id, type="NOTE", at=AT, summary=f"{SECRET} ditemui")
    desk.round()
    run(desk, "UPDATE r_case SET restricted = NULL")
    office.siti.sits_down(desk)  # the next morning

    desk.edit(desk.get(case), summary=f"{SECRET} aman")
    desk.edit(desk.get(note), summary=f"{SECRET} dijemput")
    desk.create("action", case_id=case.id, type="NOTE", at=AT, summary=f"{SECRET} di rumah aman")
    meet(desk)

    assert SECRET not in file_text(desk)
    assert SECRET not in centre_text(office.world)


def test_a_draft_opens_for_its_officer_and_form(office: Office) -> None:
    desk = office.desk
    desk.store.keep_draft("siti", drafts.Draft(form="new/case", body={"summary": SECRET}, at=AT))
    run(desk, "INSERT INTO drafts SELECT form, 'dewi', body, at FROM drafts")
    run(desk, "UPDATE drafts SET form = 'new/worker' WHERE officer = 'siti'")

    assert desk.store.drafts("siti") == []
    office.dewi.sits_down(desk)
    assert desk.store.drafts("dewi") == []


def test_the_tables_hold_no_restricted_word(office: Office) -> None:
    desk = office.desk
    case = restricted_case(desk, incident_place=PLACE, subjects=[{"id": "s1", "stub_name": SECRET}])
    desk.edit(desk.get(case), narrative=f"{SECRET} bercerita")
    meet(desk)
    office.dewi.sits_down(desk)

    assert SECRET not in file_text(desk)
    assert PLACE not in file_text(desk)
    assert SECRET not in str(desk.store.history(case.id))
    assert not desk.store.first_hits(SECRET)
