"""Every visible word exists in both languages, with the same places for values; every error has its words."""

import ast
import inspect
import string

import pytest

from desktop.words import Words, rule_words
from sync import errors
from sync.domain.codes import code_list
from sync.domain.codes import names as code_lists
from tests.house.measures import sources

CALLEES = ("words", "_words", "say", "text")
BRANCHES = (errors.Refused, errors.Unreachable, errors.Damaged, errors.Disagreed)


def texts(lang: str) -> dict[str, str]:
    return dict(Words(lang)._texts)


def test_both_languages_have_the_same_keys() -> None:
    indonesian, english = texts("id"), texts("en")
    assert sorted(indonesian.keys() ^ english.keys()) == []


def test_both_languages_have_the_same_places_for_values() -> None:
    indonesian, english = texts("id"), texts("en")
    assert [key for key in indonesian if places(indonesian[key]) != places(english.get(key, ""))] == []


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_no_text_is_empty() -> None:
    assert [key for lang in ("id", "en") for key, text in texts(lang).items() if not text.strip()] == []


ERRORS = [
    one
    for _, one in inspect.getmembers(errors, inspect.isclass)
    if issubclass(one, errors.DeskError) and one not in (errors.DeskError, *BRANCHES)
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: str(error.__name__))
def test_every_error_stands_on_a_branch_and_has_words(error: type[errors.DeskError]) -> None:
    assert issubclass(error, BRANCHES)
    for lang in ("id", "en"):
        assert Words(lang)._texts.get(f"error.{error().code}")


FOR_IT = (errors.Damaged, errors.Disagreed)
"""Their rules say what broke, and are read out to IT as they are; only why a centre refuses a desk is for people."""


def rules() -> set[tuple[str, str]]:
    """Return every rule that stands in the code, with the error that bears it."""
    found = set()
    for source in sources("desktop", "sync"):
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            kind = getattr(errors, node.func.id, None)
            if not inspect.isclass(kind) or (issubclass(kind, FOR_IT) and kind is not errors.DeviceRefused):
                continue
            says = [one.value for one in node.keywords if one.arg == "rule"]
            found |= {(node.func.id, str(one.value)) for one in says if isinstance(one, ast.Constant)}
    return found


AT_THE_CENTRE = {  # the commands of the gateway and of the ministry, and what a centre never tells a stranger
    *("database-url", "mission", "unknown-mission", "mission-exists", "unknown-device", "unknown-officer"),
    *("expired", "unknown", "used", "unknown-witness", "checkpoint"),
    *("directory-exists", "floor", "key-file", "ministry", "publisher", "signatures", "threshold"),
}
MADE_BY_CASES = {("UntrustedCertificate", rule) for rule in ("date", "name", "issuer")}


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_rule_that_a_person_can_break_has_words(lang: str) -> None:
    words, bare = Words(lang), []
    for name, rule in sorted(rules() | MADE_BY_CASES):
        error = getattr(errors, name)(rule=rule, least=1, most=2)
        if rule_words(words, error) is None and (name == "DeviceRefused" or rule not in AT_THE_CENTRE):
            bare.append(f"{name} {rule}")
    assert bare == []


def test_every_key_named_in_the_code_exists() -> None:
    known = texts("id")
    missing = []
    for source in sources("desktop"):
        for node in ast.walk(source.tree):
            key = _key(node)
            if key is not None and key not in known:
                missing.append(f"{source.name}: {key}")
    assert missing == []


def _key(node: ast.AST) -> str | None:
    """Return the literal key of a call such as `words("case.save")`."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    first = node.args[0]
    if name in CALLEES and isinstance(first, ast.Constant) and isinstance(first.value, str) and "." in first.value:
        return first.value
    return None


def test_every_code_has_a_label_in_both_languages() -> None:
    bare = [
        f"{name}.{code.code}" for name in code_lists() for code in code_list(name).codes if not (code.id and code.en)
    ]
    assert bare == []
