"""Case numbers: the example of the field reference, the check character, and the sequence beyond 9999."""

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.domain.case_number import CaseNumber, make, parse, verify
from sync.errors import InvalidField

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MARCH = datetime(2026, 3, 9, 10, 0, tzinfo=ZoneInfo("Asia/Kuala_Lumpur"))
EXAMPLE = "KUL-2603-A70412-K"
LAST = 1_223_055
NUMBERS = st.builds(
    make,
    st.sampled_from(["KUL", "JHB", "HQ_P2MI", "TPE"]),
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)),  # noqa: DTZ001 - the mission's wall clock
    st.text(SIGNS, min_size=2, max_size=2),
    st.integers(0, LAST),
)


def test_the_example_of_the_field_reference_holds() -> None:
    assert make("KUL", MARCH, "A7", 412).text == EXAMPLE


def test_a_number_is_taken_apart_again() -> None:
    assert parse(EXAMPLE) == CaseNumber(text=EXAMPLE, mission="KUL", year=2026, month=3, device="A7", sequence=412)


@pytest.mark.parametrize("typed", ["kul-2603-a70412-k", "KUL2603A70412K", " KUL 2603 A70412 K ", "KUL-2603-A7 0412-K"])
def test_a_number_is_read_as_it_is_typed(typed: str) -> None:
    assert parse(typed).text == EXAMPLE
    assert verify(typed)


@given(NUMBERS)
def test_what_is_made_is_read_back(number: CaseNumber) -> None:
    assert parse(number.text) == number


@settings(max_examples=30, deadline=None)
@given(NUMBERS)
def test_every_change_of_one_character_is_noticed(number: CaseNumber) -> None:
    bare = number.text.replace("-", "")
    for at, sign in enumerate(bare):
        assert not any(verify(bare[:at] + other + bare[at + 1 :]) for other in SIGNS if other != sign)


@given(NUMBERS)
def test_every_swap_of_two_neighbours_is_noticed(number: CaseNumber) -> None:
    bare = number.text.replace("-", "")
    for at in range(len(bare) - 1):
        swapped = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]
        assert swapped == bare or not verify(swapped)


@pytest.mark.parametrize(
    ("sequence", "text"), [(0, "0000"), (9999, "9999"), (10_000, "A000"), (10_001, "A001"), (LAST, "ZZZZ")]
)
def test_the_sequence_goes_on_in_letters(sequence: int, text: str) -> None:
    number = make("KUL", MARCH, "A7", sequence)
    assert number.text.split("-")[2] == "A7" + text
    assert number.sequence == sequence


def test_no_sequence_comes_twice() -> None:
    texts = {make("KUL", MARCH, "A7", sequence).text for sequence in range(8_000, 14_000)}
    assert len(texts) == 6_000


@pytest.mark.parametrize(
    ("mission", "year", "device", "sequence"),
    [
        ("KUL", 2026, "A7", LAST + 1),
        ("KUL", 2026, "A7", -1),
        ("KUL", 2026, "a7", 1),
        ("KUL", 2026, "A", 1),
        ("KUL", 2126, "A7", 1),
        ("K", 2026, "A7", 1),
        ("kul", 2026, "é7", 1),
    ],
)
def test_parts_that_do_not_fit_are_refused(mission: str, year: int, device: str, sequence: int) -> None:
    with pytest.raises(InvalidField) as refused:
        make(mission, MARCH.replace(year=year), device, sequence)
    assert (refused.value.field, refused.value.rule) == ("case_no", "case-number")


@pytest.mark.parametrize("text", ["", "KUL", "KUL-2613-A70412-K", "KUL-2603-A70412", "KUL-2603-A70412-L", "9" * 5000])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert not verify(text)


@given(st.text())
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    with suppress(InvalidField):
        assert parse(text).text
