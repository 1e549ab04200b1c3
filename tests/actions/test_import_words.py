"""Every reason for refusing a row has words in both languages, and every column of an export its own."""

import ast
from pathlib import Path

import pytest

from desktop.actions.imports.mapping import heading, targets, whole
from desktop.actions.imports.refused import Refusal, reason
from desktop.actions.imports.taking import NO_LISTS
from desktop.words import LANGUAGES, Words
from sync.domain.records.catalogue import NOUNS

_ROOM = Path(__file__).parents[2] / "desktop" / "actions" / "imports"
_CHECKS = Path(__file__).parents[2] / "sync" / "domain"
_ROOMS = (*_ROOM.glob("*.py"), *(_CHECKS / "records").glob("*.py"), _CHECKS / "nik.py", _CHECKS / "money.py")


def _rules(path: Path, error: str = "InvalidField") -> set[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == error]
    given = [word.value for call in named for word in call.keywords if word.arg == "rule"]
    return {str(value.value) for value in given if isinstance(value, ast.Constant)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_words(lang: str) -> None:
    words = Words(lang)
    rules = {"differs"}.union(*map(_rules, _ROOMS))

    assert len(rules) > 15
    for rule in rules:
        for field in (None, "nik", "passports.number", "passports/a/number"):
            said = reason(words, "worker", Refusal(row=7, rule=rule, field=field, values={}))
            assert "7" in said
            assert "{" not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_for_refusing_a_file_has_words(lang: str) -> None:
    rules: set[str] = set().union(
        *(_rules(path, error) for path in _ROOM.glob("*.py") for error in ("UnreadableFile", "NoMapping"))
    )

    assert len(rules) > 10
    assert all(f"rule.{rule}" in Words(lang) for rule in rules)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(NOUNS.keys() - NO_LISTS))
def test_every_column_of_an_export_has_a_heading_of_its_own(lang: str, kind: str) -> None:
    words, noun = Words(lang), NOUNS[kind]
    headings = [whole(heading(words, noun.kind, target)) for target, _, _ in targets(noun)]

    assert len(set(headings)) == len(headings)
    assert all(headings)
