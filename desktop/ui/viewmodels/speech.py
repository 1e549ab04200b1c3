"""Speech: how the values of records are said to people, in one language and at one mission's time."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QLocale, QTime

from desktop.store.row import Row
from desktop.words import Words
from sync.clock import moment
from sync.domain.codes import code_list
from sync.domain.money import minor_digits
from sync.domain.partial_date import PartialDate, parts
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.declaration import Record
from sync.domain.records.fields import Field, Shape

_COMMON = frozenset(Record.__struct_fields__)

Titles = Mapping[str, str]
"""The titles of the records that a value points to, by id."""


class Speech:
    """Says labels, codes, dates and amounts. Any thread may ask: nothing here changes."""

    def __init__(self, words: Words, zone: str) -> None:
        self.words = words
        self.lang = words.lang
        self._zone = ZoneInfo(zone)
        self._locale = QLocale("en_GB" if words.lang == "en" else "id_ID")
        self._by_shape: dict[Shape, Callable[[Field, Any, Titles], str]] = {
            Shape.CODES: self._codes,
            Shape.REF: self._ref,
            Shape.REFS: self._refs,
            Shape.ELEMENTS: self._elements,
        }

    # --- names of things

    def noun(self, kind: str) -> str:
        """Return the name of one record of *kind*."""
        return self.words(f"noun.{kind}")

    def nouns(self, kind: str) -> str:
        """Return the name of several."""
        return self.words(f"noun.{kind}.many")

    def inside(self, name: str) -> str:
        """Return the name of a noun as it stands within a sentence; P3MI stays as it is."""
        return name[:1].lower() + name[1:] if name[1:2].islower() else name

    def label(self, kind: str, path: str) -> str:
        """Return the label of a field or of a part, ``passports.number``."""
        own = f"field.{kind}.{path}"
        return self.words(own if own in self.words else f"field.{path}")

    def help(self, kind: str, path: str) -> str:
        """Return the help of a field; empty when it needs none."""
        name = path.partition(".")[0]
        own = f"help.{path}" if name in _COMMON else f"help.{kind}.{path}"
        return self.words(own) if own in self.words else ""

    def group(self, kind: str, name: str) -> str:
        """Return the heading of a group of fields."""
        return self.words(f"group.{kind}.{name}")

    # --- values

    def code(self, name: str, code: str) -> str:
        """Return the words of a code."""
        return code_list(name).label(code, self.lang)

    def day(self, text: str) -> str:
        """Say a partial date: "17 Mei 1990", "Mei 1990", "1990", "± 1990"."""
        said = parts(PartialDate(text))
        date = QDate(said.year, said.month or 1, said.day or 1)
        form = "d MMM yyyy" if said.day else "MMMM yyyy" if said.month else "yyyy"
        shown = self._locale.toString(date, form)
        return f"± {shown}" if said.approximate else shown

    def local(self, when: datetime) -> datetime:
        """Return *when* as the mission's wall clock shows it."""
        return when.astimezone(self._zone)

    def moment(self, text: str) -> str:
        """Say a moment as the mission's wall clock shows it."""
        return self.when(moment(text))

    def when(self, when: datetime) -> str:
        """Say day and hour of *when*."""
        local = self.local(when)
        return f"{self.date(when)}, {self._locale.toString(QTime(local.hour, local.minute), 'HH:mm')}"

    def date(self, when: datetime) -> str:
        """Say the day of *when*."""
        local = self.local(when)
        return self._locale.toString(QDate(local.year, local.month, local.day), "d MMM yyyy")

    def money(self, value: Mapping[str, Any]) -> str:
        """Say an amount with its currency."""
        digits = minor_digits(value["currency"])
        amount = value["minor"] / 10**digits
        return f"{value['currency']} {self._locale.toString(amount, 'f', digits)}"

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
                return self._locale.toString(value)
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
