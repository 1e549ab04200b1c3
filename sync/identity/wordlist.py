"""The list of short Indonesian words for passphrases, enrolment codes and fingerprints that people read aloud."""

import secrets
from collections.abc import Sequence
from typing import Final

from sync.errors import CannotStart
from sync.resources import resource

WORDS: Final = 7776
"""As many as five dice can name: 12.9 bits a word."""


def words() -> tuple[str, ...]:
    """Read the list.

    Raises:
        CannotStart: it is missing or not as released; rule "wordlist".
    """
    listed = tuple(lines("passphrase_id"))
    if len(listed) != WORDS or len(set(listed)) != WORDS:  # a shorter list would make weak codes without a word
        raise CannotStart(rule="wordlist")
    return listed


def lines(name: str) -> list[str]:
    """Read a list of resources/wordlists, one entry a line.

    Raises:
        CannotStart: it is missing; rule "wordlist".
    """
    try:
        return resource(f"wordlists/{name}.txt").read_text(encoding="utf-8").splitlines()
    except OSError:
        raise CannotStart(rule="wordlist") from None


def drawn(listed: Sequence[str], count: int) -> list[str]:
    """Draw *count* words, each as likely as any other, doubles allowed."""
    return [secrets.choice(listed) for _ in range(count)]
