"""Which column is which field: proposed from header names in any of their usual spellings, corrected by the officer, kept."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from desktop.actions.imports.cells import is_nothing, text_of
from desktop.actions.imports.sheet import Row
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Field, Shape
from sync.errors import NoMapping, UnreadableFile
from sync.resources import resource

_HEADER_ROWS: Final = 25
"""Missions put titles, stamps and merged cells above the table."""
_IGNORED: Final = frozenset({"no", "nomor", "nourut", "number", "#"})


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """Header text -> field, where a part of an element is `passports.number`. Saved per kind and header row."""

    kind: str
    header_row: int
    columns: dict[str, str]


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
    before_bracket = text.split("(")[0] or text
    return "".join(letter for letter in before_bracket.casefold() if letter.isalnum())


def targets(noun: Noun) -> Iterator[tuple[str, Field, Field | None]]:
    """Yield every field of *noun* that a column can fill."""
    for field in noun.fields:
        if field.shape is Shape.ELEMENTS:
            yield from ((f"{field.name}.{part.name}", field, part) for part in field.parts)
        elif field.shape is not Shape.REFS:
            yield field.name, field, None


def synonyms(kind: str) -> dict[str, str]:
    """Return plain header -> target, from resources/mappings/<kind>.json and the field names themselves."""
    path = resource(f"mappings/{kind}.json")
    listed: dict[str, list[str]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return {plain(name): target for target, names in listed.items() for name in names}


def propose(noun: Noun, first_rows: Iterable[Row], labels: dict[str, str]) -> Mapping:
    """Find the header row among *first_rows* and say which column fills which field.

    *labels* maps the visible words of the fields to their targets, in both languages.

    Raises:
        NoMapping: no row looks like a header.
    """
    known = {plain(target): target for target, _, _ in targets(noun)}
    known |= {plain(label): target for label, target in labels.items()} | synonyms(noun.kind)
    best: tuple[int, Row, dict[str, str]] | None = None
    for row in list(first_rows)[:_HEADER_ROWS]:
        found = _recognised(row, known)
        if best is None or len(found) > best[0]:
            best = (len(found), row, found)
    if best is None or not _is_enough(noun, best[2]):
        raise NoMapping
    return Mapping(kind=noun.kind, header_row=best[1].number, columns=best[2])


def _recognised(row: Row, known: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for cell in row.cells:
        header = text_of(cell)
        target = known.get(plain(header))
        if not is_nothing(cell) and plain(header) not in _IGNORED and target and target not in found.values():
            found[header] = target
    return found


def _is_enough(noun: Noun, found: dict[str, str]) -> bool:
    return set(noun.about.title) & set(found.values()) != set()


def columns(noun: Noun, mapping: Mapping, header: Row) -> tuple[Column, ...]:
    """Apply *mapping* to the header row of a file.

    Raises:
        NoMapping: a target is no field of the noun, or no title field is filled.
    """
    by_target = {target: (field, part) for target, field, part in targets(noun)}
    placed: list[Column] = []
    for index, cell in enumerate(header.cells):
        target = mapping.columns.get(text_of(cell))
        if target is None:
            continue
        if target not in by_target:
            raise NoMapping(field=target)
        field, part = by_target[target]
        placed.append(Column(index=index, header=text_of(cell), target=target, field=field, part=part))
    if not set(noun.about.title) & {column.target for column in placed}:
        raise NoMapping(field=noun.about.title[0])
    return tuple(placed)


def parse(raw: bytes) -> Mapping:
    """Read a mapping file.

    Raises:
        UnreadableFile: not such a file.
    """
    try:
        return msgspec.json.decode(raw, type=Mapping)
    except msgspec.MsgspecError:
        raise UnreadableFile(rule="mapping") from None


def headers(row: Row) -> Sequence[str]:
    """Return the header texts of a row, for a screen that lets the officer map them."""
    return [text_of(cell) for cell in row.cells]


def as_shown(mapping: Mapping) -> dict[str, Any]:
    """The mapping as JSON-like values."""
    return dict(msgspec.to_builtins(mapping))
