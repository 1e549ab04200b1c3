"""Error text: an error of ours in words: what happened, what is safe, and who does what; never its raw text."""

from dataclasses import dataclass
from typing import Final

from desktop.words import Words, error_words, rule_words
from sync.errors import Damaged, DeskError, Disagreed, Refused, Unreachable

_WHO: Final[tuple[tuple[type[DeskError], str], ...]] = (
    (Refused, "who.officer"),
    (Unreachable, "who.wait"),
    (Damaged, "who.it"),
    (Disagreed, "who.centre"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorText:
    """What a person is told."""

    title: str
    text: str
    who: str  # who must act, and how
    code: str  # to be read out on the telephone


def error_text(words: Words, error: DeskError) -> ErrorText:
    """Say *error* in words; one that is newer than the words is told by its branch."""
    branch = error.branch or Damaged.branch
    return ErrorText(
        title=words(f"error_title.{branch}"),
        text=_sentence(words, error, branch),
        who=words(_who(error), code=error.code),
        code=error.code,
    )


def field_text(words: Words, error: DeskError) -> str:
    """Say beside a field which rule its value breaks."""
    return rule_words(words, error) or _sentence(words, error, error.branch)


def _sentence(words: Words, error: DeskError, branch: str) -> str:
    try:
        return error_words(words, error)
    except KeyError:  # no such words, or a value that they need is missing
        return words(f"error_text.{branch}")


def _who(error: DeskError) -> str:
    return next((key for branch, key in _WHO if isinstance(error, branch)), "who.it")
