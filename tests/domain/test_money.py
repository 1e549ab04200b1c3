"""Money: typed amounts in two writings, and sums within one currency."""

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sync.domain.money import LARGEST_MINOR, Money, minor_digits, parse_amount
from sync.errors import InvalidField, RuleBroken

MINORS = st.integers(min_value=0, max_value=LARGEST_MINOR)
CURRENCIES = st.sampled_from(["IDR", "SAR", "MYR", "KWD", "JPY"])


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("1.234.567,50", "IDR", 123456750),
        ("1,234,567.50", "IDR", 123456750),
        ("1 234 567,50", "IDR", 123456750),
        ("1'000.50", "MYR", 100050),
        ("1\u00a0000,50", "MYR", 100050),
        ("1.234", "IDR", 123400),
        ("1,234", "IDR", 123400),
        ("1.234", "JPY", 1234),
        ("1,5", "SAR", 150),
        ("1.5", "SAR", 150),
        ("0.500", "KWD", 500),
        ("12,5", "KWD", 12500),
        ("1,234.567", "KWD", 1234567),
        ("Rp 1.000.000,-", "IDR", 100000000),
        ("Rp.50.000", "IDR", 5000000),
        ("RM1,700", "MYR", 170000),
        ("NTD 20,000", "TWD", 2000000),
        ("SAR 12,000", "SAR", 1200000),
        ("12 000 sar", "SAR", 1200000),
        ("0", "IDR", 0),
        ("9007199254740991", "JPY", LARGEST_MINOR),
    ],
)
def test_an_amount_is_read_in_both_writings(typed: str, currency: str, minor: int) -> None:
    assert parse_amount(typed, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("1.234", "KWD"),  # a thousand dinars, or one and a part
        ("1,234", "KWD"),
        ("1.23", "JPY"),
        ("1.2345", "IDR"),
        ("1.234.5", "IDR"),
        ("12.34.567", "IDR"),
        ("0.123.456", "IDR"),
        ("-5", "IDR"),
        ("", "IDR"),
        ("Rp", "IDR"),
        (".50", "IDR"),
        ("RM 50", "IDR"),
        ("lima ribu", "IDR"),
        ("١٢", "SAR"),
        ("9007199254740992", "JPY"),
        ("9" * 5000, "JPY"),
    ],
)
def test_what_can_be_read_in_two_ways_or_in_none_is_refused(typed: str, currency: str) -> None:
    with pytest.raises(InvalidField) as refused:
        parse_amount(typed, currency)
    assert refused.value.rule == "amount"


@pytest.mark.parametrize("currency", ["rupiah", "idr", "", "ZZZ"])
def test_an_amount_needs_a_currency_of_the_list(currency: str) -> None:
    with pytest.raises(InvalidField) as refused:
        parse_amount("5", currency)
    assert refused.value.rule == "currency"


@pytest.mark.parametrize(
    ("currency", "digits"), [("IDR", 2), ("JPY", 0), ("KRW", 0), ("VND", 0), ("KWD", 3), ("ZZZ", 2)]
)
def test_minor_digits_follow_iso_4217_and_an_unknown_currency_has_two(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@given(MINORS, CURRENCIES)
def test_what_is_written_plain_is_read_back_or_refused_as_ambiguous(minor: int, currency: str) -> None:
    text = Money(minor, currency).as_text(minor_digits(currency))
    if minor_digits(currency) == 3 and 1 <= minor // 1000 <= 999:
        with pytest.raises(InvalidField):
            parse_amount(text, currency)
    else:
        assert parse_amount(text, currency).minor == minor


@given(MINORS, CURRENCIES)
def test_thousands_may_be_grouped_in_either_writing(minor: int, currency: str) -> None:
    digits = minor_digits(currency)
    whole, part = divmod(minor, 10**digits)
    english = f"{whole:,}" + (f".{part:0{digits}d}" if digits else "")
    indonesian = english.translate(str.maketrans(",.", ".,"))
    assume(digits < 3 or not 1 <= whole <= 999)
    assert {parse_amount(text, currency).minor for text in (english, indonesian)} == {minor}


@given(st.text(), CURRENCIES)
def test_no_text_does_anything_but_be_read_or_refused(text: str, currency: str) -> None:
    with suppress(InvalidField):
        assert 0 <= parse_amount(text, currency).minor <= LARGEST_MINOR


def test_money_of_one_currency_adds_up() -> None:
    assert Money(150, "SAR") + Money(-50, "SAR") == Money(100, "SAR")


def test_money_of_two_currencies_does_not_add_up() -> None:
    with pytest.raises(RuleBroken) as refused:
        Money(1, "SAR") + Money(1, "IDR")
    assert refused.value.rule == "one-currency"


@pytest.mark.parametrize(
    ("minor", "digits", "text"), [(123456750, 2, "1234567.50"), (5, 3, "0.005"), (-5, 2, "-0.05"), (-7, 0, "-7")]
)
def test_a_plain_number_has_all_its_minor_digits(minor: int, digits: int, text: str) -> None:
    assert Money(minor, "XXX").as_text(digits) == text
