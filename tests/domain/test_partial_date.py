"""Partial dates: what people type, what is stored, and which days are meant."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.partial_date import PartialDate, age_range, check, earliest, latest, made, overlaps, parse, parts
from sync.errors import InvalidField

TODAY = date(2026, 11, 24)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
STORED = st.builds(
    lambda day, length, mark: PartialDate(day.isoformat()[:length] + mark),
    DAYS,
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["", "~"]),
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1990-05-17", "1990-05-17"),
        ("17-5-1990", "1990-05-17"),
        ("17/05/1990", "1990-05-17"),
        ("17 Mei 1990", "1990-05-17"),
        ("17-Mei-1990", "1990-05-17"),
        ("17mei90", "1990-05-17"),
        ("May 17 1990", "1990-05-17"),
        ("May 17th, 1990", "1990-05-17"),
        ("1990 May 17", "1990-05-17"),
        ("17.5.90", "1990-05-17"),
        ("19900517", "1990-05-17"),
        ("17051990", "1990-05-17"),
        ("\uff15/6/1990", "1990-06-05"),
        ("1990/5", "1990-05"),
        ("05/1990", "1990-05"),
        ("Mei 1990", "1990-05"),
        ("Pebruari 1990", "1990-02"),
        ("Agt. 90", "1990-08"),
        ("Nopember 1990", "1990-11"),
        (" 1990 ", "1990"),
        ("kira-kira 1990", "1990~"),
        ("Kira2 Mei 1990", "1990-05~"),
        ("± 1990", "1990~"),
        ("+/- 1990", "1990~"),
        ("circa 1990", "1990~"),
        ("ca. 1990", "1990~"),
        ("sekitar 17 Agustus 1990", "1990-08-17~"),
        ("1990~", "1990~"),
    ],
)
def test_what_is_typed_at_a_counter_is_read(typed: str, stored: str) -> None:
    assert parse(typed, TODAY) == stored


@pytest.mark.parametrize(
    ("typed", "stored"), [("17.5.26", "2026-05-17"), ("17.5.36", "2036-05-17"), ("17.5.37", "1937-05-17")]
)
def test_a_year_of_two_digits_lies_at_most_ten_years_ahead(typed: str, stored: str) -> None:
    assert parse(typed, TODAY) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "kemarin",
        "31/02/1990",
        "29-02-1999",
        "05/17/1990",
        "1899",
        "2101",
        "5 Mei",
        "1990-13",
        "1990--",
        "0/5/1990",
        "١٩٩٠",
        "\x00",
        "19901",
        "Mei 17 90",
        "kira-kira",
        "1990-05-17T00:00:00Z",
        "9999999999999999999",
    ],
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(InvalidField) as refused:
        parse(typed, TODAY)
    assert refused.value.rule == "date"


@given(st.text())
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    with suppress(InvalidField):
        assert check(parse(text, TODAY))


@given(STORED)
def test_a_stored_date_is_read_as_itself(stored: PartialDate) -> None:
    assert check(stored) == stored == made(parts(stored)) == parse(stored, TODAY)


@pytest.mark.parametrize(
    "text", ["1990-5-17", "1990-05-32", "1990-02-30", "1899", "2101", "1990-00", "1990~~", " 1990", "1990\n", "١٩٩٠"]
)
def test_only_the_exact_form_may_be_stored(text: str) -> None:
    with pytest.raises(InvalidField):
        check(text)


@pytest.mark.parametrize(
    ("stored", "first", "last"),
    [
        ("1990-05-17", date(1990, 5, 17), date(1990, 5, 17)),
        ("1990-05-17~", date(1990, 5, 16), date(1990, 5, 18)),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29)),
        ("1990-12", date(1990, 12, 1), date(1990, 12, 31)),
        ("1990-12~", date(1990, 11, 1), date(1991, 1, 31)),
        ("1990-01~", date(1989, 12, 1), date(1990, 2, 28)),
        ("1990", date(1990, 1, 1), date(1990, 12, 31)),
        ("1990~", date(1989, 1, 1), date(1991, 12, 31)),
    ],
)
def test_the_days_meant_run_from_the_earliest_to_the_latest(stored: str, first: date, last: date) -> None:
    assert (earliest(check(stored)), latest(check(stored))) == (first, last)


@given(STORED, STORED)
def test_two_dates_overlap_exactly_when_they_share_a_day(one: PartialDate, other: PartialDate) -> None:
    shared = max(earliest(one), earliest(other)) <= min(latest(one), latest(other))
    assert overlaps(one, other) == overlaps(other, one) == shared


@given(STORED)
def test_a_date_overlaps_with_itself_and_about_means_more_days(stored: PartialDate) -> None:
    assert overlaps(stored, stored)
    exact = check(stored.removesuffix("~"))
    assert earliest(exact) <= latest(exact)
    assert earliest(stored) <= earliest(exact)
    assert latest(stored) >= latest(exact)


@pytest.mark.parametrize(
    ("born", "ages"),
    [
        ("1990-11-24", (36, 36)),
        ("1990-11-25", (35, 35)),
        ("1990", (35, 36)),
        ("1990~", (34, 37)),
        ("2008-02-29", (18, 18)),
        ("2030", (0, 0)),
    ],
)
def test_an_age_is_as_uncertain_as_the_birth_date(born: str, ages: tuple[int, int]) -> None:
    assert age_range(check(born), TODAY) == ages


@given(DAYS)
def test_a_birthday_comes_on_its_day_and_not_before(born: date) -> None:
    stored = check(born.isoformat())
    birthday = born.replace(year=born.year + 20) if (born.month, born.day) != (2, 29) else date(born.year + 20, 3, 1)
    assert age_range(stored, birthday)[0] == 20
    assert age_range(stored, birthday - timedelta(days=1))[1] in {19, 20 if (born.month, born.day) == (2, 29) else 19}
