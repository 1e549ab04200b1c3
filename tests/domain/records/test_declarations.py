"""What is declared of every noun hangs together: lists, parents, groups, classes, and the rules of merging."""

import pytest

from sync.domain.codes import names
from sync.domain.records.catalogue import NOUNS, children, noun
from sync.domain.records.declaration import Noun, Record
from sync.domain.records.fields import Field, Merge, Sensitivity, Shape
from sync.domain.rules.lifecycle import LIFECYCLES
from sync.errors import UnknownKind

COMMON = set(Record.__struct_fields__)
SECTIONS = {"workers", "cases", "outreach", "market", "plan", "sync", "settings"}
EACH = pytest.mark.parametrize("each", NOUNS.values(), ids=list(NOUNS))


def with_parts(each: Noun) -> list[Field]:
    return [found for field in each.fields for found in (field, *field.parts)]


@EACH
def test_every_code_list_exists(each: Noun) -> None:
    assert {field.code_list for field in with_parts(each)} - {None} <= set(names())


@EACH
def test_every_reference_points_to_a_noun(each: Noun) -> None:
    assert {field.to for field in with_parts(each)} - {None} <= set(NOUNS)


@EACH
def test_every_own_field_stands_in_exactly_one_group(each: Noun) -> None:
    grouped = [name for _group, members in each.about.groups for name in members]
    own = {field.name for field in each.fields} - COMMON - {each.parent_field}
    assert sorted(grouped) == sorted(own)


@EACH
def test_a_group_is_neither_lonely_nor_crowded(each: Noun) -> None:
    assert [name for name, members in each.about.groups if not 2 <= len(members) <= 10] == []


@EACH
def test_title_and_columns_are_fields_of_the_noun(each: Noun) -> None:
    assert {*each.about.title, *each.about.columns} <= set(each.by_name)
    assert 4 <= len(each.about.columns) <= 6
    assert each.about.section in SECTIONS


@EACH
def test_no_field_takes_the_names_that_every_shown_record_carries(each: Noun) -> None:
    assert {"id", "kind", "rev", "sync", "deleted"} & set(each.by_name) == set()


@EACH
def test_a_child_cannot_be_without_its_parent(each: Noun) -> None:
    if each.parent_field is not None:
        field = each.by_name[each.parent_field]
        assert field.required
        assert field.shape is Shape.REF
        assert field.to == each.about.parent
        assert each in children(str(each.about.parent))


@EACH
def test_a_status_moves_by_its_lifecycle_wherever_one_is_written_down(each: Noun) -> None:
    living = {field.name for field in with_parts(each) if field.code_list in LIFECYCLES}
    assert living == {field.name for field in with_parts(each) if field.merge is Merge.LIFECYCLE}


@EACH
def test_a_safer_code_knows_its_whole_order(each: Noun) -> None:
    for field in with_parts(each):
        if field.merge is Merge.SAFER and field.shape is Shape.CODE:
            assert len(field.safer) == len(set(field.safer)) > 1
        elif field.merge is Merge.SAFER:
            assert field.shape in (Shape.FLAG, Shape.CODES)


@EACH
def test_only_long_texts_are_kept_from_both_sides(each: Noun) -> None:
    assert {field.shape for field in each.fields if field.merge is Merge.BOTH} <= {Shape.LONG_TEXT}


@EACH
def test_a_noun_says_in_one_sentence_what_it_is(each: Noun) -> None:
    sentence = str(each.record.__doc__)
    assert sentence.endswith(".")
    assert "\n" not in sentence


@EACH
def test_a_list_is_as_sensitive_as_its_most_sensitive_part(each: Noun) -> None:
    assert [f.name for f in each.fields for part in f.parts if part.sensitivity > f.sensitivity] == []


def test_every_field_of_a_trafficking_screening_is_restricted() -> None:
    screening = noun("tppo_screening")
    own = [field for field in screening.fields if field.name not in COMMON]
    assert {field.sensitivity for field in own} == {Sensitivity.RESTRICTED}


@pytest.mark.parametrize(
    ("kind", "field"),
    [("shelter", "address"), ("case", "risk_flags"), ("court_file", "clemency"), ("court_file", "victim_family")],
)
def test_what_could_kill_somebody_is_restricted(kind: str, field: str) -> None:
    assert noun(kind).by_name[field].sensitivity is Sensitivity.RESTRICTED


@pytest.mark.parametrize("field", ["health_note", "vulnerability", "photo", "fingerprint_ref"])
def test_health_and_body_of_a_worker_are_specific_data(field: str) -> None:
    assert noun("worker").by_name[field].sensitivity is Sensitivity.SPECIFIC


def test_the_parts_of_a_noun_can_be_asked_for() -> None:
    assert [child.kind for child in children("worker")] == ["next_of_kin", "placement", "contract", "travel_document"]
    assert [child.kind for child in children("claim")] == ["trust_entry"]
    assert children("conflict") == ()


def test_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(UnknownKind) as refused:
        noun("spaceship")
    assert refused.value.values == {"kind": "spaceship"}
