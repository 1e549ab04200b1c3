"""Passphrases: drawn by the programme, or chosen by the officer and then checked."""

import secrets
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from sync.errors import WeakPassphrase
from sync.identity.wordlist import drawn, lines

WORDS: Final = 6  # 77 bits
SHORTEST: Final = 15  # NIST SP 800-63B-4 for a single factor
LONGEST: Final = 256
_FEWEST_LETTERS: Final = 5  # different ones


def generated(words: Sequence[str]) -> str:
    """Draw a passphrase: six words, a capital and a digit, as in ``Kuda-lima-batu-pasang-laut-angin-7``."""
    return "-".join([*drawn(words, WORDS), str(secrets.randbelow(10))]).capitalize()


def normal(text: str) -> str:
    """Return the one form of what was typed: letters with marks are one character on every keyboard."""
    return unicodedata.normalize("NFC", text)


def check_own(text: str) -> None:
    """Accept an officer's own choice, or say what is weak in it. No rule of composition: length is what helps.

    Raises:
        WeakPassphrase: rule "short" (*fewest*), "long" (*most*), "repeated", "sequence" or "listed".
    """
    typed = normal(text)
    if len(typed) < SHORTEST:
        raise WeakPassphrase(rule="short", fewest=SHORTEST)
    if len(typed) > LONGEST:
        raise WeakPassphrase(rule="long", most=LONGEST)
    bare = _bare(typed)
    judged = bare if 2 * len(bare) >= len(typed) else typed.casefold()  # dashes hide nothing, unless they are the most
    if _repeats(judged):
        raise WeakPassphrase(rule="repeated")
    if _counts(judged):
        raise WeakPassphrase(rule="sequence")
    if judged in blocked():
        raise WeakPassphrase(rule="listed")


def blocked() -> frozenset[str]:
    """Read the passphrases that too many people would think of, as bare letters and digits."""
    return frozenset(_bare(line) for line in lines("blocked_passphrases"))


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _repeats(text: str) -> bool:
    """Tell whether a short pattern makes the whole, as in ``rahasiarahasiara``, or too few letters do."""
    patterns = range(1, len(text) // 2 + 1)
    return len(set(text)) < _FEWEST_LETTERS or any(text[size:] == text[:-size] for size in patterns)


def _counts(text: str) -> bool:
    """Tell whether nearly every character is the one before plus or minus one: ``abcdefghijklmno``."""
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    return sum(step in (1, -1) for step in steps) * 4 > len(steps) * 3
