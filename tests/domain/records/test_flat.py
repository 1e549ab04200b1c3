"""The flat form loses nothing, and a difference laid over the old gives the new."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.records.catalogue import NOUNS, noun
from sync.domain.records.declaration import Noun
from sync.domain.records.flat import applied, assemble, difference, field_of, flat
from tests.domain.records.fill import full, records

WORKER, CASE = noun("worker"), noun("case")


@given(st.sampled_from([WORKER, CASE, noun("death")]).flatmap(lambda each: st.tuples(st.just(each), records(each))))
def test_a_record_comes_back_as_it_was(pair: tuple[Noun, dict[str, Any]]) -> None:
    each, fields = pair
    assert assemble(each, flat(each, fields)) == fields


@given(records(WORKER), records(WORKER))
def test_the_old_with_the_difference_is_the_new(before: dict[str, Any], after: dict[str, Any]) -> None:
    old, new = flat(WORKER, before), flat(WORKER, after)
    assert applied(old, difference(old, new)) == new


@given(records(WORKER))
def test_nothing_differs_from_itself(fields: dict[str, Any]) -> None:
    assert difference(flat(WORKER, fields), flat(WORKER, fields)) == {}


@pytest.mark.parametrize("each", NOUNS.values(), ids=list(NOUNS))
def test_every_path_of_a_full_record_belongs_to_a_field(each: Noun) -> None:
    paths = flat(each, full(each))
    assert [path for path in paths if field_of(each, path) is None] == []
    assert assemble(each, paths) == full(each)


def test_lists_travel_member_by_member() -> None:
    fields = {"languages": ["ind", "jav"], "passports": [{"id": "a", "number": "C1"}], "full_name": "SITI"}
    assert flat(WORKER, fields) == {
        "languages/ind": True,
        "languages/jav": True,
        "passports/a": {"number": "C1"},
        "full_name": "SITI",
    }


def test_what_nobody_said_leaves_no_path() -> None:
    assert flat(WORKER, {"nik": None, "passports": [], "languages": None, "permits": [{"id": "a", "kind": None}]}) == {
        "permits/a": {}
    }


def test_members_come_back_in_the_order_of_their_ids() -> None:
    paths = {"passports/b": {}, "passports/a": {"number": "C1"}, "languages/jav": True, "languages/ind": True}
    assert assemble(WORKER, paths) == {
        "languages": ["ind", "jav"],
        "passports": [{"id": "a", "number": "C1"}, {"id": "b"}],
    }


def test_a_field_of_a_newer_release_is_kept_under_its_path() -> None:
    paths = {"shoe_size": 38, "pets/cat": {"name": "Manis"}, "sex": "P"}
    assert assemble(WORKER, paths) == paths
    assert flat(WORKER, assemble(WORKER, paths)) == paths


def test_a_cleared_path_leaves_nothing() -> None:
    assert assemble(WORKER, {"nik": None, "passports/a": None, "languages/ind": None, "shoe_size": None}) == {}


def test_a_path_of_the_wrong_depth_belongs_to_no_field() -> None:
    assert field_of(WORKER, "passports") is None
    assert field_of(WORKER, "nik/1") is None
    assert field_of(WORKER, "nik") is WORKER.by_name["nik"]


def test_a_cleared_path_is_told_apart_from_an_untouched_one() -> None:
    assert difference({"nik": "1", "sex": "P"}, {"sex": "L"}) == {"sex": "L", "nik": None}
