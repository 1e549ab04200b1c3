"""What comes into a record has the shape of its field, whoever sends it; only the wire may know more than we do."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.domain.records.catalogue import NOUNS, noun
from sync.domain.records.declaration import Noun
from sync.domain.records.flat import flat
from sync.domain.records.validation import check, check_paths, complete, fields_of, struct_of
from sync.errors import InvalidField, UnknownField
from tests.domain.records.fill import ID, full

WORKER, CASE, CLAIM = noun("worker"), noun("case"), noun("claim")
EACH = pytest.mark.parametrize("each", NOUNS.values(), ids=list(NOUNS))
TODAY = date(2026, 3, 10)


def refusal(each: Noun, fields: dict[str, Any], **how: Any) -> tuple[str | None, str | None]:
    with pytest.raises(InvalidField) as refused:
        check(each, fields, **how)
    return refused.value.field, refused.value.rule


@EACH
def test_a_full_record_is_in_its_normal_form_already(each: Noun) -> None:
    fields = full(each)
    assert check(each, fields, today=TODAY) == fields
    assert check(each, fields, typed=False) == fields
    assert check_paths(each, flat(each, fields)) == flat(each, fields)


@EACH
def test_a_full_record_becomes_a_struct_and_comes_back(each: Noun) -> None:
    record = struct_of(each, full(each))
    assert isinstance(record, each.record)
    assert fields_of(record) == full(each)


def test_texts_are_trimmed_and_brought_to_one_form() -> None:
    said = {
        "full_name": "  SITI\tAMINAH ",
        "birth_place": "Depot Andre\u0301",
        "home_address": "a\r\nb\u2028c",
        "working_area": " ",
    }
    assert check(WORKER, said) == {
        "full_name": "SITI AMINAH",
        "birth_place": "Depot Andr\u00e9",
        "home_address": "a\nb\nc",
        "working_area": None,
    }


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x85x\x9b", "\ud800", "\u202e", "\ufffe"])
def test_no_text_steers_a_screen_or_breaks_an_encoding(sign: str) -> None:
    assert refusal(WORKER, {"full_name": f"SITI{sign}A"}) == ("full_name", "control-sign")
    assert refusal(WORKER, {"health_note": f"a{sign}b"}, typed=False) == ("health_note", "control-sign")


REFUSED: list[tuple[Noun, dict[str, Any], str, str]] = [
    (WORKER, {"full_name": "x" * 121}, "full_name", "text-too-long"),
    (WORKER, {"full_name": 5}, "full_name", "shape"),
    (WORKER, {"sex": "X"}, "sex", "code"),
    (WORKER, {"sex": 1}, "sex", "shape"),
    (WORKER, {"languages": ["zzz"]}, "languages", "code"),
    (WORKER, {"languages": "ind"}, "languages", "shape"),
    (WORKER, {"languages": ["ind"] * 2001}, "languages", "too-many"),
    (WORKER, {"birth_date": "17-5-1990"}, "birth_date", "date"),
    (WORKER, {"birth_date": "1990-02-30"}, "birth_date", "date"),
    (WORKER, {"birth_date": 1990}, "birth_date", "shape"),
    (WORKER, {"birth_date": "2026-03-11"}, "birth_date", "not-in-future"),
    (WORKER, {"nik": "123"}, "nik", "nik-shape"),
    (WORKER, {"no_kk": "33010501011000071"}, "no_kk", "sixteen-digits"),
    (WORKER, {"home_region": "3301.05"}, "home_region", "region"),
    (WORKER, {"abroad_geo": "91,0"}, "abroad_geo", "geo"),
    (WORKER, {"abroad_geo": "0,181"}, "abroad_geo", "geo"),
    (WORKER, {"abroad_geo": "Kuala Lumpur"}, "abroad_geo", "geo"),
    (WORKER, {"lapor_diri_done": "ya"}, "lapor_diri_done", "flag"),
    (WORKER, {"photo": "picture.jpg"}, "photo", "ref"),
    (WORKER, {"unknown": ["shoe_size"]}, "unknown", "code"),
    (WORKER, {"unknown": [1]}, "unknown", "shape"),
    (WORKER, {"passports": [{"number": "C1"}]}, "passports", "element-id"),
    (WORKER, {"passports": [{"id": "a/b"}]}, "passports", "element-id"),
    (WORKER, {"passports": [{"id": "a", "office": "x"}] * 2}, "passports", "element-id"),
    (WORKER, {"passports": ["C1"]}, "passports", "shape"),
    (WORKER, {"passports": [{"id": "p1", "number": "9" * 61}]}, "passports/p1/number", "text-too-long"),
    (CASE, {"case_no": "KUL-2603-A70412-L"}, "case_no", "case-number"),
    (CASE, {"received_at": "2026-03-10 06:42"}, "received_at", "moment"),
    (CASE, {"received_at": "2026-02-30T06:42:00Z"}, "received_at", "moment"),
    (CASE, {"received_at": 0}, "received_at", "shape"),
    (CASE, {"satisfaction": 6}, "satisfaction", "range"),
    (CASE, {"satisfaction": True}, "satisfaction", "integer"),
    (CASE, {"satisfaction": 3.0}, "satisfaction", "integer"),
    (CASE, {"co_owners": ["x" * 61]}, "co_owners", "text-too-long"),
    (CLAIM, {"claimed": 12000}, "claimed", "money"),
    (CLAIM, {"claimed": {"minor": 1.5, "currency": "SAR"}}, "claimed", "money"),
    (CLAIM, {"claimed": {"minor": 2**53, "currency": "SAR"}}, "claimed", "money"),
    (CLAIM, {"claimed": {"minor": 1, "currency": "riyal"}}, "claimed", "currency"),
    (CLAIM, {"claimed": {"minor": 1, "currency": "QQQ"}}, "claimed", "currency"),
    (noun("attachment"), {"owner_id": "1"}, "owner_id", "record-id"),
    (noun("conflict"), {"present": "{"}, "present", "json"),
    (noun("death"), {"heirs": ["1"]}, "heirs", "ref"),
]


@pytest.mark.parametrize(("each", "fields", "field", "rule"), REFUSED, ids=[f"{f}-{r}" for _, _, f, r in REFUSED])
def test_a_value_that_does_not_fit_is_refused_by_path_and_rule(
    each: Noun, fields: dict[str, Any], field: str, rule: str
) -> None:
    assert refusal(each, fields, today=TODAY) == (field, rule)


def test_numbers_are_stored_in_one_form_however_they_are_typed() -> None:
    said = {"nik": "'3301 0557.0590 0003", "no_kk": "3301-0501-0110-0007", "home_region": "3301052003"}
    assert check(WORKER, said | {"abroad_geo": "-3.1, 101.6869"}) == {
        "nik": "3301055705900003",
        "no_kk": "3301050101100007",
        "home_region": "33.01.05.2003",
        "abroad_geo": "-3.1,101.6869",
    }
    assert check(WORKER, {"home_region": "33"}) == {"home_region": "33"}
    assert check(CASE, {"case_no": "kul 2603 a70412 k"}) == {"case_no": "KUL-2603-A70412-K"}
    assert check(CASE, {"received_at": "2026-03-10T14:42:00+08:00"}) == {"received_at": "2026-03-10T06:42:00.000Z"}


def test_an_empty_entry_clears_the_field() -> None:
    emptied = {"sex": "", "birth_date": "", "photo": "", "full_name": None}
    assert check(WORKER, emptied) == dict.fromkeys(emptied)
    assert check(CASE, {"received_at": ""}) == {"received_at": None}


def test_sets_are_sorted_and_hold_each_member_once() -> None:
    assert check(WORKER, {"languages": ["jav", "sun", "ara", "ind", "jav"]}) == {
        "languages": ["ara", "ind", "jav", "sun"]
    }
    said = [{"id": "b", "number": "C2"}, {"id": "a", "number": " C1 ", "office": ""}]
    assert check(WORKER, {"passports": said}) == {
        "passports": [{"id": "a", "number": "C1"}, {"id": "b", "number": "C2"}]
    }


def test_a_row_of_a_form_that_was_left_empty_is_dropped() -> None:
    assert check(WORKER, {"passports": [{"id": "a", "number": " "}]}) == {"passports": []}
    assert check(WORKER, {"passports": [{"id": "a"}]}, typed=False) == {"passports": [{"id": "a"}]}


def test_an_officer_cannot_name_a_field_that_is_not_there() -> None:
    for fields in ({"shoe_size": 38}, {"passports": [{"id": "a", "colour": "green"}]}):
        with pytest.raises(UnknownField):
            check(WORKER, fields)


def test_what_a_newer_release_sends_is_carried_untouched() -> None:
    newer = {
        "shoe_size": {"eu": 38},
        "sex": "X",
        "languages": ["zzz"],
        "unknown": ["shoe_size"],
        "passports": [{"id": "a", "colour": ["green"], "state": "BURNT"}],
    }
    assert check(WORKER, newer, typed=False) == newer
    assert check_paths(WORKER, flat(WORKER, newer)) == flat(WORKER, newer)


def test_even_a_newer_release_sends_codes_that_look_like_codes() -> None:
    assert refusal(WORKER, {"sex": "<b>"}, typed=False) == ("sex", "code")


@pytest.mark.parametrize(
    ("path", "value", "field", "rule"),
    [
        ("languages/ind", False, "languages/ind", "shape"),
        ("languages/ind", "yes", "languages/ind", "shape"),
        ("languages/<b>", True, "languages/<b>", "code"),
        ("passports/a", True, "passports/a", "shape"),
        ("passports/a", {"number": 1}, "passports/a/number", "shape"),
        ("passports/a b", {"number": "1"}, "passports", "element-id"),
        ("passports/a", {"id": "b"}, "passports/a", "shape"),
        ("nik", "1", "nik", "nik-shape"),
    ],
)
def test_a_path_from_the_wire_is_held_to_its_field(path: str, value: Any, field: str, rule: str) -> None:
    with pytest.raises(InvalidField) as refused:
        check_paths(WORKER, {path: value})
    assert (refused.value.field, refused.value.rule) == (field, rule)


def test_a_path_from_the_wire_may_be_cleared() -> None:
    cleared: dict[str, Any] = {"passports/a": None, "languages/ind": None, "nik": None, "shoe_size": None}
    assert check_paths(WORKER, cleared) == cleared


def test_only_a_whole_record_is_asked_for_what_it_cannot_be_without() -> None:
    assert check(CLAIM, {"notes": "x"}) == {"notes": "x"}
    complete(CLAIM, {"case_id": ID, "claim_kind": "WAGES"})
    with pytest.raises(InvalidField) as refused:
        complete(CLAIM, {"case_id": ID, "claim_kind": None})
    assert (refused.value.field, refused.value.rule) == ("claim_kind", "required")


def test_a_struct_is_not_made_of_less_than_a_record_needs() -> None:
    with pytest.raises(InvalidField) as refused:
        struct_of(CLAIM, {"case_id": ID, "notes": None})
    assert (refused.value.rule, refused.value.values) == ("shape", {"kind": "claim"})


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.just("id"), inner, max_size=3),
    max_leaves=8,
)


@given(name=st.sampled_from(sorted(WORKER.by_name)), value=_json, typed=st.booleans())
@example(name="passports", value=[{"id": "a", "number": "\ud800"}], typed=False)
def test_whatever_is_sent_is_taken_in_normal_form_or_refused_by_path(*, name: str, value: Any, typed: bool) -> None:
    with suppress(UnknownField):
        try:
            once = check(WORKER, {name: value}, typed=typed)
        except InvalidField as refused:
            where = str(refused.field)
        else:
            where = name
            assert check(WORKER, once, typed=typed) == once
        assert where.startswith(name)
