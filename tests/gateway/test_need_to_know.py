"""Need to know at the centre: whatever a device says, nothing of a restricted case comes in that anybody could read."""

from typing import Any

import pytest

from sync.changes.change import DELETED, Change
from tests.gateway.conftest import Enrol
from tests.gateway.desk import Desk

BOX = {"box": "AAAA", "key": "k1"}
PLACE = f"sealed/{'ab' * 12}"


def case(desk: Desk, **values: Any) -> Change:
    return desk.create({"status": "REGISTERED", "restricted": True, **values}, kind="case")


def judged(desk: Desk, change: Change) -> tuple[str, str | None, str | None]:
    (result,) = desk.say(change)
    return result.outcome, result.code, result.field


def test_a_restricted_case_comes_in_sealed(enrolled: Enrol) -> None:
    siti = enrolled()
    assert judged(siti, case(siti, owner="siti", **{PLACE: BOX})) == ("applied", None, None)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("summary", "Zubaidah disekap"),
        ("category", "TPPO"),
        ("needs/SAFE_PLACE", True),
        ("subjects/s1", {"stub_name": "Zubaidah"}),
        ("kemlu_class", "KHUSUS"),
    ],
)
def test_nothing_personal_of_it_comes_in_open(enrolled: Enrol, path: str, value: Any) -> None:
    siti = enrolled()
    assert judged(siti, case(siti, **{path: value}))[:2] == ("refused", "not-sealed")


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("action", {"type": "NOTE", "at": "2026-03-10T06:42:00.000Z", "summary": "Zubaidah"}),
        ("party", {"role": "VICTIM", "name": "Zubaidah"}),
        ("tppo_screening", {"debt": {"minor": 1, "currency": "SAR"}}),
        ("letter", {"template": "NOTE_VERBALE", "addressee": "Polisi"}),
    ],
)
def test_nor_does_what_belongs_to_it(enrolled: Enrol, kind: str, values: dict[str, Any]) -> None:
    siti = enrolled()
    made = case(siti)
    siti.say(made)
    change = siti.create({"case_id": made.record} | values, kind=kind)
    assert judged(siti, change)[:2] == ("refused", "not-sealed")


def test_a_file_of_an_action_of_it_needs_its_seal_as_well(enrolled: Enrol) -> None:
    siti = enrolled()
    made = case(siti)
    action = siti.create({"case_id": made.record, "type": "NOTE", "at": "2026-03-10T06:42:00.000Z"}, kind="action")
    siti.say(made, action)
    file = siti.create({"owner_kind": "action", "owner_id": action.record, "title": "Zubaidah"}, kind="attachment")
    assert judged(siti, file) == ("refused", "not-sealed", "title")


def test_moving_a_note_into_it_seals_nothing_by_itself(enrolled: Enrol) -> None:
    siti = enrolled()
    made, other = case(siti), siti.create({"status": "REGISTERED"}, kind="case")
    note = siti.create({"case_id": other.record, "type": "NOTE", "at": "2026-03-10T06:42:00.000Z"}, kind="action")
    siti.say(made, other, note)
    moved = siti.change(note.record, {"case_id": made.record, "summary": "Zubaidah"}, 3, kind="action")
    assert judged(siti, moved)[:2] == ("refused", "not-sealed")


def test_one_officer_alone_ends_no_restriction(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = case(siti)
    siti.say(made)

    assert judged(siti, siti.change(made.record, {"restricted": None}, 1, kind="case"))[:2] == (
        "refused",
        "two-officers",
    )
    siti.say(siti.change(made.record, {"lowering_by": "siti"}, 1, kind="case"))
    assert judged(siti, siti.change(made.record, {"restricted": False}, 2, kind="case"))[:2] == (
        "refused",
        "two-officers",
    )
    assert judged(budi, budi.change(made.record, {"restricted": None}, 1, kind="case"))[0] == "applied"


def test_nobody_proposes_in_the_name_of_another(enrolled: Enrol) -> None:
    siti = enrolled()
    made = case(siti)
    siti.say(made, siti.change(made.record, {"lowering_by": "budi"}, 1, kind="case"))
    assert judged(siti, siti.change(made.record, {"restricted": None}, 2, kind="case"))[:2] == (
        "refused",
        "two-officers",
    )


def test_a_case_that_is_not_restricted_is_as_open_as_ever(enrolled: Enrol) -> None:
    siti = enrolled()
    made = siti.create({"status": "REGISTERED", "summary": "Gaji"}, kind="case")
    assert judged(siti, made)[0] == "applied"


def test_a_restriction_has_its_number_which_no_later_change_moves(enrolled: Enrol) -> None:
    siti = enrolled()
    made = siti.create({"status": "REGISTERED"}, kind="case")
    siti.say(made)

    assert judged(siti, siti.change(made.record, {"restricted": True, "raised": 2}, 1, kind="case"))[:2] == (
        "refused",
        "not-sealed",
    )
    assert judged(siti, siti.change(made.record, {"restricted": True, "raised": 1}, 1, kind="case"))[0] == "applied"
    assert judged(siti, siti.change(made.record, {"restricted": True, "raised": 1}, 1, kind="case"))[0] == "applied"
    assert judged(siti, siti.change(made.record, {"raised": 2}, 2, kind="case"))[:2] == ("refused", "not-sealed")


@pytest.mark.parametrize(
    ("proof", "outcome"),
    [
        (None, "refused"),
        ('[1,"siti","","AAAA","rani","AAAA"]', "refused"),
        ('[1,"rani","","AAAA","budi","AAAA"]', "refused"),
        ('[2,"siti","","AAAA","budi","AAAA"]', "refused"),
        ('[1,"siti","","AAAA","budi","AAAA"]', "applied"),
    ],
)
def test_the_proof_of_a_lowering_names_who_really_did_it(enrolled: Enrol, proof: str | None, outcome: str) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = case(siti, raised=1)
    siti.say(made, siti.change(made.record, {"lowering_by": "siti"}, 1, kind="case"))

    lowered = budi.change(made.record, {"restricted": None, "lowered": proof}, 1, kind="case")
    assert judged(budi, lowered)[0] == outcome


def test_no_proof_is_put_there_by_a_change_that_ends_nothing(enrolled: Enrol) -> None:
    siti = enrolled()
    made = case(siti, raised=1)
    siti.say(made)
    said = siti.change(made.record, {"lowered": '[1,"siti","","AAAA","budi","AAAA"]'}, 1, kind="case")
    assert judged(siti, said) == ("refused", "two-officers", "lowered")


def test_nobody_takes_a_key_away_by_having_entered_one_for_oneself(enrolled: Enrol) -> None:
    siti, budi = enrolled(), enrolled("budi")
    made = case(siti)
    key = {"case_id": made.record, "key": "k1", "number": 1, "wrapped": "AAAA"}
    own = siti.create(key | {"officer": "siti", "given_by": "siti"}, kind="case_key")
    siti.say(made, own)
    budi.say(budi.create(key | {"officer": "budi", "given_by": "siti"}, kind="case_key"))

    taken = budi.change(own.record, {DELETED: "iseng"}, 2, op="delete", kind="case_key")
    assert judged(budi, taken)[:2] == ("refused", "no-member")
    siti.say(siti.create(key | {"officer": "budi", "given_by": "siti"}, kind="case_key"))
    assert judged(budi, taken)[0] == "applied"
