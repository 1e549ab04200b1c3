"""Laws of merging, for any run of changes by any number of people from any version."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.changes.change import DELETED, Change
from tests.changes.ledger import Ledger, change

Moves = list[tuple[dict[str, Any], int, str]]

_VALUES: dict[str, list[Any]] = {
    "name": ["a", "b", "c", None],
    "status": ["REGISTERED", "VALIDATION", "ASSIGNED", "IN_PROGRESS", "RESOLVED"],
    "priority": ["P1", "P2", "P3", None],
    "risks/TPPO": [True, None],
    "restricted": [True, False],
    "label": ["a", "b", "c", None],
    "story": ["satu", "dua", "dua puluh", None],
    "needs/FOOD": [True, None],
    "papers/a": [{"number": "1"}, {"number": "2"}, None],
    "novelty": [1, 2, 3],
}

_edits = st.fixed_dictionaries({}, optional={path: st.sampled_from(said) for path, said in _VALUES.items()}).filter(
    bool
)
_saves = st.one_of(_edits, st.just({DELETED: "ganda"}), st.just({DELETED: None}))
_moves = st.lists(st.tuples(_saves, st.integers(0, 12), st.sampled_from(["siti", "budi", "tono"])), max_size=12)


def _changes(moves: Moves) -> list[Change]:
    return [
        change(number, values, base % number + 1, op="delete" if values.get(DELETED) else "set", by=by)
        for number, (values, base, by) in enumerate(moves, start=1)
    ]


def _after(moves: Moves) -> Ledger:
    ledger = Ledger(name="a", status="REGISTERED", story="satu")
    for one in _changes(moves):
        ledger.add(one)
    return ledger


@given(_moves)
def test_the_same_order_gives_the_same_record(moves: Moves) -> None:
    assert _after(moves).state == _after(moves).state


@given(_moves)
def test_nothing_that_was_accepted_is_lost(moves: Moves) -> None:
    ledger = Ledger(name="a", status="REGISTERED", story="satu")
    for one in _changes(moves):
        before = dict(ledger.values)
        merged = ledger.add(one)
        kept = {clash.path: [clash.present, clash.other] for clash in merged.clashes}
        if merged.outcome == "refused":
            assert ledger.values == before
            continue
        for path, value in one.values.items():
            if path not in (DELETED, "label"):  # of labels and of the reasons of deletions the ledger itself keeps both
                assert _is_kept(value, [ledger.values.get(path), *kept.get(path, [])])
                unseen = path in merged.effect and merged.outcome == "conflict" and path in kept
                assert not unseen or _is_kept(before.get(path), [ledger.values.get(path), *kept[path]])


def _is_kept(value: Any, places: list[Any]) -> bool:
    return value in places or any(str(value or "") in str(place) for place in places)


@given(_moves)
def test_a_value_that_asks_never_gives_way_without_a_trace(moves: Moves) -> None:
    ledger = Ledger(name="a", status="REGISTERED", story="satu")
    for one in _changes(moves):
        before = ledger.values.get("name")
        version = None if ledger.state is None else ledger.state.version("name")
        merged = ledger.add(one)
        if merged.outcome != "refused" and ledger.values.get("name") != before:
            assert one.base["name"] == version


@given(_moves)
def test_only_values_in_force_move_a_version(moves: Moves) -> None:
    ledger = _after(moves)
    assert ledger.state is not None

    for path, seq in ledger.state.versions.items():
        assert ledger.effects[seq].get(path) == ledger.values.get(path)


@given(_moves, _edits)
def test_saying_what_is_already_so_asks_nobody(moves: Moves, edit: dict[str, Any]) -> None:
    ledger = _after(moves)
    said = {path: ledger.values.get(path) for path in edit}

    merged = ledger.add(change(40, said, base=1, by="late"))

    assert all(clash.path == DELETED for clash in merged.clashes)


@given(_moves, _edits.filter(lambda edit: "status" not in edit))
def test_the_same_edit_from_what_is_in_force_is_what_it_says(moves: Moves, edit: dict[str, Any]) -> None:
    ledger = _after(moves)
    assert ledger.state is not None

    merged = ledger.add(change(40, edit, {path: ledger.state.version(path) for path in edit}))

    assert {path: merged.effect.get(path) for path in edit} == edit
    assert {path: ledger.values.get(path) for path in edit} == edit
