"""Code lists: the closed vocabularies of resources/codelists, their labels in two languages and when they hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType

import msgspec

from sync.errors import CannotStart
from sync.resources import resource


class Mark(StrEnum):
    """Where a code comes from."""

    FOUND = "F"  # in a published Indonesian source
    KNOWN = "K"  # common knowledge of the trade
    PROPOSED = "P"  # ours; the centre may choose another


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One entry. *also* holds other spellings that an import may bring; *extra* what only this list says of it."""

    code: str
    id: str
    en: str
    mark: Mark
    source: str
    valid_from: date | None
    valid_to: date | None  # the last day
    also: tuple[str, ...]
    extra: Mapping[str, object]

    def label(self, lang: str) -> str:
        """Return the words in *lang*: English for "en", Indonesian for anything else."""
        return self.en if lang == "en" else self.id

    def valid_on(self, day: date) -> bool:
        """Whether the code may be chosen on *day*; a record that has it already keeps it."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def text(self, name: str) -> str | None:
        """Return an extra attribute that is text, such as ``priority``; None when the code has none."""
        value = self.extra.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int | None:
        """Return an extra attribute that is a whole number, such as ``minor_digits``; None when the code has none."""
        value = self.extra.get(name)
        return value if isinstance(value, int) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return an extra attribute that is a list of texts, such as ``working_area``."""
        value = self.extra.get(name)
        return tuple(str(part) for part in value) if isinstance(value, list) else ()

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return an extra attribute that is a list of whole numbers, such as ``rest_days``."""
        value = self.extra.get(name)
        return tuple(part for part in value if isinstance(part, int)) if isinstance(value, list) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """The codes of one list, in the order in which people should see them."""

    name: str
    title_id: str
    title_en: str
    source: str
    version: int
    by_code: Mapping[str, Code]

    @property
    def codes(self) -> tuple[Code, ...]:
        """All entries, also those that no longer hold."""
        return tuple(self.by_code.values())

    def title(self, lang: str) -> str:
        """Return the name of the list as people read it."""
        return self.title_en if lang == "en" else self.title_id

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def get(self, code: str) -> Code | None:
        """Return the entry; None for a code that a newer list brought."""
        return self.by_code.get(code)

    def label(self, code: str, lang: str) -> str:
        """Return the words for *code*; an unknown code is shown as it is, never hidden."""
        known = self.by_code.get(code)
        return known.label(lang) if known else code

    def labels(self, lang: str) -> dict[str, str]:
        """Return code and words of every entry, in order."""
        return {code.code: code.label(lang) for code in self.codes}

    def valid_on(self, day: date) -> tuple[Code, ...]:
        """Return the entries that may be chosen on *day*."""
        return tuple(code for code in self.codes if code.valid_on(day))


class _Title(msgspec.Struct):
    id: str
    en: str


class _File(msgspec.Struct, kw_only=True):
    name: str = msgspec.field(name="list")
    title: _Title
    source: str
    version: int
    codes: list[dict[str, object]]


_PLAIN = frozenset({"code", "id", "en", "mark", "source", "valid_from", "valid_to", "also"})


@cache
def code_list(name: str) -> CodeList:
    """Return the list *name*, read once.

    Raises:
        CannotStart: there is no such list, or its file is not sound; rule "codelist".
    """
    try:
        return read_list(resource(f"codelists/{name}.json").read_bytes())
    except (OSError, msgspec.MsgspecError, KeyError):
        raise CannotStart(rule="codelist", list=name) from None


def read_list(content: bytes) -> CodeList:
    """Read a list from the bytes of its file."""
    file = msgspec.json.decode(content, type=_File)
    codes = [_code(entry) for entry in file.codes]
    return CodeList(
        name=file.name,
        title_id=file.title.id,
        title_en=file.title.en,
        source=file.source,
        version=file.version,
        by_code=MappingProxyType({code.code: code for code in codes}),
    )


def _code(entry: Mapping[str, object]) -> Code:
    return Code(
        code=msgspec.convert(entry["code"], str),
        id=msgspec.convert(entry["id"], str),
        en=msgspec.convert(entry["en"], str),
        mark=msgspec.convert(entry["mark"], Mark),
        source=msgspec.convert(entry.get("source", ""), str),
        valid_from=msgspec.convert(entry.get("valid_from"), date | None),
        valid_to=msgspec.convert(entry.get("valid_to"), date | None),
        also=msgspec.convert(entry.get("also", []), tuple[str, ...]),
        extra=MappingProxyType({key: value for key, value in entry.items() if key not in _PLAIN}),
    )


@cache
def names() -> tuple[str, ...]:
    """Return the names of all lists."""
    return tuple(sorted(file.stem for file in resource("codelists").glob("*.json")))
