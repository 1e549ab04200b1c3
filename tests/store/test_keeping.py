"""What an officer's save must keep to: parents that are there, legal moves, and what a newer release has brought."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.actions import cases, records
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.store.verify import findings
from sync.changes.change import MOST_REASON
from sync.errors import InvalidField, RuleBroken, UnknownField
from tests.gateway.desk import PlayedClock
from tests.store.answers import answer, check, foreign, record_id
from tests.store.world import World, fresh_key


@pytest.fixture
def world(tmp_path: Path, clock: PlayedClock) -> Iterator[World]:
    with World(tmp_path, clock) as made:
        yield made


def _case(store: Store, officer: str = "siti", **fields: Any) -> Row:
    made: Row = store.do(officer, lambda unit: cases.register({"category": "OTHER"} | fields, unit)).answer
    return made


def _edit_case(store: Store, case: Row, officer: str = "siti", reason: str | None = None, **fields: Any) -> Row:
    edited: Row = store.do(officer, lambda unit: cases.edit(case.id, fields, unit, reason=reason)).answer
    return edited


def test_a_record_belongs_to_one_that_is_there(store: Store) -> None:
    def claim(unit: Unit) -> None:
        worker = unit.create("worker", {"full_name": "Siti"})
        unit.create("claim", {"case_id": worker.id, "claim_kind": "WAGES"})

    with pytest.raises(InvalidField) as refusal:
        store.do("siti", claim)
    assert (refusal.value.field, refusal.value.rule) == ("case_id", "ref")


def test_what_names_a_kind_that_only_a_newer_release_knows_is_saved(store: Store) -> None:
    new = {"record_kind": "surat_baru", "record_id": record_id(7)}
    made = store.do("siti", lambda unit: unit.create("alignment_difference", new)).answer
    assert store.get("alignment_difference", made.id).fields["record_kind"] == "surat_baru"


def test_an_illegal_move_is_refused_at_the_desk_already(store: Store) -> None:
    case = _case(store)
    with pytest.raises(RuleBroken) as refusal:
        store.do("siti", lambda unit: unit.edit("case", case.id, {"status": "CLOSED"}))
    assert (refusal.value.field, refusal.value.rule) == ("status", "REGISTERED -> CLOSED")

    def claim(unit: Unit) -> Row:
        made = unit.create("claim", {"case_id": case.id, "claim_kind": "WAGES", "state": "OPEN"})
        return unit.edit("claim", made.id, {"state": "APPEALED"})

    with pytest.raises(RuleBroken) as refusal:
        store.do("siti", claim)
    assert (refusal.value.field, refusal.value.rule) == ("state", "OPEN -> APPEALED")


def test_an_edit_that_moves_a_case_keeps_to_what_the_move_needs(store: Store) -> None:
    case = _case(store, priority="P1")
    with pytest.raises(RuleBroken) as refusal:
        _edit_case(store, case, status="ASSIGNED")
    assert refusal.value.rule == "owner"
    assert _edit_case(store, case, status="ASSIGNED", owner="budi").fields["owner"] == "budi"
    with pytest.raises(InvalidField):
        _edit_case(store, case, status=["CLOSED"])


@pytest.mark.parametrize(
    "fields", [{"subjects": 5}, {"subjects": [5]}, {"category": []}, {"risk_flags": 5}, {"categories": [[]]}]
)
def test_a_case_of_odd_values_is_refused_by_the_field(store: Store, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidField) as refusal:
        _case(store, **fields)
    assert refusal.value.field in fields


def test_a_new_element_gets_its_name_from_the_desk(store: Store) -> None:
    fields = {"full_name": "Siti", "passports": [{"number": "C1234567"}, {"id": "b", "number": "E1234567"}]}
    worker = store.do("siti", lambda unit: unit.create("worker", fields)).answer
    named = {each["number"]: each["id"] for each in worker.fields["passports"]}
    assert named["E1234567"] == "b"
    assert len(named["C1234567"]) == 36
    more = [*worker.fields["passports"], {"number": "X1234567"}]
    edited = store.do("siti", lambda unit: unit.edit("worker", worker.id, {"passports": more})).answer
    assert len(_case(store, subjects=[{"worker_id": worker.id}]).fields["subjects"][0]["id"]) == 36
    assert {each["number"]: each["id"] for each in edited.fields["passports"]}.items() > named.items()


@pytest.mark.parametrize("reason", ["x" * (MOST_REASON + 1), "a\0b"])
def test_a_reason_that_the_centre_would_refuse_is_refused_here(store: Store, reason: str) -> None:
    case = _case(store)
    for act in (
        lambda unit: records.edit("case", case.id, {"summary": "x"}, unit, reason=reason),
        lambda unit: records.delete("case", case.id, reason, unit),
    ):
        with pytest.raises(InvalidField) as refusal:
            store.do("siti", act)
        assert refusal.value.field == "reason"
    assert findings(store, fresh_key) == ()


def test_nobody_writes_conflicts_by_hand(store: Store) -> None:
    fields = {"record_kind": "worker", "record_id": record_id(1), "path": "sex", "state": "OPEN"}
    with pytest.raises(RuleBroken):
        store.do("siti", lambda unit: records.create("conflict", fields, unit))


def test_a_record_too_large_for_the_centre_is_refused_here(store: Store) -> None:
    case = _case(store)
    hearings = [{"result": "x" * 4000} for _ in range(300)]
    with pytest.raises(InvalidField) as refusal:
        store.do("siti", lambda unit: unit.create("court_file", {"case_id": case.id, "hearings": hearings}))
    assert refusal.value.rule == "too-large"


def test_what_a_newer_release_brought_stays_when_something_beside_it_is_edited(world: World) -> None:
    desk = world.desk()
    brought = {
        "full_name": "Siti",
        "vulnerability/LATER": True,
        "passports/a": {"number": "C1234567", "state": "LATER", "chip": "later"},
    }
    desk.replica().apply(answer(desk, foreign(1, record_id(1), values=brought)))
    fields = desk.store.get("worker", record_id(1)).fields
    passport = fields["passports"][0] | {"number": "C7654321"}
    said = {"vulnerability": [*fields["vulnerability"], "PREGNANT"], "passports": [passport]}

    edited = desk.edit(desk.store.get("worker", record_id(1)), **said)

    assert edited.fields["vulnerability"] == ["LATER", "PREGNANT"]
    assert edited.fields["passports"] == [passport]
    with pytest.raises(InvalidField):
        desk.edit(edited, vulnerability=["LATER", "OTHERS"])
    with pytest.raises(UnknownField):
        desk.edit(edited, passports=[passport | {"chips": "x"}])


def test_a_free_word_with_a_slash_reaches_the_centre(world: World) -> None:
    desk = world.desk()
    desk.create("mission", code="JHB", working_area=["Johor/Melaka", "Pahang"])
    report = desk.round()
    assert (report.sent, desk.store.page("mission", limit=1).rows[0].sync) == (1, "centre")
    check(world, desk)
