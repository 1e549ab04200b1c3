"""Words: every visible sentence, by key, from resources/translations; Indonesian first and complete."""

import re
from datetime import datetime, time
from pathlib import Path
from typing import Final

import msgspec

from sync.domain.codes import code_list
from sync.errors import DeskError, NoRight, Refused
from sync.resources import resource

LANGUAGES: Final = ("id", "en")

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    "|[\ud800-\udfff\U000e0000-\U000e0fff]"
    "|(?<![^\x00-\x7f])[\u200c-\u200f]"  # joiners and marks of direction are part of some scripts, never of ours
)
"""What nobody sees, or what turns the reading around or steers a terminal."""
_INDONESIAN: Final = str.maketrans(",.", ".,")


class Words:
    """The words of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._texts = _read(resource(f"translations/{lang}"))

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of *key* with *values* in their places.

        Raises:
            KeyError: no such words, or a place without a value.
        """
        return self._texts[key].format(**{name: self._said(value) for name, value in values.items()})

    def number(self, value: float) -> str:
        """Say a number as the language writes it: 11.231 and 4,9 in Indonesian, 11,231 and 4.9 in English."""
        said = f"{value:,}"
        return said if self.lang == "en" else said.translate(_INDONESIAN)

    def hour(self, when: time | datetime) -> str:
        """Say the hour of *when* as it stands: 14.32 in Indonesian, 14:32 in English."""
        return f"{when:%H:%M}" if self.lang == "en" else f"{when:%H.%M}"

    def _said(self, value: object) -> object:
        return self.number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value

    def __contains__(self, key: str) -> bool:
        return key in self._texts


def visible(text: str) -> str:
    """Return a text from outside with every sign that hides something as its number: `photo‹202E›gpj.exe`."""
    return text if text.isprintable() else _UNSEEN.sub(_number, text)


def _number(found: re.Match[str]) -> str:
    return f"‹{ord(found[0]):04X}›"


def error_words(words: Words, error: DeskError) -> str:
    """Say what happened.

    Raises:
        KeyError: there are no such words, or a value that they need is missing.
    """
    values: dict[str, object] = dict(error.values)
    if isinstance(error, NoRight):
        kind, roles = str(values["kind"]), str(values["roles"]).split()
        values["kind"] = words(f"noun.{kind}") if f"noun.{kind}" in words else kind
        values["verb"] = words(f"right.{values['verb']}")
        values["roles"] = ", ".join(code_list("role").label(role, words.lang) for role in roles)
    return words(f"error.{error.code}", **values)


def rule_words(words: Words, error: DeskError) -> str | None:
    """Say which rule *error* is about; None where it names none, or one that only IT can read."""
    rule = error.rule or ""
    before, arrow, after = rule.partition(" -> ")
    if arrow:
        return words("rule.move", before=before, after=after)
    keys = [f"rule.{error.code}.{rule}"]
    if isinstance(error, Refused):
        keys += [f"rule.{rule}", f"case.rule.{rule}", f"imports.rule.{rule}"]
    try:
        return next((words(key, **error.values) for key in keys if key in words), None)
    except KeyError:  # raised without the values that its words need
        return None


def _read(folder: Path) -> dict[str, str]:
    """Read every area of a language into one table.

    Raises:
        ValueError: a key stands twice.
    """
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        area = msgspec.json.decode(path.read_bytes(), type=dict[str, str])
        if twice := texts.keys() & area.keys():
            raise ValueError(f"{path.name} says again: {sorted(twice)}")
        texts |= area
    return texts
