"""Desks exchange with the centre: what became of each change, what the others did, and the same answer again."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from sync.changes.change import DELETED
from sync.changes.conflict import conflict_id
from sync.changes.digest import fingerprint
from sync.engine.ports import Wants
from sync.gateway.database import Database
from sync.gateway.ledger import Book
from sync.gateway.tables import ledger
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk, PlayedClock


def _outcomes(desk: Desk, *changes: object) -> list[tuple[str, int | None]]:
    return [(one.outcome, one.seq) for one in desk.say(*changes)]  # type: ignore[arg-type]


def test_a_change_is_applied_once_and_known_ever_after(enrolled: Enrol, database: Database) -> None:
    desk = enrolled()
    change = desk.create({"full_name": "Siti"})

    assert _outcomes(desk, change) == [("applied", 1)]
    assert _outcomes(desk, change, change) == [("known", 1), ("known", 1)]
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(ledger)) == 1


def test_the_others_hear_of_it_and_the_desk_itself_only_that_it_has_its_place(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    change = siti.create({"full_name": "Siti"})

    own = siti.exchange(change)
    news = budi.exchange()

    assert [(one.seq, one.own, one.entry) for one in own.news] == [(1, change.id, None)]
    assert [one.entry.change if one.entry else None for one in news.news] == [change]
    assert (news.cursor, news.head) == (1, 1)
    assert budi.exchange().news == []


def test_another_mission_hears_nothing(enrolled: Enrol) -> None:
    enrolled().say(enrolled("budi").create({"full_name": "x"}))
    siti, tono = enrolled(), enrolled("tono", "KUL")
    siti.say(siti.create({"full_name": "Siti"}))

    answer = tono.exchange(compare=True)

    assert (answer.news, answer.head, answer.digest) == ([], 0, {})


def test_a_mission_that_a_change_names_opens_nothing(enrolled: Enrol) -> None:
    siti, tono = enrolled(), enrolled("tono", "KUL")
    siti.say(siti.create({"full_name": "Siti"}), siti.create({"full_name": "Wati"}))
    change = tono.create({"full_name": "Tono", "mission": "JHB"})

    answer = tono.exchange(change, compare=True)

    assert ([one.own for one in answer.news], answer.head) == ([change.id], 1)
    assert [one.entry for one in siti.exchange().news if one.entry] == []


def test_two_who_changed_the_same_field_leave_a_conflict_that_all_hear_of(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = siti.create({"full_name": "Siti"})
    siti.say(made)
    budi.exchange()
    siti.say(siti.change(made.record, {"full_name": "Sita"}, 1))

    late = budi.change(made.record, {"full_name": "Sitti"}, 1)
    answer = budi.exchange(late)

    assert [(one.outcome, one.seq) for one in answer.results] == [("conflict", 3)]
    conflict = answer.news[-1].entry
    assert conflict is not None
    assert (conflict.change.kind, conflict.change.officer) == ("conflict", "centre")
    assert conflict.change.id.startswith("centre.")
    assert conflict.change.record == conflict_id(late, "full_name")
    assert conflict.change.values | {"other_at": ""} == {
        "mission": "JHB",
        "record_kind": "worker",
        "record_id": made.record,
        "path": "full_name",
        "present": '"Sita"',
        "present_version": 2,
        "state": "OPEN",
        "other": '"Sitti"',
        "other_officer": "budi",
        "other_at": "",
        "other_device": budi.device.id,
        "other_change": late.id,
    }
    assert answer.news[-2].effect == {}  # of the own change nothing came into force


def test_a_run_of_own_edits_that_gives_way_is_one_conflict_with_the_last_of_them(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = siti.create({"full_name": "Siti"})
    siti.say(made, siti.change(made.record, {"full_name": "Sita"}, {"full_name": made.id}))
    first = budi.change(made.record, {"full_name": "Sitti"}, {"full_name": 1})
    second = budi.change(made.record, {"full_name": "Sitty"}, {"full_name": first.id})
    third = budi.change(made.record, {"full_name": "Sity"}, {"full_name": second.id})
    fourth = budi.change(made.record, {"full_name": "Shity"}, {"full_name": third.id})
    budi.say(first, second)  # in two envelopes: the run may be cut anywhere

    answer = budi.exchange(third, fourth)

    disputes = [
        one.entry.change for one in answer.news if one.entry is not None and one.entry.change.kind == "conflict"
    ]
    assert {one.record for one in disputes} == {conflict_id(first, "full_name")}
    assert (disputes[-1].values["other"], disputes[-1].values["other_change"]) == ('"Shity"', fourth.id)


def test_a_person_decides_and_the_conflict_closes(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = siti.create({"full_name": "Siti"})
    siti.say(made, siti.change(made.record, {"full_name": "Sita"}, {"full_name": made.id}))
    late = budi.change(made.record, {"full_name": "Sitti"}, 1)
    budi.say(late)
    name = conflict_id(late, "full_name")

    answer = siti.exchange(siti.deciding(siti.change(made.record, {"full_name": "Sitti"}, 2), name))

    assert answer.results[0].outcome == "applied"
    closing = answer.news[-1].entry
    assert closing is not None
    assert (closing.change.record, closing.change.op) == (name, "set")
    assert closing.change.values["state"] == "DECIDED"
    assert (closing.change.values["chosen"], closing.change.values["decided_by"]) == ('"Sitti"', "siti")


def test_a_run_of_own_edits_never_conflicts_with_itself(enrolled: Enrol) -> None:
    desk = enrolled()
    made = desk.create({"full_name": "a"})
    second = desk.change(made.record, {"full_name": "b"}, {"full_name": made.id})
    third = desk.change(made.record, {"full_name": "c"}, {"full_name": second.id})

    assert [one.outcome for one in desk.say(made, second, third)] == ["applied"] * 3


def test_a_run_of_own_edits_that_lost_is_one_conflict_with_the_last_value(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = siti.create({"full_name": "Siti"})
    siti.say(made, siti.change(made.record, {"full_name": "Sita"}, {"full_name": made.id}))
    first = budi.change(made.record, {"full_name": "S1"}, 1)
    second = budi.change(made.record, {"full_name": "S2"}, {"full_name": first.id})

    answer = budi.exchange(first, second)

    conflicts = [one.entry.change for one in answer.news if one.entry and one.entry.change.kind == "conflict"]
    assert [one.op for one in conflicts] == ["create", "set"]
    assert conflicts[0].record == conflicts[1].record
    assert conflicts[1].values["other"] == '"S2"'


def test_one_bad_change_never_stops_the_others(enrolled: Enrol) -> None:
    desk = enrolled()
    good, bad, after = desk.create({"full_name": "a"}), desk.create({"full_name": 7}), desk.create({"full_name": "b"})

    results = desk.say(good, bad, after)

    assert [(one.outcome, one.code, one.field) for one in results] == [
        ("applied", None, None),
        ("refused", "shape", "full_name"),
        ("applied", None, None),
    ]


def test_what_was_built_on_a_refused_change_is_refused_with_it(enrolled: Enrol) -> None:
    desk = enrolled()
    made = desk.create({"full_name": "a"})
    bad = desk.change(made.record, {"full_name": 7}, {"full_name": made.id})
    later = desk.change(made.record, {"full_name": "b"}, {"full_name": bad.id})

    assert [one.code for one in desk.say(made, bad, later)] == [None, "shape", "depends"]


def test_a_child_waits_for_its_parent_and_is_taken_when_it_is_there(enrolled: Enrol) -> None:
    desk = enrolled()
    parent = desk.create({"full_name": "a"})
    child = desk.create({"worker_id": parent.record, "name": "ibu"}, kind="next_of_kin")

    assert [(one.outcome, one.needs) for one in desk.say(child)] == [("held", parent.record)]
    assert [one.outcome for one in desk.say(parent, child)] == ["applied", "applied"]


def test_an_edit_waits_for_its_record_and_for_the_own_edit_before_it(enrolled: Enrol) -> None:
    desk = enrolled()
    made = desk.create({"full_name": "a"})
    second = desk.change(made.record, {"full_name": "b"}, {"full_name": made.id})
    third = desk.change(made.record, {"full_name": "c"}, {"full_name": second.id})

    assert [(one.outcome, one.needs) for one in desk.say(second)] == [("held", made.record)]
    assert [(one.outcome, one.needs) for one in desk.say(made, third)] == [("applied", None), ("held", second.id)]


def test_a_change_without_its_officers_signature_is_refused(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    one = siti.create({"full_name": "a"})
    cases = [
        siti.signed(),  # nothing signed
        budi.signed(budi.create({"full_name": "b"})),  # of another officer over other changes
    ]
    for signed in cases:
        batch = type(signed)(changes=(one,), signatures=signed.signatures)
        envelope = siti.seal(batch)
        answer = siti.hear(envelope, siti.door.exchange(envelope))
        assert [(r.outcome, r.code) for r in answer.results] == [("refused", "signature")]

    siti.signing = budi.signing  # a key that is not this officer's
    assert siti.say(one)[0].code == "signature"


def test_a_change_id_with_another_content_is_refused_and_not_taken_for_known(enrolled: Enrol) -> None:
    desk = enrolled()
    one = desk.create({"full_name": "a"})
    desk.say(one)
    desk._number -= 1

    assert desk.say(desk.create({"full_name": "b"}))[0].code == "other-content"


@pytest.mark.parametrize("kind", ["conflict", "worker"])
def test_nobody_writes_conflicts_or_in_the_name_of_the_centre(enrolled: Enrol, kind: str) -> None:
    desk = enrolled()
    if kind == "worker":
        desk.officer = "centre"

    assert desk.say(desk.create({"path": "x"}, kind=kind))[0].code == "rights"


def test_an_unknown_kind_of_a_newer_release_is_carried(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")

    assert siti.say(siti.create({"wind": 3, "parts/a": {"x": 1}}, kind="kite"))[0].outcome == "applied"
    heard = budi.exchange().news[0].entry
    assert heard is not None
    assert heard.change.values == {"wind": 3, "parts/a": {"x": 1}}


def test_a_deletion_travels_and_never_beats_an_unseen_edit(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = siti.create({"full_name": "a"})
    siti.say(made)
    siti.say(siti.change(made.record, {"full_name": "b"}, 1))

    assert budi.say(budi.change(made.record, {DELETED: "ganda"}, 1, op="delete"))[0].outcome == "conflict"
    seen = budi.change(made.record, {DELETED: "ganda"}, {"": 1, "full_name": 2}, op="delete")
    assert budi.say(seen)[0].outcome == "applied"


def test_a_clock_far_ahead_does_not_win_a_tie(enrolled: Enrol, clock: PlayedClock) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = siti.create({"full_name": "a"})
    siti.say(made)
    now = clock.at
    clock.passes(timedelta(days=3650))
    ahead = siti.change(made.record, {"last_confirmed_how": "WALK_IN"}, 1)
    clock.at = now
    siti.say(ahead)
    clock.passes(timedelta(minutes=1))

    answer = budi.exchange(budi.change(made.record, {"last_confirmed_how": "PHONE"}, 1))

    assert answer.results[0].outcome == "applied"
    assert answer.news[-1].effect is None  # what was said is in force


def test_news_come_in_portions_and_never_none_when_there_is_one(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    siti.say(*(siti.create({"full_name": f"nama {number}"}) for number in range(20)))

    heard = []
    while True:
        answer = budi.exchange(limit=1)
        heard += [one.seq for one in answer.news]
        if answer.cursor == answer.head:
            break
    assert heard == list(range(1, 21))
    assert len(siti.exchange().news) == 0


def test_equal_data_have_equal_digests_at_the_centre_and_everywhere(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = siti.create({"full_name": "a"})
    first = siti.exchange(made, compare=True)
    second = budi.exchange(compare=True)
    third = budi.exchange(budi.change(made.record, {"full_name": "b"}, 1), compare=True)

    assert first.digest == second.digest
    assert first.digest is not None
    assert third.digest != first.digest
    assert set(first.digest) == {"worker"}


def test_a_digest_is_only_given_to_a_desk_that_is_level(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    siti.say(siti.create({"full_name": "a"}), siti.create({"full_name": "b"}))

    answer = budi.exchange(limit=1, compare=True)
    assert (answer.digest, answer.fingerprint) == (None, None)


def test_the_fingerprint_is_of_the_head_that_the_answer_brings_the_desk_to(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    assert siti.exchange(compare=True).fingerprint == fingerprint({})

    sent = siti.exchange(siti.create({"full_name": "a"}), compare=True)
    heard = budi.exchange(compare=True)

    assert (sent.cursor, sent.digest) == (1, heard.digest)
    assert sent.fingerprint == heard.fingerprint == fingerprint(sent.digest or {})


def test_a_fingerprint_waits_for_nobody_who_writes(enrolled: Enrol, database: Database, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("one file has one writer at a time")
    desk = enrolled()
    with database.write() as connection:
        Book(connection, "JHB", desk.clock.now())  # holds the mission until the end

        assert desk.wanting(Wants(limit_bytes=1000, compare=True)).fingerprint == fingerprint({})


def test_values_are_kept_as_they_were_signed(enrolled: Enrol, database: Database) -> None:
    desk = enrolled()
    one = desk.create({"full_name": "Šiti \u00e9", "novelty": ["a", 1, None, {"b": True}]})
    desk.say(one)

    with database.read() as connection:
        assert json.loads(connection.scalar(select(ledger.c.change)) or "")["values"] == one.values


def test_a_change_closes_conflicts_of_its_own_record_only(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made, other = siti.create({"full_name": "Siti"}), siti.create({"full_name": "Ani"})
    siti.say(made, other, siti.change(made.record, {"full_name": "Sita"}, {"full_name": made.id}))
    late = budi.change(made.record, {"full_name": "Sitti"}, 1)
    budi.say(late)

    name = conflict_id(late, "full_name")
    answer = siti.exchange(siti.deciding(siti.change(other.record, {"full_name": "Anita"}, 2), name))

    assert answer.results[0].outcome == "applied"
    assert [one.own is not None for one in answer.news[-2:]] == [False, True]  # the conflict opened; nothing closed it


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"full_name": " Siti"}, "full_name"),
        ({"full_name": ""}, "full_name"),
        ({"sex": "F"}, "full_name"),
        ({"full_name": "Siti", "passports/p1": {"number": 5}}, "passports/p1/number"),
    ],
)
def test_values_that_do_not_fit_their_fields_are_refused_by_the_name_of_the_field(
    enrolled: Enrol, values: dict[str, object], field: str
) -> None:
    desk = enrolled()
    results = desk.say(desk.create(values))

    assert [(one.outcome, one.code, one.field) for one in results] == [("refused", "shape", field)]


def test_what_a_record_cannot_be_without_cannot_be_emptied(enrolled: Enrol) -> None:
    desk = enrolled()
    made = desk.create({"full_name": "Siti"})
    desk.say(made)

    assert desk.say(desk.change(made.record, {"full_name": None}, 1))[0].field == "full_name"


def test_a_second_own_edit_of_a_story_does_not_hide_what_the_first_was_merged_with(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = siti.create({"full_name": "Siti", "health_note": "awal"})
    siti.say(made, siti.change(made.record, {"health_note": "dari siti"}, {"health_note": made.id}))
    first = budi.change(made.record, {"health_note": "dari budi"}, 1)
    second = budi.change(made.record, {"health_note": "dari budi, lagi"}, {"health_note": first.id})

    answer = budi.exchange(first, second)

    in_force = (answer.news[-1].effect or {}).get("health_note", "")
    assert "dari siti" in in_force
    assert "dari budi, lagi" in in_force
