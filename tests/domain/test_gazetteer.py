"""Gazetteer: area codes name places, and a code that is not in the list is no accusation."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.codes import code_list
from sync.domain.gazetteer import Place, areas, is_known, place_of, regencies

CILACAP = Place(province="Jawa Tengah", regency="Kab. Cilacap", district="Nusawungu")


def test_a_district_is_named_with_its_regency_and_province() -> None:
    assert place_of("330105") == CILACAP


@pytest.mark.parametrize("code", ["33.01.05", "33.01.05.2003", "3301052003", "3301055705900003"])
def test_dots_and_the_digits_of_a_village_or_a_person_do_not_matter(code: str) -> None:
    assert place_of(code) == CILACAP


def test_a_shorter_code_names_what_it_says() -> None:
    assert place_of("3301") == Place(province="Jawa Tengah", regency="Kab. Cilacap", district=None)
    assert place_of("33") == Place(province="Jawa Tengah", regency=None, district=None)


@pytest.mark.parametrize("code", ["", "3", "330", "33010", "000000", "990101", "330199", "339901", "abcdef", "..."])
def test_what_is_not_in_the_list_has_no_place(code: str) -> None:
    assert place_of(code) is None
    assert not is_known(code)


def test_a_code_from_before_an_area_was_split_is_not_known() -> None:
    assert not is_known("910101")  # Merauke, now in province 93


def test_all_places_of_the_source_are_there() -> None:
    assert len(regencies()) == 514
    assert sum(len(code) == 6 for code in areas()) == 7277


def test_provinces_bear_the_names_of_the_code_list() -> None:
    named = {code: name for code, name in areas().items() if len(code) == 2}
    assert named == code_list("province").labels("id")


def test_every_code_stands_below_a_known_one() -> None:
    named = areas()
    assert [code for code in named if len(code) > 2 and code[:-2] not in named] == []
    assert [code for code, name in named.items() if name != name.strip() or not name] == []


@given(st.text())
def test_any_text_may_be_asked(text: str) -> None:
    assert is_known(text) == (place_of(text) is not None)


def test_the_list_is_read_in_a_moment() -> None:
    best = min(_seconds_to_load() for _ in range(3))
    assert best < 0.05


def _seconds_to_load() -> float:
    areas.cache_clear()
    began = time.perf_counter()
    place_of("330105")
    return time.perf_counter() - began
