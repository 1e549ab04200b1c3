"""Matching: the same person misspelt, twins, namesakes, and that every score is explained."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.partial_date import PartialDate
from sync.domain.rules.matching import LIKELY, POSSIBLE, WEIGHTS, Match, Person, compared, person_of

SITI: dict[str, Any] = {
    "full_name": "Siti Aminah",
    "sex": "P",
    "birth_date": "1990-05-17",
    "nik": "3301055705900003",
    "passports": [{"id": "1", "number": "C 1234567"}, {"id": "2"}],
    "contacts": [{"id": "1", "value": "0501234567 / 0812 3456 7890"}],
    "home_region": "33.01.05.2003",
}
PEOPLE = st.builds(
    Person,
    names=st.lists(st.sampled_from(["Siti Aminah", "Sitti Aminah", "Budi Santoso", "Siti"]), max_size=2).map(tuple),
    sex=st.sampled_from(["L", "P", None]),
    born=st.sampled_from([None, *map(PartialDate, ("1990-05-17", "1990", "1990-12-05~", "1985-01", "1990-05-12"))]),
    nik=st.sampled_from(["3301055705900003", "3301055705900004", None]),
    passports=st.frozensets(st.sampled_from(["C1234567", "C7654321"])),
    phones=st.frozensets(st.sampled_from(["+966501234567"])),
    regency=st.sampled_from(["3301", "3302", None]),
)


def match(one: dict[str, Any], other: dict[str, Any]) -> Match:
    return compared(person_of(one, "SA"), person_of(other, "SA"))


def test_a_worker_is_taken_for_itself() -> None:
    assert match(SITI, SITI) == Match(100, ("nik", "passport", "name-same", "birth-date", "phone", "home-regency"))


def test_what_is_compared_is_taken_out_of_the_fields() -> None:
    assert person_of(SITI | {"other_names": [{"id": "1", "name": "Aminah"}, {"id": "2"}]}, "SA") == Person(
        names=("Siti Aminah", "Aminah"),
        sex="P",
        born=PartialDate("1990-05-17"),
        nik="3301055705900003",
        passports=frozenset({"C1234567"}),
        phones=frozenset({"+966501234567", "+6281234567890"}),
        regency="3301",
    )
    assert person_of({"full_name": "Siti", "home_region": "33"}, "SA") == Person(names=("Siti",))


@pytest.mark.parametrize(
    ("other", "least", "most", "reasons"),
    [
        # the same person
        ({"full_name": "SITTI AMINAH BINTI KARTO", "passports": [{"number": "c1234567"}]}, LIKELY, 100, {"passport"}),
        ({"full_name": "Aminah", "nik": "3301055705900003"}, POSSIBLE, LIKELY, {"nik"}),
        ({"full_name": "Siti Aminah", "birth_date": "1990-05-17"}, POSSIBLE, LIKELY, {"name-same", "birth-date"}),
        ({"full_name": "Sitti Amina", "birth_date": "1990", "home_region": "3301"}, POSSIBLE, LIKELY, {"birth-fits"}),
        (
            {"full_name": "Siti Aminah", "birth_date": "1990~", "contacts": [{"value": "+966501234567"}]},
            POSSIBLE,
            LIKELY,
            {"phone"},
        ),
        # a form filled month first, and a name half remembered
        ({"full_name": "Siti Aminatun", "birth_date": "1990-05-17"}, 0, POSSIBLE - 1, {"name-similar", "birth-date"}),
        # namesakes
        ({"full_name": "Siti Aminah"}, 0, POSSIBLE - 1, {"name-same"}),
        ({"full_name": "Siti Aminah", "birth_date": "1975", "sex": "P"}, 0, POSSIBLE - 1, {"birth-differs"}),
        (
            {"full_name": "Siti Aminah", "nik": "3301055705900004", "birth_date": "1990-05-17"},
            0,
            POSSIBLE - 1,
            {"nik-differs"},
        ),
        ({"full_name": "Siti Aminah", "sex": "L", "birth_date": "1990-05-17"}, 0, POSSIBLE - 1, {"sex-differs"}),
        # somebody else
        ({"full_name": "Budi Santoso"}, 0, 0, {"name-differs"}),
        # one number in two records is always worth a look
        (
            {"full_name": "Budi Santoso", "sex": "L", "passports": [{"number": "C1234567"}]},
            POSSIBLE,
            POSSIBLE,
            {"passport"},
        ),
    ],
)
def test_each_pair_scores_as_an_officer_would_expect(
    other: dict[str, Any], least: int, most: int, reasons: set[str]
) -> None:
    found = match(SITI, other)
    assert least <= found.score <= most, found
    assert reasons <= set(found.reasons)


TWIN = SITI | {"full_name": "Siti Amanah", "nik": "3301055705900004", "passports": [{"id": "1", "number": "C7654321"}]}


def test_twins_with_their_own_numbers_are_two_persons() -> None:
    assert match(SITI, TWIN).score < POSSIBLE


def test_twins_without_numbers_are_worth_a_look_and_no_more() -> None:
    assert POSSIBLE <= match(SITI | {"nik": None}, TWIN | {"nik": None}).score < LIKELY


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("1990-05-17", "1990-05-17", "birth-date"),
        ("1990-05-07", "1990-07-05", "birth-swapped"),
        ("1990-05-17", "1990", "birth-fits"),
        ("1990-05-17", "1990-06~", "birth-fits"),
        ("1990-05-17", "1991-05-17", None),  # off by a year: says nothing
        ("1990-05-17", "1991-05-18", None),
        ("1990-05-17", "1991-05-19", "birth-differs"),
        ("1990", "1994~", "birth-differs"),
    ],
)
def test_births_are_compared_as_far_as_they_are_known(one: str, other: str, reason: str | None) -> None:
    found = compared(Person(names=(), born=PartialDate(one)), Person(names=(), born=PartialDate(other)))
    assert found.reasons == ((reason,) if reason else ())


def test_any_name_may_be_the_one_that_agrees() -> None:
    one = Person(names=("Budi Santoso", "Slamet"))
    assert compared(one, Person(names=("Agus Salim", "Slamet"))).reasons == ("name-same",)


def test_a_name_half_alike_says_nothing() -> None:
    assert compared(Person(names=("Siti Aminah",)), Person(names=("Siti Fatimah",))).reasons == ()


@given(PEOPLE, PEOPLE)
def test_a_score_is_the_sum_of_its_reasons_and_the_same_from_both_sides(one: Person, other: Person) -> None:
    found = compared(one, other)
    assert found == compared(other, one)
    total = sum(WEIGHTS[reason] for reason in found.reasons)
    assert found.score == max(POSSIBLE if {"nik", "passport"} & set(found.reasons) else 0, min(100, total))
    assert [abs(WEIGHTS[reason]) for reason in found.reasons] == sorted(
        (abs(WEIGHTS[r]) for r in found.reasons), reverse=True
    )
