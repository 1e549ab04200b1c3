"""T6: an enrolled device with keys of its own that speaks the protocol as it likes: 38 moves at the centre.

What it learns is what its officers may read; what it says is its officers' and nobody else's; what it says wrongly
is refused alone, and nothing of others is lost by it.
"""

from dataclasses import replace

import msgspec
import pytest

from sync.changes.change import Change, change_id
from sync.clock import stamp
from sync.domain.rules.rights import default_roles
from sync.engine.ports import Batch, Mend, Wants
from sync.errors import BadEnvelope
from sync.gateway import accounts
from sync.gateway.database import Database
from sync.identity.canonical import text_of
from sync.identity.officer import change_hash, sign_batch
from sync.protocol.messages import Signature
from tests.evil.listed import Move
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk, PlayedClock

_AT = "tests/gateway/"
MOVES = (
    Move("ask for another mission's news", "refused", f"{_AT}test_exchange.py::test_another_mission_hears_nothing"),
    Move(
        "name another mission in a change",
        "refused",
        f"{_AT}test_exchange.py::test_a_mission_that_a_change_names_opens_nothing",
    ),
    Move(
        "ask for states and hashes of another mission",
        "refused",
        f"{_AT}test_mending.py::test_states_and_hashes_are_of_the_desks_own_mission_alone",
    ),
    Move(
        "ask for the past of another mission's record",
        "refused",
        f"{_AT}test_snapshots.py::test_the_past_of_a_record_of_another_mission_is_not_told",
    ),
    Move(
        "ask for another mission's snapshot",
        "refused",
        f"{_AT}test_snapshots.py::test_one_mission_never_gets_the_snapshot_of_another",
    ),
    Move("write over another mission's record", "refused", "test_a_record_of_another_mission_is_not_there"),
    Move(
        "read beyond the roles, by states, parts or pasts",
        "refused",
        f"{_AT}test_sight.py::test_an_evil_device_gets_nothing_of_it_by_asking_otherwise",
    ),
    Move(
        "probe for what may not be read",
        "refused",
        f"{_AT}test_sight.py::test_a_record_that_may_not_be_told_is_not_there",
    ),
    Move(
        "be told it ahead because it is urgent",
        "refused",
        f"{_AT}test_sight.py::test_nothing_urgent_is_told_ahead_to_who_may_not_read_it",
    ),
    Move("write beyond the roles", "refused", f"{_AT}test_rights.py::test_a_change_without_its_right_is_refused_alone"),
    Move(
        "make an officer of whom one likes",
        "refused",
        f"{_AT}test_introductions.py::test_nothing_else_makes_an_officer",
    ),
    Move(
        "let somebody in without the right",
        "refused",
        f"{_AT}test_introductions.py::test_who_may_not_let_others_in_lets_nobody_in",
    ),
    Move(
        "leave the officer's signature out",
        "refused",
        f"{_AT}test_exchange.py::test_a_change_without_its_officers_signature_is_refused",
    ),
    Move("sign as an officer of another device", "refused", "test_a_key_speaks_for_its_own_device_only"),
    Move("put a signature under other changes", "refused", "test_a_signature_covers_the_changes_that_it_was_made_over"),
    Move("name changes that a signature never covered", "refused", "test_naming_hashes_proves_nothing_by_itself"),
    Move(
        "use a change id again with another content",
        "refused",
        f"{_AT}test_exchange.py::test_a_change_id_with_another_content_is_refused_and_not_taken_for_known",
    ),
    Move(
        "write conflicts, or in the centre's name",
        "refused",
        f"{_AT}test_exchange.py::test_nobody_writes_conflicts_or_in_the_name_of_the_centre",
    ),
    Move(
        "close conflicts of other records",
        "refused",
        f"{_AT}test_exchange.py::test_a_change_closes_conflicts_of_its_own_record_only",
    ),
    Move("say that a file has arrived at the centre", "refused", "test_nobody_says_for_the_centre_that_a_file_arrived"),
    Move(
        "say the same envelope again",
        "refused",
        f"{_AT}test_numbers.py::test_the_same_envelope_gets_the_same_answer_byte_for_byte",
    ),
    Move(
        "skip numbers or go back",
        "refused",
        f"{_AT}test_numbers.py::test_numbers_that_lie_behind_or_ahead_are_refused_with_the_one_that_is_due",
    ),
    Move(
        "fork its chain, as two clones do",
        "found",
        f"{_AT}test_numbers.py::test_a_number_used_for_something_else_shows_a_copied_store",
    ),
    Move(
        "go on from an envelope that the centre never saw",
        "found",
        f"{_AT}test_numbers.py::test_a_previous_envelope_that_the_centre_never_saw_shows_a_copied_store",
    ),
    Move(
        "say that it has heard more than there is",
        "found",
        f"{_AT}test_numbers.py::test_a_desk_that_has_seen_more_than_the_centre_is_told",
    ),
    Move("set the clock ahead", "refused", f"{_AT}test_exchange.py::test_a_clock_far_ahead_does_not_win_a_tie"),
    Move("set the clock back by decades", "refused", "test_a_clock_of_decades_ago_wins_nothing_and_orders_nothing"),
    Move(
        "send a body beyond all measure",
        "refused",
        f"{_AT}test_app.py::test_a_body_that_says_it_is_too_large_is_not_read",
    ),
    Move(
        "send more changes than one batch takes", "refused", "test_a_giant_batch_is_taken_in_portions_and_loses_nothing"
    ),
    Move(
        "search through everything at once", "refused", f"{_AT}test_mending.py::test_what_is_out_of_bounds_is_refused"
    ),
    Move(
        "say restricted things in the open",
        "refused",
        f"{_AT}test_need_to_know.py::test_nothing_personal_of_it_comes_in_open",
    ),
    Move(
        "end a restriction alone", "refused", f"{_AT}test_need_to_know.py::test_one_officer_alone_ends_no_restriction"
    ),
    Move(
        "take others' keys of a restricted case away",
        "refused",
        f"{_AT}test_need_to_know.py::test_nobody_takes_a_key_away_by_having_entered_one_for_oneself",
    ),
    Move(
        "fetch files with guessed ids, tickets, hours",
        "refused",
        "tests/attachments/test_faults.py::test_the_ticket_of_another_device_blob_verb_or_hour_opens_nothing",
    ),
    Move(
        "ask for bytes behind the end",
        "refused",
        f"{_AT}test_snapshots.py::test_bytes_behind_the_end_are_refused",
    ),
    Move(
        "go on after it was revoked", "refused", "test_what_comes_after_a_revocation_in_the_middle_of_a_push_is_refused"
    ),
    Move(
        "say that it knows another directory",
        "refused",
        "test_whatever_directory_it_says_to_know_it_is_told_the_one_in_force",
    ),
    Move(
        "rewrite its audit",
        "found",
        "tests/audit/test_delivery.py::test_a_past_that_was_told_cannot_be_told_otherwise",
    ),
)


def _one(desk: Desk, change: Change) -> tuple[str, str | None]:
    (result,) = desk.say(change)
    return result.outcome, result.code


def test_a_record_of_another_mission_is_not_there(enrolled: Enrol) -> None:
    siti, evil = enrolled(), enrolled("jahat", mission="KUL")
    made = siti.create({"full_name": "Aminah"})
    siti.say(made)

    assert _one(evil, evil.change(made.record, {"full_name": "Palsu"}, 1))[0] == "held"
    assert _one(evil, msgspec.structs.replace(evil.create({"full_name": "Palsu"}), record=made.record))[0] != "conflict"
    told = siti.exchange(compare=True)
    assert "Palsu" not in msgspec.json.encode(told).decode()


def test_a_key_speaks_for_its_own_device_only(enrolled: Enrol) -> None:
    siti, evil = enrolled(), enrolled("jahat")
    forged = msgspec.structs.replace(evil.create({"full_name": "Palsu"}), id=change_id(siti.device.id, 1, 900))
    assert _one(evil, forged) == ("refused", "signature")
    assert siti.exchange().news == []


def _said(desk: Desk, batch: Batch) -> list[tuple[str, str | None]]:
    envelope = desk.seal(batch)
    return [(one.outcome, one.code) for one in desk.hear(envelope, desk.door.exchange(envelope)).results]


def test_a_signature_covers_the_changes_that_it_was_made_over(enrolled: Enrol) -> None:
    evil = enrolled("jahat")
    first, second = evil.create({"full_name": "Aminah"}), evil.create({"full_name": "Palsu"})
    over_first = evil.signed(first).signatures
    assert _said(evil, Batch(changes=(second,), signatures=over_first)) == [("refused", "signature")]
    assert _said(evil, Batch(changes=(first, second), signatures=over_first)) == [("refused", "signature")] * 2


def test_naming_hashes_proves_nothing_by_itself(enrolled: Enrol) -> None:
    siti, evil = enrolled(), enrolled("jahat")
    good = siti.create({"full_name": "Aminah"})
    siti.say(good)
    forged = msgspec.structs.replace(siti.create({"full_name": "Palsu"}), id=change_id(siti.device.id, 1, 900))
    hashes = [change_hash(good), change_hash(forged)]
    tries: list[tuple[str, str, list[int | str]]] = [
        ("siti", siti.signing.public.text, [text_of(hashes[0]), 0]),
        ("siti", evil.signing.public.text, [0]),
        ("jahat", evil.signing.public.text, [0]),
        ("siti", siti.signing.public.text, [0] * 300),
    ]
    for officer, key, of in tries:
        signature = Signature(officer=officer, key=key, signature=sign_batch(evil.signing, hashes[1:]), of=of)
        assert _said(evil, Batch(changes=(forged,), signatures=(signature,))) == [("refused", "signature")]


def test_nobody_says_for_the_centre_that_a_file_arrived(enrolled: Enrol) -> None:
    evil = enrolled("jahat")
    worker = evil.create({"full_name": "Aminah"})
    file = evil.create({"owner_kind": "worker", "owner_id": worker.record, "title": "Paspor"}, kind="attachment")
    evil.say(worker, file)
    assert _one(evil, evil.change(file.record, {"sync_state": "ACK"}, 2, kind="attachment"))[0] == "refused"
    more = {"owner_kind": "worker", "owner_id": worker.record, "title": "Visa", "sync_state": "ACK"}
    assert _one(evil, evil.create(more, kind="attachment"))[0] == "refused"


@pytest.mark.parametrize("years", [10, 40])
def test_a_clock_of_decades_ago_wins_nothing_and_orders_nothing(enrolled: Enrol, years: int) -> None:
    siti, evil = enrolled(), enrolled("jahat")
    made = siti.create({"full_name": "Aminah"})
    siti.say(made)
    siti.say(siti.change(made.record, {"full_name": "Siti Aminah"}, 1))
    evil.clock = PlayedClock(evil.clock.at.replace(year=evil.clock.at.year - years))
    late = evil.change(made.record, {"full_name": "Palsu"}, 1)
    assert _one(evil, late)[0] == "conflict"
    newcomer = enrolled("ani")
    assert [one.seq for one in newcomer.exchange().news] == [1, 2, 3, 4]
    states = newcomer.wanting(Wants(limit_bytes=1, mend=Mend(states=(made.record,)))).states
    assert states[0].values["full_name"] == "Siti Aminah"


def test_a_giant_batch_is_taken_in_portions_and_loses_nothing(enrolled: Enrol, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.gateway.intake.MOST_CHANGES", 50)
    evil = enrolled("jahat")
    made = [evil.create({"full_name": f"Nama {number}"}) for number in range(120)]
    for taken in (50, 50, 20):
        results = evil.say(*made)
        assert [one.outcome for one in results[:taken]] == ["applied"] * taken
        assert {one.outcome for one in results[taken:]} <= {"later"}
        made = made[taken:]


def test_what_comes_after_a_revocation_in_the_middle_of_a_push_is_refused(
    enrolled: Enrol, database: Database, clock: PlayedClock
) -> None:
    siti, evil = enrolled(), enrolled("jahat")
    before, after = evil.create({"full_name": "Aminah"}), evil.create({"full_name": "Palsu"})
    assert _one(evil, before)[0] == "applied"
    envelope = evil.seal(evil.signed(after))
    with database.write() as connection:
        accounts.revoke_device(connection, evil.device.id, clock)

    assert evil.door.exchange(envelope) == b""
    assert evil.door.problem["code"] == "revoked"
    with pytest.raises(BadEnvelope):
        evil.exchange()
    carried = Batch(changes=(after,), signatures=evil.signed(after).signatures)  # a friend carries it
    assert _said(siti, carried) == [("refused", "revoked")]
    assert len(siti.exchange().news) <= 1


def test_whatever_directory_it_says_to_know_it_is_told_the_one_in_force(
    enrolled: Enrol, database: Database, clock: PlayedClock
) -> None:
    evil = enrolled("jahat")
    first = evil.exchange().directory
    with database.write() as connection:
        who = (evil.officer, evil.signing.public.text)
        clock.at = clock.at.replace(minute=clock.at.minute + 1)
        accounts.grant(connection, "JHB", who, sorted(default_roles())[:1], stamp(clock.now()))
    token = "" if first is None else first.token
    for said in (token, "", "nonsense", "9" * 40):
        evil.position = replace(evil.position, directory=said)
        told = evil.exchange().directory
        assert told is not None
        assert told.token != token
