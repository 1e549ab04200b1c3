"""Copy of data: the table decides about every field, and what it withholds has an article behind it."""

from typing import Any

from sync.domain.records.catalogue import NOUNS
from sync.domain.rules.subject import _places, given, grounds, is_alone, is_of_other, kinds

SITI, AMIR = "0198-siti", "0198-amir"


def test_every_field_of_every_kind_about_a_person_is_decided() -> None:
    fields = {kind: {field.name for field in NOUNS[kind].open_fields} for kind in kinds()}
    missing = {kind: names - _places(kind).keys() for kind, names in fields.items()}
    unknown = {kind: {name.partition(".")[0] for name in _places(kind)} - names for kind, names in fields.items()}
    assert {kind: names for kind, names in (*missing.items(), *unknown.items()) if names} == {}


def test_every_kind_that_names_a_worker_is_decided() -> None:
    naming = {kind for kind, noun in NOUNS.items() if {"worker_id", "worker_ids"} & noun.by_name.keys()}
    assert naming <= set(kinds())


def test_every_ground_is_used_and_names_its_article() -> None:
    used = {place for kind in kinds() for place in _places(kind).values()} | {"CLOSED", "NO_RIGHT"}
    assert used - {"give", "text"} == set(grounds())
    assert all("Pasal" in law for law in grounds().values())


def test_the_other_workers_of_a_case_are_withheld() -> None:
    subjects = [{"id": "1", "worker_id": SITI, "role": "VICTIM"}, {"id": "2", "worker_id": AMIR}, {"id": "3"}]
    said = given(SITI, "case", {"subjects": subjects}, alone=False)
    assert said.fields == {"subjects": subjects[:1]}
    assert said.withheld == {"subjects": "OTHER_PERSON"}


def test_part_of_an_element_is_withheld_alone() -> None:
    said = given(SITI, "worker", {"consents": [{"id": "1", "given": True, "by": "dewi"}]}, alone=True)
    assert said.fields == {"consents": [{"id": "1", "given": True}]}
    assert said.withheld == {"consents.by": "INTERNAL"}


def test_a_field_of_a_newer_release_is_withheld() -> None:
    assert given(SITI, "worker", {"shoe_size": 39}, alone=True).fields == {}


def test_texts_are_given_only_where_nobody_else_can_stand_in_them() -> None:
    own: dict[str, Any] = {"subjects": [{"id": "1", "worker_id": SITI}]}
    other = {"id": "2", "worker_id": AMIR}
    assert is_alone(SITI, own)
    assert is_alone(SITI, own | {"how_known": "SELF", "complainant_name": "Siti"})
    assert not is_alone(SITI, {"subjects": [*own["subjects"], other]})
    assert not is_alone(SITI, own | {"how_known": "FAMILY"})
    assert not is_alone(SITI, own | {"complainant_name": "Tetangga"})
    assert not is_alone(SITI, own | {"how_known": "SELF", "complainant_anonymous": True})
    case = {"narrative": "…", "summary": "…"}
    assert given(SITI, "case", case, alone=True).fields == case
    assert given(SITI, "case", case, alone=False).fields == {}


def test_a_party_that_is_nobody_known_is_somebody_else() -> None:
    assert is_of_other(SITI, "party", {"role": "WITNESS"})
    assert not is_of_other(SITI, "party", {"worker_id": SITI})
    assert not is_of_other(SITI, "claim", {"claim_kind": "WAGE"})
    assert is_of_other(SITI, "claim", {"worker_id": AMIR})
