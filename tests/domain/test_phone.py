"""Telephone numbers: cells with several of them, dialled from where the worker is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.phone import phones


def read(text: str, region: str) -> list[str | None]:
    return [phone.e164 for phone in phones(text, region)]


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("0812-3456-7890", "ID", ["+6281234567890"]),
        ("0501234567", "SA", ["+966501234567"]),
        ("0812-3456-7890 / 0813 9876 5432", "ID", ["+6281234567890", "+6281398765432"]),
        ("0501234567, 0551234567 atau +62 812 3456 7890", "SA", ["+966501234567", "+966551234567", "+6281234567890"]),
        (
            "0812 3456 7890 dan 0813 9876 5432;0814 1111 2222",
            "ID",
            ["+6281234567890", "+6281398765432", "+6281411112222"],
        ),
        ("+966501234567 +6281234567890", "ID", ["+966501234567", "+6281234567890"]),
        ("0812 3456 7890\n0813 9876 5432", "ID", ["+6281234567890", "+6281398765432"]),
        ("012-345 6789 (suami)", "MY", ["+60123456789"]),
        ("HP: 0812 3456 7890", "ID", ["+6281234567890"]),
        ("\uff10\uff18\uff11\uff12 3456 7890", "ID", ["+6281234567890"]),
        ("٠٥٠١٢٣٤٥٦٧", "SA", ["+966501234567"]),
    ],
)
def test_every_number_of_a_cell_is_read(text: str, region: str, expected: list[str]) -> None:
    assert read(text, region) == expected


@pytest.mark.parametrize("text", ["6281234567890", "006281234567890", "081234567890", "+62 812 3456 7890"])
def test_a_number_at_home_is_known_from_abroad(text: str) -> None:
    assert read(text, "SA") == ["+6281234567890"]


def test_a_short_piece_stays_with_the_number_before_it() -> None:
    [phone] = phones("021-5551234/35", "ID")
    assert (phone.raw, phone.e164) == ("021-5551234/35", "+62215551234")


def test_five_digits_are_a_number_of_their_own() -> None:
    assert [phone.raw for phone in phones("021-5551234, 12345", "ID")] == ["021-5551234", "12345"]


def test_a_word_behind_the_number_stays_with_it() -> None:
    [phone] = phones("0812 3456 7890 ; rumah", "ID")
    assert (phone.raw, phone.e164) == ("0812 3456 7890 ; rumah", "+6281234567890")


def test_a_valid_number_is_shown_spaced() -> None:
    assert phones("0501234567", "SA")[0].shown == "+966 50 123 4567"


@pytest.mark.parametrize("text", ["12345", "tidak ada", "+62", "9" * 600, "0800-TOLONG"])
def test_what_is_no_valid_number_stays_as_it_was_written(text: str) -> None:
    [phone] = phones(text, "SA")
    assert (phone.raw, phone.e164, phone.shown) == (text, None, text)


def test_a_text_too_long_for_a_cell_stays_whole() -> None:
    text = "0812 3456 7890 / " * 40 + "0812 3456 7890"
    assert [(phone.raw, phone.e164) for phone in phones(text, "ID")] == [(text, None)]


@pytest.mark.parametrize("text", ["", "  ", " / ", ";;"])
def test_an_empty_cell_has_no_numbers(text: str) -> None:
    assert phones(text, "ID") == ()


def test_an_unknown_region_still_reads_what_is_written_in_full() -> None:
    assert read("+966501234567", "XX") == ["+966501234567"]


@given(
    st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("0123456789+-/,; ()")),
    st.sampled_from(["ID", "SA", "XX"]),
)
def test_no_text_breaks_it_and_nothing_that_was_written_is_lost(text: str, region: str) -> None:
    assert all(phone.raw.strip() for phone in phones(text, region))
