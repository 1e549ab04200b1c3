"""Canaries: a word that stands nowhere else, for every field that takes text, in an open and in a restricted case."""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Author, Field, Sensitivity, Shape
from sync.domain.rules.restricted import sealed_fields

PUBLIC, PERSONAL, SEALED = "Umumqxz", "Kenariqx", "Rahasiqx"
"""How the words of each class begin: fields that anybody may know, personal ones, and what is sealed."""
DIGITS: Final = ("350715570390", "8127777", "C7775")
"""How numbers begin, personal ones all: the NIK, the telephone, the passport."""
MARKS: Final = (PUBLIC, PERSONAL, SEALED, *DIGITS)
_WRITTEN: Final = frozenset({Shape.TEXT, Shape.LONG_TEXT})
_LETTERS: Final = 8


@dataclass(frozen=True, slots=True)
class Fate:
    """One case of the data set, and all that belongs to it; *restricted*: as a whole."""

    name: str
    restricted: bool = False

    def word(self, kind: str, field: Field) -> str:
        """Return the word of one field: by its beginning one sees its class."""
        if self.restricted and field.name in sealed_fields(kind):
            return _word(SEALED, self.name, kind, field.name)
        return _word(PERSONAL if field.sensitivity >= Sensitivity.PERSONAL else PUBLIC, self.name, kind, field.name)

    def fields(self, kind: str) -> dict[str, Any]:
        """Return a value for every field of *kind* that takes any text, elements and their parts among them."""
        return {field.name: value for field in NOUNS[kind].fields if (value := self._value(kind, field)) is not None}

    def _value(self, kind: str, field: Field) -> Any:
        if field.author is not Author.OFFICER or field.is_inner:
            return None
        if _is_free(field):
            return self.word(kind, field)[: field.max]
        parts = [part for part in field.parts if _is_free(part)]
        if field.shape is not Shape.ELEMENTS or not parts:
            return None
        whole = self.word(kind, field)
        return [{"id": "k1", **{part.name: f"{whole}{_code(part.name)}"[: part.max] for part in parts}}]


def typed(what: str) -> str:
    """Return a personal word that somebody types, searches for or drops somewhere."""
    return _word(PERSONAL, "typed", what, "")


def typed_sealed(what: str) -> str:
    """Return a word that somebody types into a restricted case."""
    return _word(SEALED, "typed", what, "")


def _is_free(field: Field) -> bool:
    return field.shape in _WRITTEN and not field.rules and (field.max or 0) >= 2 * _LETTERS


def _word(mark: str, *place: str) -> str:
    return mark + _code("/".join(place))


def _code(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "".join(chr(ord("a") + byte % 26) for byte in digest[:_LETTERS])
