"""The word lists: easy to say and to spell, and what everybody would choose is blocked."""

import re
from collections import Counter

from desktop.keys.passphrase import SHORTEST, blocked
from sync.identity.wordlist import lines, words

_ALIKE = (("kh", "k"), ("sy", "s"), ("f", "p"), ("v", "p"), ("z", "s"))


def _sound(word: str) -> str:
    for written, heard in _ALIKE:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1", r"\1", word)


def test_every_word_has_three_to_eight_plain_letters() -> None:
    assert [word for word in words() if not re.fullmatch("[a-z]{3,8}", word)] == []


def test_no_word_stands_twice_and_the_order_is_that_of_the_alphabet() -> None:
    assert list(words()) == sorted(set(words()))


def test_no_two_words_sound_alike() -> None:
    assert [sound for sound, times in Counter(map(_sound, words())).items() if times > 1] == []


def test_no_word_has_a_double_k() -> None:
    assert [word for word in words() if "kk" in word] == []


def test_the_blocked_ones_are_long_enough_to_be_tried() -> None:
    listed = lines("blocked_passphrases")
    assert len(listed) >= 200
    assert [line for line in listed if len(line) < SHORTEST] == []
    assert len(blocked()) == len(listed)
