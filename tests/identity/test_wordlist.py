"""The list of words: whole, or the programme says so."""

import pytest

from sync.errors import CannotStart
from sync.identity.wordlist import WORDS, drawn, lines, words


def test_the_released_list_has_as_many_words_as_five_dice_can_name() -> None:
    listed = words()
    assert len(set(listed)) == WORDS == 6**5
    assert all(word.isascii() and word.isalpha() and word.islower() for word in listed)


def test_a_missing_list_is_said_and_not_replaced_by_a_short_one() -> None:
    with pytest.raises(CannotStart) as refusal:
        lines("no-such-list")
    assert refusal.value.rule == "wordlist"


def test_every_word_is_drawn_sooner_or_later() -> None:
    assert set(drawn(("a", "b", "c"), 300)) == {"a", "b", "c"}
