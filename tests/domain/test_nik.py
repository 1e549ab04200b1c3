"""NIK: the published example of the field reference, the century, and what does not fit."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.nik import normalised, read, warnings
from sync.domain.partial_date import PartialDate
from sync.errors import InvalidField

TODAY = date(2026, 11, 24)
SPECIMEN = "3301055705900003"


def test_the_specimen_says_where_when_and_who() -> None:
    nik = read(SPECIMEN, TODAY)
    assert (nik.province, nik.regency, nik.district, nik.serial) == ("33", "3301", "330105", "0003")
    assert (nik.born, nik.sex) == (date(1990, 5, 17), "P")


@pytest.mark.parametrize(
    "typed", ["'3301055705900003", " 3301 0557 0590 0003 ", "330105.570590.0003", "\u20193301055705900003"]
)
def test_blanks_dots_and_the_apostrophe_of_a_spreadsheet_fall_away(typed: str) -> None:
    assert normalised(typed) == SPECIMEN == read(typed, TODAY).number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "330105570590000",
        "33010557059000031",
        "0301055705900003",
        "3301053202900003",
        "3301057305900003",
        "3301054005900003",
        "3301051713900003",
        "3301053102900003",
        "3301057102900003",
        "3301055705900000",
        "330105570590000A",
        "٣٣٠١٠٥٥٧٠٥٩٠٠٠٠٣",
    ],
)
def test_what_is_no_nik_is_refused(text: str) -> None:
    for reading in (normalised, lambda typed: read(typed, TODAY)):
        with pytest.raises(InvalidField) as refused:
            reading(text)
        assert (refused.value.field, refused.value.rule) == ("nik", "nik-shape")


@pytest.mark.parametrize(
    ("day", "born"),
    [
        ("241126", date(2026, 11, 24)),
        ("251126", date(1926, 11, 25)),
        ("290200", date(2000, 2, 29)),
        ("690228", date(1928, 2, 29)),
        ("010199", date(1999, 1, 1)),
    ],
)
def test_nobody_is_a_hundred_years_old_or_unborn(day: str, born: date) -> None:
    assert read(f"330105{day}0003", TODAY).born == born


def test_a_leap_day_that_has_not_come_yet_and_never_was_is_refused() -> None:
    with pytest.raises(InvalidField):
        read("3301052902000003", date(2000, 1, 1))


@given(st.dates(date(1926, 11, 25), TODAY), st.sampled_from("LP"), st.integers(1, 9999))
def test_every_day_of_the_last_hundred_years_comes_back(born: date, sex: str, serial: int) -> None:
    day = born.day + (40 if sex == "P" else 0)
    nik = read(f"330105{day:02d}{born:%m%y}{serial:04d}", TODAY)
    assert (nik.born, nik.sex, int(nik.serial)) == (born, sex, serial)


@given(st.text())
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    with suppress(InvalidField):
        assert len(read(text, TODAY).number) == 16


def is_known(code: str) -> bool:
    return code == "330105"


@pytest.mark.parametrize(
    ("sex", "birth_date", "off"),
    [
        ("P", "1990-05-17", ()),
        (None, None, ()),
        ("P", "1990", ()),
        ("P", "1990-06~", ()),
        ("P", "1890-05-17", ()),
        ("L", "1990-05-17", ("sex",)),
        ("P", "1990-05-18", ("birth_date",)),
        ("P", "1991", ("birth_date",)),
        ("L", "1980", ("sex", "birth_date")),
    ],
)
def test_a_mismatch_with_the_record_is_named(sex: str | None, birth_date: str | None, off: tuple[str, ...]) -> None:
    born = None if birth_date is None else PartialDate(birth_date)
    assert warnings(read(SPECIMEN, TODAY), sex, born, is_known) == off


def test_a_leap_day_is_compared_with_the_centuries_that_have_it() -> None:
    nik = read("3301052902000003", TODAY)
    assert warnings(nik, "L", PartialDate("2000-02-29"), is_known) == ()
    assert warnings(nik, "L", PartialDate("1900-02"), is_known) == ("birth_date",)


def test_an_unknown_district_is_named() -> None:
    assert warnings(read("9901051705900003", TODAY), "L", None, is_known) == ("place",)
