"""Error text: every error of the tree has words in both languages, and nobody is shown raw text."""

import pytest

from desktop.ui.error_text import error_text, field_text
from desktop.words import LANGUAGES, Words
from sync import errors
from sync.errors import Damaged, DeskError, Disagreed, InvalidField, Refused, TimedOut, Unreachable

ALL = sorted(
    {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DeskError)}
    - {DeskError, Refused, Unreachable, Damaged, Disagreed},
    key=lambda kind: kind.__name__,
)
BOTH = pytest.mark.parametrize("lang", LANGUAGES)


@BOTH
@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_error_says_what_happened_and_who_acts(lang: str, kind: type[DeskError]) -> None:
    words = Words(lang)
    told = error_text(words, kind())
    assert told.title == words(f"error_title.{kind.branch}")
    assert told.text
    assert told.who
    assert "{" not in told.text + told.who


@BOTH
def test_a_value_of_the_error_stands_in_its_words(lang: str) -> None:
    assert "30" in error_text(Words(lang), TimedOut(seconds=30)).text


class Unheard(Disagreed):
    """An error without words."""


@BOTH
def test_an_error_without_words_is_told_by_its_branch(lang: str) -> None:
    told = error_text(Words(lang), Unheard())
    assert told.text == Words(lang)("error_text.disagreed")
    assert "unheard" in told.who


@BOTH
def test_a_field_is_told_which_rule_it_breaks(lang: str) -> None:
    words = Words(lang)
    assert field_text(words, InvalidField(field="nik", rule="sixteen-digits")) == words("rule.sixteen-digits")


@BOTH
def test_a_rule_without_words_is_told_by_its_error(lang: str) -> None:
    words = Words(lang)
    assert field_text(words, InvalidField(field="x", rule="no-such-rule")) == words("error.invalid-field")


@BOTH
def test_the_values_of_a_rule_stand_in_its_words(lang: str) -> None:
    told = field_text(Words(lang), InvalidField(field="age", rule="range", least=0, most=120))
    assert "120" in told
    assert field_text(Words(lang), InvalidField(field="age", rule="range")) == Words(lang)("error.invalid-field")
