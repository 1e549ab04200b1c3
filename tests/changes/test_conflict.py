"""A conflict is a record: it is named by its cause and tells whose value is in force and whose waits."""

from sync.changes.conflict import by_centre, conflict_id, decided, entered_again, opened
from sync.changes.state import Clash, RecordState
from sync.domain.ids import is_id
from tests.changes.ledger import RECORD, change

_CAUSE = change(2, {"name": "Sitti"}, by="budi")
_CLASH = Clash("name", "Sita", "Sitti", 2, "change")


def test_a_conflict_is_always_named_the_same_and_like_any_record() -> None:
    assert is_id(conflict_id(_CAUSE, "name"))
    assert conflict_id(_CAUSE, "name") == conflict_id(change(2, {}, by="budi"), "name")
    assert conflict_id(_CAUSE, "name") != conflict_id(_CAUSE, "label")


def test_a_new_conflict_tells_both_values_and_whose_the_other_is() -> None:
    assert opened(_CLASH, _CAUSE, _CAUSE, "JHB") == {
        "mission": "JHB",
        "record_kind": "trouble",
        "record_id": RECORD,
        "path": "name",
        "present": '"Sita"',
        "present_version": 2,
        "state": "OPEN",
        "other": '"Sitti"',
        "other_officer": "budi",
        "other_at": "2026-03-10T06:42:02.000Z",
        "other_device": "budi",
        "other_change": "budi.1.2",
    }


def test_a_decision_says_who_chose_what_when() -> None:
    conflict = RecordState(kind="conflict", values=opened(_CLASH, _CAUSE, _CAUSE, "JHB"), versions={}, created=3)

    assert decided(change(4, {"name": "Siti"}), conflict)["chosen"] == '"Siti"'
    kept = decided(change(4, {}), conflict)
    assert (kept["state"], kept["decided_by"], kept["chosen"]) == ("DECIDED", "siti", '"Sita"')


def test_the_centre_writes_under_its_own_name_with_the_times_of_the_cause() -> None:
    conflict = RecordState(kind="conflict", values={}, versions={"other": 5}, created=3)

    new = by_centre("centre.1.3", "c", {"state": "OPEN"}, _CAUSE)
    later = by_centre("centre.1.9", "c", entered_again(_CAUSE, "x"), _CAUSE, conflict)

    assert (new.id, new.op, new.base, new.officer, new.at) == ("centre.1.3", "create", {}, "centre", _CAUSE.at)
    assert (later.op, later.base["other"], later.base["other_officer"]) == ("set", 5, 3)
