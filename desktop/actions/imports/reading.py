"""From a row to the fields of a record, checked as an officer's typing is; rows that are no records are told apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from desktop.actions.imports.cells import Place, read, says_nothing, text_of
from desktop.actions.imports.dates import day_first, is_month_first
from desktop.actions.imports.elements import Filled, elements
from desktop.actions.imports.mapping import FILLED, RECORD, Column, Header, needed
from desktop.actions.imports.sheet import Cell, Row
from sync.domain import gazetteer, nik
from sync.domain.partial_date import PartialDate
from sync.domain.records import validation
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Shape
from sync.errors import InvalidField, UnknownField

_TOTAL: Final = re.compile(r"(?:sub|grand)?\s*(?:jumlah|total)\b.*", re.IGNORECASE)
_NUMBERING: Final = re.compile(r"\(?([0-9]{1,2})\)?")
_PLACE_AND_DATE: Final = re.compile(r"(?P<place>.*?[^\W\d_]{3,}.*?)\s*[,/;]?\s*(?P<date>\d.*)")

_SIGNED: Final = 2
"""Cells of a line below the total at most, where somebody signs."""
_ADDED_UP: Final = 2
"""Mapped cells of a total at most: the word itself, and a sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the file: what it says, or why it cannot be used; *record* where it names one of ours."""

    row: Row
    fields: dict[str, Any]
    record: str | None = None
    refusal: InvalidField | None = None


class Reader:
    """Reads the rows of one file, in order."""

    def __init__(self, noun: Noun, header: Header, columns: Sequence[Column], place: Place) -> None:
        self._noun = noun
        self._columns = columns
        self._place = place
        self._header = tuple(text.casefold() for text in header.texts)
        self._needed = needed(noun)
        self._is_after_total = False
        self._month_first: frozenset[int] = frozenset()

    def look_over(self, rows: Sequence[Row]) -> None:
        """Learn from the first rows how the columns write their dates."""
        dated = [one.index for one in self._columns if (one.part or one.field).shape is Shape.DATE]
        self._month_first = frozenset(
            index
            for index in dated
            if is_month_first(text_of(row.cells[index]) for row in rows if index < len(row.cells))
        )

    def entry(self, row: Row) -> Entry | None:
        """Read a row; None when it is no record: a total, a header once more, a signature, the numbers of columns."""
        texts = [text_of(cell) for cell in row.cells]
        filled = [
            (column, self._turned(column, row.cells[column.index]))
            for column in self._columns
            if column.index < len(texts) and not says_nothing(texts[column.index])
        ]
        if self._is_aside(texts, filled):
            return None
        try:
            fields = self._fields(filled)
            record = fields.pop(RECORD.name, None)
            checked = validation.check(self._noun, fields, typed=True, today=self._place.today)
            checked = {name: value for name, value in checked.items() if value not in (None, [])}
            validation.complete(self._noun, FILLED.get(self._noun.kind, {}) | checked)
        except InvalidField as refusal:
            return Entry(row=row, fields={}, refusal=refusal)
        except UnknownField as refusal:
            return Entry(row=row, fields={}, refusal=InvalidField(field=refusal.field, rule="shape"))
        return Entry(row=row, fields=checked, record=record)

    def _turned(self, column: Column, cell: Cell) -> Cell:
        return day_first(text_of(cell)) if column.index in self._month_first and isinstance(cell, str) else cell

    def _is_aside(self, texts: Sequence[str], filled: Filled) -> bool:
        if _is_total(texts, filled):
            self._is_after_total = True
            return True
        written = len([text for text in texts if text])
        if written <= _SIGNED and len(filled) <= 1 and self._is_after_total:
            return True  # place and day, and who signed
        if written == 1 and not self._needed & {column.target for column, _ in filled}:
            return True  # the name of a section
        return self._is_header(texts, filled) or _is_numbering(texts)

    def _is_header(self, texts: Sequence[str], filled: Filled) -> bool:
        same = [column for column, _ in filled if texts[column.index].casefold() == self._header[column.index]]
        return len(same) > 1 and len(same) * 2 > len(filled)

    def _fields(self, filled: Filled) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        lists: dict[str, list[tuple[Column, Cell]]] = {}
        for column, cell in filled:
            if column.part is not None:
                lists.setdefault(column.field.name, []).append((column, cell))
            else:
                fields |= self._plain_fields(column, cell, fields)
        for name, cells in lists.items():
            fields[name] = elements(self._noun.by_name[name], cells, self._place)
        return fields

    def _plain_fields(self, column: Column, cell: Cell, before: dict[str, Any]) -> dict[str, Any]:
        try:
            return {column.target: read(column.field, cell, self._place)}
        except InvalidField as refusal:
            if column.target == "birth_date" and "birth_place" in self._noun.by_name:
                return self._birth(text_of(cell), refusal) | {
                    name: before[name] for name in ("birth_place",) if name in before
                }
            raise InvalidField(field=column.target, rule=refusal.rule, **refusal.values) from None

    def _birth(self, text: str, refusal: InvalidField) -> dict[str, Any]:
        """Take `Cilacap, 17-05-1990` apart, as it stands under TTL (tempat, tanggal lahir)."""
        where, comma, when = text.rpartition(",")
        tried = [(where, when)] if comma else []
        if found := _PLACE_AND_DATE.fullmatch(text):
            tried.append((found["place"], found["date"]))
        for place, day in tried:
            try:
                read_day = read(self._noun.by_name["birth_date"], day, self._place)
            except InvalidField:
                continue
            if read_day is not None and place.strip(" ,;/"):
                return {"birth_place": place.strip(" ,;/"), "birth_date": read_day}
        raise InvalidField(field="birth_date", rule=refusal.rule)

    def warns(self, fields: dict[str, Any]) -> bool:
        """Whether the NIK does not fit the rest of the row: no reason to refuse it."""
        if "nik" not in fields:
            return False
        apart = nik.read(fields["nik"], self._place.today)
        born = fields.get("birth_date")
        return bool(nik.warnings(apart, fields.get("sex"), born and PartialDate(born), gazetteer.is_known))


def _is_total(texts: Sequence[str], filled: Filled) -> bool:
    """Whether the row adds others up: its first word says so, and hardly any mapped column is filled."""
    if len(filled) > _ADDED_UP:
        return False
    first = next((text for text in texts if text), "")
    return _TOTAL.fullmatch(first) is not None


def _is_numbering(texts: Sequence[str]) -> bool:
    """Whether the row only numbers the columns: (1) (2) (3)."""
    numbers: list[int] = []
    for text in texts:
        found = _NUMBERING.fullmatch(text)
        if found is not None:
            numbers.append(int(found[1]))
        elif text:
            return False
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
