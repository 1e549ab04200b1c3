"""Elements out of cells: the phones of a cell, a passport of several columns; the same cells give the same ids."""

import hashlib
import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from phonenumbers import country_code_for_region

from desktop.actions.imports.cells import Place, is_nothing, read, text_of
from desktop.actions.imports.mapping import Column, is_phone, plain
from desktop.actions.imports.sheet import Cell
from sync.domain.phone import Phone, phones
from sync.domain.records.fields import Field
from sync.errors import InvalidField

BETWEEN: Final = " | "
"""Between the elements of one cell in our own exports."""
_WHATSAPP: Final = frozenset({"wa", "whatsapp", "nowa", "nomorwa", "nowhatsapp", "nomorwhatsapp"})
_BARE: Final = re.compile(r"[1-9][0-9]{7,13}")
_HOME: Final = "ID"

Filled = Sequence[tuple[Column, Cell]]


def elements(field: Field, filled: Filled, place: Place) -> list[dict[str, Any]]:
    """Return the elements of *field* that the filled cells of one row say.

    Raises:
        InvalidField: a cell cannot be read; *field* names the column's target.
    """
    if all(is_phone(field, column.part) for column, _ in filled):
        found = [element for column, cell in filled for element in _phones(column, cell, place)]
    else:
        found = _side_by_side(filled, place)
    named = {element_id(element): element for element in found if element}
    return [{"id": name} | element for name, element in sorted(named.items())]


def element_id(element: dict[str, Any]) -> str:
    """Name an element by what it says first: a number where it has one, else all of it."""
    said = {name: element[name] for name in ("number", "value") if name in element} or element
    return "i" + hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()[:20]


def _side_by_side(filled: Filled, place: Place) -> list[dict[str, Any]]:
    pieces = [(column, cell.split(BETWEEN.strip()) if isinstance(cell, str) else [cell]) for column, cell in filled]
    most = max(len(parts) for _, parts in pieces)
    found: list[dict[str, Any]] = [{} for _ in range(most)]
    for column, parts in pieces:
        for element, cell in zip(found, parts, strict=False):
            if column.part is not None and not is_nothing(cell):
                element[column.part.name] = _part(column, column.part, cell, place)
    return found


def _part(column: Column, part: Field, cell: Cell, place: Place) -> Any:
    try:
        return read(part, cell, place)
    except InvalidField as refusal:
        raise InvalidField(field=column.target, rule=refusal.rule, **refusal.values) from None


def _phones(column: Column, cell: Cell, place: Place) -> list[dict[str, Any]]:
    text = text_of(cell)
    if column.field.name != "contacts":
        return [{"value": number.e164 or number.raw} for number in _numbers(text, place.region)]
    if "@" in text:
        return [{"kind": "EMAIL", "value": text}]
    kind = "WHATSAPP" if plain(column.header) in _WHATSAPP else "PHONE"
    return [{"kind": kind, "value": number.e164 or number.raw} for number in _numbers(text, place.region)]


def _numbers(text: str, region: str) -> tuple[Phone, ...]:
    if _BARE.fullmatch(text):
        return (_bare(text, region),)
    return phones(text, region)


def _bare(text: str, region: str) -> Phone:
    """Read digits alone: a number cell throws the zero before them away, 81234567890 is Indonesian 0812-3456-7890."""
    tried = [("+" + text, region), (text, region)]
    if text.startswith("8"):
        tried.append(("0" + text, _HOME))
    for written, dialled_in in tried:
        number = phones(written, dialled_in)[0]
        if number.e164 and number.e164.startswith(f"+{country_code_for_region(dialled_in)}"):
            return number
    return phones(text, region)[0]
