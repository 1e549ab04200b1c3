"""Passphrases: ours are strong, an officer's own is refused only for what makes it weak."""

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.keys.passphrase import LONGEST, SHORTEST, WORDS, blocked, check_own, generated, normal
from sync.errors import WeakPassphrase
from sync.identity.wordlist import words

LIST = tuple(f"{a}{b}{c}a" for a in "bcdfgh" for b in "aiueo" for c in "knmrst")


def weakness(text: str) -> str | None:
    with pytest.raises(WeakPassphrase) as refusal:
        check_own(text)
    return refusal.value.rule


def test_a_generated_one_has_six_words_a_capital_and_a_digit() -> None:
    *said, digit = generated(LIST).split("-")
    assert len(said) == WORDS
    assert {word.lower() for word in said} <= set(LIST)
    assert said[0][0].isupper()
    assert digit.isdecimal()


def test_a_generated_one_is_new_each_time_and_good_enough() -> None:
    made = {generated(LIST) for _ in range(50)}
    assert len(made) == 50
    for one in made:
        check_own(one)


def test_the_released_list_gives_good_ones() -> None:
    for _ in range(20):
        check_own(generated(words()))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "short"),
        ("a" * (SHORTEST - 1), "short"),
        ("e\u0301" * 14, "short"),  # fourteen letters, twice as many code points
        ("kuda lima batu" + "x" * 300, "long"),
        ("a" * 40, "repeated"),
        ("rahasiarahasiarahasia", "repeated"),
        ("rahasia-rahasia-rahasia", "repeated"),
        ("Rahasia-rahasia-RAHASIA", "repeated"),
        ("rahasiarahasiara", "repeated"),
        ("1212121212121212", "repeated"),
        ("abababbbaabbbababa", "repeated"),
        ("rahasia rahasia-rahasia", "repeated"),
        ("!?a!?a!?a!?a!?a", "repeated"),
        ("=" * 20, "repeated"),
        ("abcdefghijklmnop", "sequence"),
        ("9876543210123456789", "sequence"),
        ("ABC-DEF-GHI-JKL-MNO", "sequence"),
    ],
)
def test_each_weakness_has_its_name(text: str, rule: str) -> None:
    assert weakness(text) == rule


def test_the_listed_ones_are_refused_however_they_are_dressed() -> None:
    for one in blocked():
        assert weakness(one) in {"listed", "repeated", "sequence", "short"}
        if len(one) >= SHORTEST:
            assert weakness("-".join(one.upper())) in {"listed", "repeated", "sequence"}


@pytest.mark.parametrize(
    "text",
    [
        "kuda lima batu pasang",
        "saya suka nasi goreng pedas",
        "!@#$%^&*()_+{}|:aa",
        "Ibu membeli 3 kg beras",
        "日本語のとても長い合言葉です。はい",
    ],
)
def test_a_long_sentence_is_enough_without_capitals_or_digits(text: str) -> None:
    check_own(text)


@given(st.text(max_size=300))
def test_any_text_is_accepted_or_refused(text: str) -> None:
    with contextlib.suppress(WeakPassphrase):
        check_own(text)
        assert SHORTEST <= len(normal(text)) <= LONGEST


@given(st.text())
def test_both_spellings_of_a_letter_are_one(text: str) -> None:
    assert normal(unicodedata.normalize("NFD", text)) == normal(text)
