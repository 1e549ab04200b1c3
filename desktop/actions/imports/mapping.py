"""Which column is which field: proposed from headers in their usual spellings, corrected by the officer, remembered."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from desktop.actions.imports.cells import is_nothing, text_of
from desktop.actions.imports.sheet import Row
from desktop.words import LANGUAGES, Words
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Field, Shape
from sync.errors import NoMapping, UnreadableFile
from sync.resources import resource

HEADER_ROWS: Final = 25
"""Missions put titles, stamps and merged cells above the table."""
_HEIGHTS: Final = (1, 2)  # two: `Paspor` merged over `Nomor` and `Berlaku s/d`
_IGNORED: Final = frozenset({"no", "nomor", "nourut", "number", ""})
RECORD: Final = Field(name="id", shape=Shape.REF)
"""The column of our own record ids, which our own exports have."""
FILLED: Final[dict[str, dict[str, str]]] = {"case": {"status": "REGISTERED"}}
"""What the desk itself says of a new record when the list does not."""


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """Header text -> field, where a part of an element is `passports.number`.

    Headers that are not named, or with an empty field, are left out.
    """

    kind: str
    columns: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header of a file: one text per column, and the place among the first rows of the row after it."""

    texts: tuple[str, ...]
    ends: int

    @property
    def signature(self) -> str:
        """What tells this header from others, however it is spaced and capitalised."""
        return hashlib.sha256("|".join(whole(text) for text in self.texts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One mapped column: its place, and the field or the part of an element field that it fills."""

    index: int
    header: str
    target: str
    field: Field
    part: Field | None = None


def plain(text: str) -> str:
    """Reduce a header to letters and digits: `Tgl. Lahir (dd/mm/yy)` -> `tgllahir`."""
    return whole(text.partition("(")[0] or text)


def whole(text: str) -> str:
    """Reduce a header to letters and digits, with what stands in brackets: `Alamat (LN)` is not `Alamat (ID)`."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _look_up(known: Table[str, str], text: str) -> str | None:
    return known.get(whole(text)) or known.get(plain(text))


def targets(noun: Noun) -> Iterator[tuple[str, Field, Field | None]]:
    """Yield every field of *noun* that a column can fill, the common ones last."""
    for field in noun.open_fields:
        if field.shape is Shape.ELEMENTS:
            yield from ((f"{field.name}.{part.name}", field, part) for part in field.parts)
        elif field.shape is not Shape.REFS:
            yield field.name, field, None
    yield RECORD.name, RECORD, None


def heading(words: Words, kind: str, target: str) -> str:
    """Return the visible name of a column: the words of the field, and of the part below it."""
    if target == RECORD.name:
        return words("imports.record-id")
    name, _, part = target.partition(".")
    said = _said(words, kind, name)
    return f"{said}: {_said(words, kind, target)}" if part else said


def _said(words: Words, kind: str, target: str) -> str:
    keys = (f"field.{kind}.{target}", f"field.{target}")
    return next((words(key) for key in keys if key in words), target)


def candidates(first_rows: Sequence[Row]) -> Iterator[Header]:
    """Yield what may be the header: each of the first rows, and each two of them read as one."""
    for height in _HEIGHTS:
        for at in range(min(len(first_rows), HEADER_ROWS) - height + 1):
            texts = _texts(first_rows[at : at + height])
            yield Header(texts=texts, ends=at + height)


def _texts(rows: Sequence[Row]) -> tuple[str, ...]:
    """Read one row, or two where the upper one is merged over several columns of the lower one."""
    lower = [text_of(cell) for cell in rows[-1].cells]
    if len(rows) == 1:
        return tuple(lower)
    upper = [text_of(cell) for cell in rows[0].cells]
    texts, over = [], ""
    for index in range(max(len(upper), len(lower))):
        above = upper[index] if index < len(upper) else ""
        below = lower[index] if index < len(lower) else ""
        over = above or over
        texts.append(f"{over} {below}".strip() if below else above)
    return tuple(texts)


def propose(noun: Noun, first_rows: Sequence[Row]) -> Mapping:
    """Find the header among *first_rows* and say which column fills which field.

    Raises:
        NoMapping: no row looks like a header.
    """
    mapping = proposed(noun, first_rows)
    if not _is_enough(noun, mapping.columns.values()):
        raise NoMapping
    return mapping


def proposed(noun: Noun, first_rows: Sequence[Row]) -> Mapping:
    """Propose as far as it goes: no column at all where nothing looks like a header."""
    known = _known(noun)
    found = [_recognised(noun, header, known) for header in candidates(first_rows)]
    return Mapping(kind=noun.kind, columns=max(found, key=len, default={}))


def fullest(first_rows: Sequence[Row]) -> Header:
    """Return the row that most looks like a header where no text of it is known: the first of the fullest.

    Raises:
        NoMapping: there is not a single row.
    """
    alone = list(candidates(first_rows))
    if not alone:
        raise NoMapping
    return max(alone, key=lambda header: (len([text for text in header.texts if text]), -header.ends))


def _known(noun: Noun) -> dict[str, str]:
    """Return plain header -> target: field names, their words in both languages, and what missions call them."""
    path = resource(f"mappings/{noun.kind}.json")
    listed: dict[str, list[str]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    known = {plain(target): target for target, _, _ in targets(noun)}
    for words in map(Words, LANGUAGES):
        known |= {whole(heading(words, noun.kind, target)): target for target, _, _ in targets(noun)}
    return known | {whole(name): target for target, names in listed.items() for name in names}


def _recognised(noun: Noun, header: Header, known: Table[str, str]) -> dict[str, str]:
    several = {target for target, field, part in targets(noun) if is_phone(field, part)}
    found: dict[str, str] = {}
    for text in header.texts:
        target = _look_up(known, text)
        is_free = target in several or target not in found.values()
        if target and is_free and plain(text) not in _IGNORED and not is_nothing(text):
            found[text] = target
    return found


def is_phone(field: Field, part: Field | None) -> bool:
    """Whether a cell may hold several of it, and several columns too: `No HP` and `WA`."""
    return field.name in ("contacts", "phones") and part is not None and part.name == "value"


def needed(noun: Noun) -> set[str]:
    """Return the fields of which a list must say at least one."""
    required = {field.name for field in noun.fields if field.required} - FILLED.get(noun.kind, {}).keys()
    return required or set(noun.about.title)


def _is_enough(noun: Noun, found: Iterable[str]) -> bool:
    return bool(needed(noun) & set(found))


def locate(mapping: Mapping, first_rows: Sequence[Row]) -> Header:
    """Return the header to which *mapping* fits best.

    Raises:
        NoMapping: none has any of its columns.
    """
    wanted = {whole(text) for text in mapping.columns}
    found = [
        (len(wanted & {form(text) for text in header.texts for form in (whole, plain)}), header)
        for header in candidates(first_rows)
    ]
    fits, best = max(found, key=lambda one: one[0], default=(0, None))
    if best is None or fits == 0:
        raise NoMapping
    return best


def chosen(mapping: Mapping, texts: Iterable[str]) -> dict[str, str]:
    """Return which of the header *texts* fills which field, however they are spaced and capitalised now."""
    named = {text: target for text, target in mapping.columns.items() if target}
    known = {plain(text): target for text, target in named.items()}
    known |= {whole(text): target for text, target in named.items()}
    found = {text: mapping.columns.get(text, _look_up(known, text)) for text in texts if text}
    return {text: target for text, target in found.items() if target}


def columns(noun: Noun, mapping: Mapping, header: Header) -> tuple[Column, ...]:
    """Apply *mapping* to the header of a file.

    Raises:
        NoMapping: a target is no field of the noun, or nothing fills a field that it needs.
    """
    by_target = {target: (field, part) for target, field, part in targets(noun)}
    wanted = chosen(mapping, header.texts)
    placed: list[Column] = []
    for index, text in enumerate(header.texts):
        target = wanted.get(text)
        if target is None:
            continue
        if target not in by_target:
            raise NoMapping(field=target)
        field, part = by_target[target]
        if is_phone(field, part) or target not in {column.target for column in placed}:
            placed.append(Column(index=index, header=text, target=target, field=field, part=part))
    if not _is_enough(noun, [column.target for column in placed]):
        raise NoMapping(field=noun.about.title[0])
    return tuple(placed)


def parse(raw: bytes, kind: str) -> Mapping:
    """Read a mapping file: a `Mapping`, or only the table of its columns.

    Raises:
        UnreadableFile: not such a file. NoMapping: it is one of another kind.
    """
    try:
        try:
            mapping = msgspec.json.decode(raw, type=Mapping)
        except msgspec.ValidationError:
            mapping = Mapping(kind=kind, columns=msgspec.json.decode(raw, type=dict[str, str]))
    except msgspec.MsgspecError:
        raise UnreadableFile(rule="mapping") from None
    if mapping.kind != kind:
        raise NoMapping(rule="another-kind")
    return mapping


def as_shown(mapping: Mapping) -> dict[str, Any]:
    """The mapping as JSON-like values."""
    return dict(msgspec.to_builtins(mapping))
