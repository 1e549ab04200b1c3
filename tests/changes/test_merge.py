"""Two people changed the same record from the same version: what is in force, and what people must decide."""

from typing import Any

import pytest

from sync.changes.change import DELETED
from sync.changes.conflict import conflict_id
from sync.changes.merge import STALE, on_trunk
from tests.changes.ledger import Ledger, change


def test_a_change_of_the_present_version_comes_into_force() -> None:
    ledger = Ledger(name="Siti")

    merged = ledger.add(change(1, {"name": "Siti Aminah"}))

    assert (merged.outcome, merged.effect, ledger.values) == (
        "applied",
        {"name": "Siti Aminah"},
        {"name": "Siti Aminah"},
    )


def test_changes_of_different_fields_never_meet() -> None:
    ledger = Ledger(name="Siti")
    ledger.add(change(1, {"label": "rumah"}))

    assert ledger.add(change(2, {"name": "Sita"}, by="budi")).outcome == "applied"
    assert ledger.values == {"name": "Sita", "label": "rumah"}


def test_equal_values_are_no_conflict() -> None:
    ledger = Ledger(name="Siti")
    ledger.add(change(1, {"name": "Sita"}))

    merged = ledger.add(change(2, {"name": "Sita"}, by="budi"))

    assert (merged.outcome, merged.effect) == ("applied", {})


def test_the_value_that_came_first_stays_and_the_other_is_kept_for_a_person() -> None:
    ledger = Ledger(name="Siti")
    ledger.add(change(1, {"name": "Sita"}))

    merged = ledger.add(change(2, {"name": "Sitti"}, by="budi"))

    assert (merged.outcome, ledger.values["name"]) == ("conflict", "Sita")
    assert [(c.path, c.present, c.other, c.present_version, c.gave_way) for c in merged.clashes] == [
        ("name", "Sita", "Sitti", 2, "change")
    ]


@pytest.mark.parametrize(
    ("field", "first", "second", "in_force", "kept"),
    [
        ("priority", "P3", "P1", "P1", "P3"),
        ("priority", "P1", "P3", "P1", "P3"),
        ("restricted", False, True, True, False),
        ("restricted", True, False, True, False),
        ("priority", "P9", "P4", "P4", "P9"),
    ],
)
def test_the_more_protective_value_is_in_force_whichever_came_first(
    field: str, first: Any, second: Any, in_force: Any, kept: Any
) -> None:
    ledger = Ledger()
    ledger.add(change(1, {field: first}))

    merged = ledger.add(change(2, {field: second}, by="budi"))

    assert (ledger.values[field], merged.clashes[0].other) == (in_force, kept)


def test_a_risk_flag_that_somebody_took_away_while_another_set_it_is_set() -> None:
    ledger = Ledger(**{"risks/TPPO": True})
    ledger.add(change(1, {"risks/TPPO": None}))
    ledger.add(change(2, {"risks/TPPO": True}, base=2))

    merged = ledger.add(change(3, {"risks/TPPO": None}, by="budi", base=2))

    assert (ledger.values["risks/TPPO"], merged.outcome) == (True, "conflict")


@pytest.mark.parametrize(("first", "second", "in_force"), [(5, 9, "nine"), (9, 5, "nine")])
def test_of_two_labels_the_later_one_is_in_force_without_a_question(first: int, second: int, in_force: str) -> None:
    ledger, said = Ledger(), {5: "five", 9: "nine"}
    ledger.add(change(first, {"label": said[first]}))

    merged = ledger.add(change(second, {"label": said[second]}, by="budi"))

    assert (merged.outcome, ledger.values["label"]) == ("applied", in_force)


def test_of_two_stories_both_stay_each_with_its_author() -> None:
    ledger = Ledger(story="awal")
    ledger.add(change(1, {"story": "gaji tidak dibayar"}))
    ledger.add(change(2, {"story": "paspor ditahan"}, by="budi"))

    assert ledger.values["story"] == (
        "gaji tidak dibayar\n— siti, 2026-03-10T06:42:01.000Z\n\npaspor ditahan\n— budi, 2026-03-10T06:42:02.000Z"
    )
    ledger.add(change(3, {"story": "paspor ditahan"}, by="tono"))
    assert ledger.values["story"].count("paspor ditahan") == 1


def test_two_stories_that_are_too_long_together_are_left_to_a_person() -> None:
    ledger = Ledger(story="awal")
    ledger.add(change(1, {"story": "a" * 2500}))
    merged = ledger.add(change(2, {"story": "b" * 2500}, by="budi"))

    assert (merged.outcome, ledger.values["story"]) == ("conflict", "a" * 2500)
    assert [clash.other for clash in merged.clashes] == ["b" * 2500]


def test_a_story_that_contains_the_other_takes_its_place() -> None:
    ledger = Ledger(story="awal")
    ledger.add(change(1, {"story": "awal, lalu"}))

    assert ledger.add(change(2, {"story": "awal, lalu akhir"}, by="budi")).effect == {"story": "awal, lalu akhir"}


def test_different_elements_and_codes_never_meet() -> None:
    ledger = Ledger()
    ledger.add(change(1, {"papers/a": {"number": "A1"}, "needs/FOOD": True}))

    merged = ledger.add(change(2, {"papers/b": {"number": "B2"}, "needs/SHELTER": True}, by="budi"))

    assert merged.outcome == "applied"
    assert set(ledger.values) == {"papers/a", "papers/b", "needs/FOOD", "needs/SHELTER"}


@pytest.mark.parametrize("edit_first", [True, False])
def test_an_edited_element_outlives_its_removal_and_a_person_decides(*, edit_first: bool) -> None:
    ledger = Ledger(**{"papers/a": {"number": "A1"}})
    edit, removal = change(1, {"papers/a": {"number": "A2"}}), change(2, {"papers/a": None}, by="budi")

    ledger.add(edit if edit_first else removal)
    merged = ledger.add(removal if edit_first else edit)

    assert ledger.values["papers/a"] == {"number": "A2"}
    assert (merged.outcome, merged.clashes[0].other) == ("conflict", None)


def test_a_status_that_two_people_moved_goes_forward_only() -> None:
    ledger = Ledger(status="IN_PROGRESS")
    ledger.add(change(1, {"status": "MEDIATION"}))

    assert ledger.add(change(2, {"status": "RESOLVED"}, by="budi")).outcome == "applied"
    merged = ledger.add(change(3, {"status": "IN_PROGRESS"}, base=2, by="tono"))

    assert (merged.outcome, ledger.values["status"]) == ("conflict", "RESOLVED")


def test_a_move_that_the_life_does_not_know_is_refused_and_changes_nothing() -> None:
    ledger = Ledger(status="DRAFT")

    merged = ledger.add(change(1, {"status": "CLOSED", "name": "Siti"}))

    assert (merged.outcome, merged.code, merged.path) == ("refused", "lifecycle", "status")
    assert ledger.values == {"status": "DRAFT"}


def test_a_status_cannot_be_emptied_but_a_newer_release_may_bring_one() -> None:
    ledger = Ledger(status="DRAFT")

    assert ledger.add(change(1, {"status": None})).code == "lifecycle"
    assert ledger.add(change(2, {"status": "BRAND_NEW"})).outcome == "applied"


def test_an_urgent_case_may_go_straight_to_a_person() -> None:
    assert Ledger(status="REGISTERED", priority="P1").add(change(1, {"status": "ASSIGNED"})).outcome == "applied"
    assert Ledger(status="REGISTERED", priority="P2").add(change(1, {"status": "ASSIGNED"})).outcome == "refused"


def test_a_record_is_made_once() -> None:
    assert Ledger().add(change(1, {"name": "x"}, {}, op="create")).code == "exists"


def test_a_deletion_by_one_who_saw_everything_stands() -> None:
    ledger = Ledger(name="Siti")
    ledger.add(change(1, {"label": "x"}))

    gone = ledger.add(change(2, {DELETED: "ganda"}, {"": 1, "label": 2, DELETED: 1}, op="delete", by="budi"))

    assert gone.outcome == "applied"
    assert ledger.state is not None
    assert ledger.state.is_deleted
    assert ledger.add(change(3, {DELETED: None}, 3, op="restore")).effect == {DELETED: None}


@pytest.mark.parametrize(("seen", "outcome"), [(2, "applied"), (1, "conflict"), (STALE, "conflict")])
def test_a_deletion_may_say_in_one_number_up_to_where_its_officer_saw(seen: int, outcome: str) -> None:
    ledger = Ledger(name="Siti")
    ledger.add(change(1, {"label": "x"}))

    assert ledger.add(change(2, {DELETED: "ganda"}, {DELETED: seen}, op="delete", by="budi")).outcome == outcome


def test_a_deletion_never_beats_an_edit_that_its_officer_had_not_seen() -> None:
    ledger = Ledger(name="Siti")
    ledger.add(change(1, {"name": "Sita"}))

    merged = ledger.add(change(2, {DELETED: "ganda"}, op="delete", by="budi"))

    assert merged.outcome == "conflict"
    assert ledger.state is not None
    assert not ledger.state.is_deleted
    assert [(c.path, c.present, c.other) for c in merged.clashes] == [(DELETED, None, "ganda")]


def test_an_edit_brings_a_deleted_record_back_and_a_person_decides() -> None:
    ledger = Ledger(name="Siti")
    ledger.add(change(1, {DELETED: "ganda"}, op="delete"))

    merged = ledger.add(change(2, {"name": "Sita"}, by="budi"))

    assert (merged.outcome, ledger.values) == ("conflict", {"name": "Sita"})
    assert [(c.path, c.other, c.gave_way) for c in merged.clashes] == [(DELETED, "ganda", "present")]


def test_deciding_a_value_of_a_deleted_record_leaves_it_deleted() -> None:
    ledger = Ledger(name="Siti")
    ledger.add(change(1, {"name": "Sita"}))
    dispute = change(2, {"name": "Situ"}, by="budi")
    ledger.add(dispute)
    ledger.add(change(3, {DELETED: "ganda"}, {DELETED: 3}, op="delete"))

    decision = change(4, {"name": "Situ"}, {"name": 2})
    decision.resolves.append(conflict_id(dispute, "name"))
    merged = ledger.add(decision)

    assert (merged.outcome, merged.effect) == ("applied", {"name": "Situ"})
    assert ledger.state is not None
    assert ledger.state.is_deleted


def test_an_edit_that_only_claims_to_decide_brings_a_deleted_record_back() -> None:
    ledger = Ledger(name="Siti")
    ledger.add(change(1, {DELETED: "ganda"}, op="delete"))
    edit = change(2, {"name": "Sita"}, by="budi")
    edit.resolves.append("0198c1f2-5f00-7000-8000-00000000000f")

    assert ledger.add(edit).effect == {"name": "Sita", DELETED: None}


def test_a_person_may_decide_for_the_deletion() -> None:
    ledger = Ledger(name="Siti")
    ledger.add(change(1, {"name": "Sita"}))
    deletion = change(2, {DELETED: "ganda"}, op="delete", by="budi")
    ledger.add(deletion)

    decision = change(3, {DELETED: "ganda"}, {DELETED: 1})
    decision.resolves.append(conflict_id(deletion, DELETED))

    assert ledger.add(decision).effect == {DELETED: "ganda"}


def test_a_person_may_decide_for_a_status_to_which_no_move_leads() -> None:
    ledger = Ledger(status="IN_PROGRESS")
    ledger.add(change(1, {"status": "RESOLVED"}))
    late = change(2, {"status": "MEDIATION"}, by="budi")
    assert ledger.add(late).outcome == "conflict"

    decision = change(3, {"status": "MEDIATION"}, {"status": 2})
    assert ledger.add(decision).code == "lifecycle"
    decision.resolves.append(conflict_id(late, "status"))
    assert ledger.add(decision).effect == {"status": "MEDIATION"}


def test_two_who_decide_differently_meet_again_and_two_who_agree_do_not() -> None:
    ledger = Ledger(name="a")
    ledger.add(change(1, {"name": "b"}))
    ledger.add(change(2, {"name": "c"}, by="budi"))
    ledger.add(change(3, {"name": "c"}, base=2))

    assert ledger.add(change(4, {"name": "c"}, base=2, by="budi")).outcome == "applied"
    assert ledger.add(change(5, {"name": "b"}, base=2, by="tono")).outcome == "conflict"


def test_what_a_newer_release_added_merges_by_asking() -> None:
    ledger = Ledger(novelty=1)
    ledger.add(change(1, {"novelty": 2}))

    assert ledger.add(change(2, {"novelty": 3}, by="budi")).outcome == "conflict"
    assert ledger.values["novelty"] == 2


def test_a_change_of_a_record_that_never_was_is_refused() -> None:
    ledger = Ledger()
    ledger.state = None

    assert ledger.add(change(1, {"name": "x"})).code == "no-such-record"


def test_own_earlier_changes_become_their_places_in_the_ledger() -> None:
    one = change(3, {"name": "x", "label": "y"}, {"name": "siti.1.1", "label": 4})

    assert on_trunk(one, lambda _id, _path: None) is None
    settled = on_trunk(one, lambda _id, path: 7 if path == "name" else STALE)
    assert settled is not None
    assert settled.base == {"name": 7, "label": 4}


def test_a_run_of_own_edits_over_something_unseen_does_not_hide_it() -> None:
    ledger = Ledger(story="awal")
    ledger.add(change(1, {"story": "dari budi"}, by="budi"))
    ledger.add(change(2, {"story": "dari siti"}))

    merged = ledger.add(change(3, {"story": "dari siti lagi"}, base=STALE))

    assert "dari budi" in merged.effect["story"]
    assert "dari siti lagi" in merged.effect["story"]
