"""Every noun, group, field and rule has words in both languages, and no words are left over from one that went."""

import re
from pathlib import Path

import msgspec
import pytest

from desktop.words import LANGUAGES, Words
from sync.domain.records import declaration
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.dictionary import label_key, paths
from sync.resources import resource

FIELDS = {label_key(kind, path) for kind, noun in NOUNS.items() for path, _ in paths(noun)}
GROUPS = {f"group.{kind}.{group}" for kind, noun in NOUNS.items() for group, _ in noun.about.groups}
KINDS = {key for kind in NOUNS for key in (f"noun.{kind}", f"noun.{kind}.many")}
RULES = {
    f"rule.{name}"
    for file in Path(declaration.__file__).parent.glob("*.py")
    for name in re.findall(r'rule="([a-z-]+)"', file.read_text(encoding="utf-8"))
} | {"rule.nik-shape", "rule.case-number", "rule.date", "rule.currency"}  # raised by the values themselves


def said_in(lang: str) -> dict[str, str]:
    """Return the words of the two files that belong to the declarations."""
    texts: dict[str, str] = {}
    for area in ("fields", "nouns"):
        content = resource(f"translations/{lang}/{area}.json").read_bytes()
        texts |= msgspec.json.decode(content, type=dict[str, str])
    return texts


EACH_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)


@EACH_LANGUAGE
def test_everything_declared_has_words(lang: str) -> None:
    words = Words(lang)
    assert [key for key in sorted(FIELDS | GROUPS | KINDS | RULES) if key not in words] == []


@EACH_LANGUAGE
def test_words_of_fields_and_groups_belong_to_something_declared(lang: str) -> None:
    said = {key for key in said_in(lang) if key.startswith(("field.", "group.", "noun."))}
    assert said - FIELDS - GROUPS - KINDS == set()


@EACH_LANGUAGE
def test_help_belongs_to_a_field(lang: str) -> None:
    helped = {re.sub(r"^help\.", "field.", key) for key in said_in(lang) if key.startswith("help.")}
    assert helped - FIELDS == set()


@pytest.mark.parametrize("key", ["help.worker.nik", "help.share_flag", "help.worker.contacts.safe_to_call"])
@EACH_LANGUAGE
def test_what_is_easily_got_wrong_is_explained(lang: str, key: str) -> None:
    assert Words(lang)(key)


@EACH_LANGUAGE
def test_labels_are_short_and_help_is_a_sentence(lang: str) -> None:
    words = Words(lang)
    assert [key for key in sorted(FIELDS | GROUPS | KINDS) if len(words(key)) > 48 or words(key).endswith(".")] == []
    assert [key for key in said_in(lang) if key.startswith("help.") and not words(key).endswith(".")] == []


def test_indonesian_says_pelindungan_and_pmi() -> None:
    words = Words("id")
    spoken = " ".join(words(key) for key in sorted(FIELDS | GROUPS | KINDS)).casefold()
    assert re.findall(r"\b(?:perlindungan|tki|buruh migran)\b", spoken) == []
