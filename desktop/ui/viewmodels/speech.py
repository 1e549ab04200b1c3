"""Speech: how the values of records are said to people, in one language and at one mission's time."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from desktop.store.row import Row
from desktop.ui.viewmodels.measures import Measures
from desktop.words import Words
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Field, Shape

Titles = Mapping[str, str]
"""The titles of the records that a value points to, by id."""


class Speech(Measures):
    """Says labels, codes, dates, amounts and whole values. Any thread may ask: nothing here changes."""

    def __init__(self, words: Words, zone: str) -> None:
        super().__init__(words, zone)
        self._by_shape: dict[Shape, Callable[[Field, Any, Titles], str]] = {
            Shape.CODES: self._codes,
            Shape.REF: self._ref,
            Shape.REFS: self._refs,
            Shape.ELEMENTS: self._elements,
        }

    def value(self, field: Field, value: Any, titles: Titles | None = None) -> str:
        """Say the value of *field*; empty when nobody has said it."""
        if value is None or value == []:
            return ""
        said = self._by_shape.get(field.shape)
        return self._plain(field, value) if said is None else said(field, value, titles or {})

    def _plain(self, field: Field, value: Any) -> str:
        match field.shape:
            case Shape.CODE:
                return self.code(field.code_list or "", value)
            case Shape.DATE:
                return self.day(value)
            case Shape.MOMENT:
                return self.moment(value)
            case Shape.MONEY:
                return self.money(value)
            case Shape.FLAG:
                return self.words("form.yes" if value else "form.no")
            case Shape.INTEGER:
                return self.words.number(value)
            case _:
                return str(value)

    def _codes(self, field: Field, value: Any, _titles: Titles) -> str:
        return ", ".join(self.code(field.code_list, one) if field.code_list else one for one in value)

    def _ref(self, _field: Field, value: Any, titles: Titles) -> str:
        return titles.get(value, self.words("form.other_record"))

    def _refs(self, field: Field, value: Any, titles: Titles) -> str:
        return ", ".join(self._ref(field, one, titles) for one in value)

    def _elements(self, field: Field, value: Any, titles: Titles) -> str:
        return "; ".join(self.element(field, one, titles) for one in value)

    def element(self, field: Field, element: Mapping[str, Any], titles: Titles) -> str:
        """Say an element in one line."""
        said = (self._part(field, part, element.get(part.name), titles) for part in field.parts)
        return " · ".join(one for one in said if one)

    def _part(self, field: Field, part: Field, value: Any, titles: Titles) -> str:
        """Say a part; a bare yes or no says nothing without its label."""
        text = self.value(part, value, titles)
        if part.shape is not Shape.FLAG or not text:
            return text
        return f"{self._part_label(field, part)}: {text.lower()}"

    def _part_label(self, field: Field, part: Field) -> str:
        kinds = (kind for kind, declared in NOUNS.items() if field in declared.fields)
        return self.label(next(kinds, ""), f"{field.name}.{part.name}")

    def title(self, row: Row, titles: Titles | None = None) -> str:
        """Say what a record is called; one without a name is called by its kind."""
        declared = NOUNS[row.kind]
        said = (self.value(declared.by_name[name], row.fields.get(name), titles) for name in declared.about.title)
        return " · ".join(one for one in said if one) or self.noun(row.kind)


def refs_in(kind: str, fields: Mapping[str, Any], names: Iterable[str]) -> dict[str, set[str]]:
    """Return the ids that the fields *names* point to, by kind."""
    wanted: dict[str, set[str]] = {}
    for name in names:
        _gather(NOUNS[kind].by_name[name], fields.get(name), wanted)
    return wanted


def _gather(field: Field, value: Any, wanted: dict[str, set[str]]) -> None:
    if not value:
        return
    if field.shape is Shape.REF and field.to:
        wanted.setdefault(field.to, set()).add(value)
    elif field.shape is Shape.REFS and field.to:
        wanted.setdefault(field.to, set()).update(value)
    elif field.shape is Shape.ELEMENTS:
        for element in value:
            for part in field.parts:
                _gather(part, element.get(part.name), wanted)
