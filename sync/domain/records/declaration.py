"""Declaring a noun: `Record` and `Element` as frozen structs, and `Noun`, which reads fields out of the annotations."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin, get_type_hints

import msgspec

from sync.domain.money import Money
from sync.domain.partial_date import PartialDate
from sync.domain.records.fields import (
    Author,
    Code,
    Field,
    Inner,
    Merge,
    Moment,
    Open,
    Range,
    Ref,
    Rule,
    Safer,
    Search,
    Sensitivity,
    Shape,
    Text,
)


class Element(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a record that has its own id and merges by it: a passport, a contact, a hearing."""

    id: str


class ExternalReference(Element, frozen=True, kw_only=True, omit_defaults=True):
    """What another system calls this record; never replaces our id."""

    system: Annotated[str | None, Code("origin")] = None
    kind: Annotated[str | None, Text(40)] = None
    value: Annotated[str | None, Text(80), Search.NUMBER, Sensitivity.PERSONAL] = None
    verified_at: Moment | None = None


class Sealed(Element, frozen=True, kw_only=True, omit_defaults=True):
    """One value of a restricted case, under a case key: its id says which path only to those who hold the key."""

    key: Annotated[str | None, Text(40)] = None
    box: Annotated[str | None, Text(500_000)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a declaration says of the noun as a whole."""

    kind: str
    section: str  # the entry of the side bar under which it is found
    title: tuple[str, ...]  # fields that make its title in lists and search
    columns: tuple[str, ...]  # fields shown in its list, after the title
    parent: str | None = None  # kind of the record it belongs to; the field is `<parent>_id`
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (group name, fields) for its form; the rest goes last
    sensitivity: Sensitivity = Sensitivity.INTERNAL  # of every own field that names no class


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every record has. `None` means: nobody has said; a name in `unknown` means: asked, and not known."""

    ABOUT: ClassVar[About]

    mission: Annotated[str | None, Code("mission")] = None
    origin: Annotated[str | None, Code("origin")] = None
    ext_refs: list[ExternalReference] = []
    share_flag: Annotated[str | None, Code("share_flag"), Safer(("NONE", "STATS_ONLY", "REFERENCE", "FULL"))] = None
    share_reason: Annotated[str | None, Text(200)] = None
    unknown: Annotated[list[str], Text(60)] = []
    sealed: Annotated[list[Sealed], Author.DESK, Inner(), Open()] = []


@dataclass(frozen=True, slots=True)
class Noun:
    """A declared kind of record with its derived fields, in declaration order (the common ones last)."""

    about: About
    record: type[Record]
    fields: tuple[Field, ...]
    by_name: dict[str, Field]

    @property
    def kind(self) -> str:
        """The name of the kind on the wire, in SQL and on the command line."""
        return self.about.kind

    @property
    def parent_field(self) -> str | None:
        """The field that holds the id of the parent record."""
        return None if self.about.parent is None else f"{self.about.parent}_id"

    @property
    def open_fields(self) -> tuple[Field, ...]:
        """The fields that people may see; the others are the programme's own."""
        return tuple(f for f in self.fields if not f.is_inner)

    def searched(self) -> Iterator[Field]:
        """Yield the fields that the global search reads, elements included."""
        return (f for f in self.fields if f.search or any(part.search for part in f.parts))


_COMMON = tuple(Record.__struct_fields__)


@cache
def noun_of(record: type[Record]) -> Noun:
    """Derive the noun from its declaration.

    Raises:
        TypeError: the declaration says something that nothing can be derived from.
    """
    derived = _fields(record, record.ABOUT.sensitivity)
    ordered = tuple(sorted(derived, key=lambda f: f.name in _COMMON))
    return Noun(record.ABOUT, record, ordered, {f.name: f for f in ordered})


def _fields(struct: type[msgspec.Struct], sensitivity: Sensitivity) -> tuple[Field, ...]:
    hints = get_type_hints(struct, include_extras=True)
    required = {f.name for f in msgspec.structs.fields(struct) if f.required}
    common = _COMMON if issubclass(struct, Record) else ()
    return tuple(
        _field(name, hints[name], Sensitivity.INTERNAL if name in common else sensitivity, required=name in required)
        for name in struct.__struct_fields__
        if not (name == "id" and issubclass(struct, Element))
    )


def _field(name: str, hint: Any, sensitivity: Sensitivity, *, required: bool) -> Field:
    marks: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        marks = tuple(rest)
    plain = _without_none(hint)
    said: dict[str, Any] = {"sensitivity": sensitivity}
    for mark in marks:
        said |= _SAYS[type(mark)](mark)
    said["rules"] = tuple(mark.name for mark in marks if isinstance(mark, Rule))
    shape = _shape(name, plain, marks)
    if shape is Shape.ELEMENTS:
        said["element"] = get_args(plain)[0]
        said["parts"] = _fields(said["element"], said["sensitivity"])
        said["sensitivity"] = max([said["sensitivity"], *(part.sensitivity for part in said["parts"])])
    if shape in (Shape.TEXT, Shape.LONG_TEXT):
        said.setdefault("max", 200)
    return Field(name=name, shape=shape, required=required, **said)


_SAYS: dict[type, Callable[[Any], dict[str, Any]]] = {
    Text: lambda mark: {"max": mark.max},
    Code: lambda mark: {"code_list": mark.name},
    Ref: lambda mark: {"to": mark.kind},
    Range: lambda mark: {"range": mark},
    Safer: lambda mark: {"merge": Merge.SAFER, "safer": mark.order},
    Merge: lambda mark: {"merge": mark},
    Sensitivity: lambda mark: {"sensitivity": mark},
    Search: lambda mark: {"search": mark},
    Author: lambda mark: {"author": mark},
    Inner: lambda _mark: {"is_inner": True},
    Open: lambda _mark: {"is_open": True},
    Rule: lambda _mark: {},  # several may stand together, see _field
}


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not NoneType]
        if len(kinds) == 1:
            return kinds[0]
    return hint


_PLAIN: dict[Any, Shape] = {
    int: Shape.INTEGER,
    bool: Shape.FLAG,
    PartialDate: Shape.DATE,
    Moment: Shape.MOMENT,
    Money: Shape.MONEY,
}


def _shape(name: str, plain: Any, marks: tuple[Any, ...]) -> Shape:
    coded = any(isinstance(mark, Code) for mark in marks)
    refers = any(isinstance(mark, Ref) for mark in marks)
    if plain in _PLAIN:
        return _PLAIN[plain]
    if plain is str:
        if coded or refers:
            return Shape.CODE if coded else Shape.REF
        return Shape.LONG_TEXT if any(isinstance(m, Text) and m.lines for m in marks) else Shape.TEXT
    if get_origin(plain) is list:
        inside = get_args(plain)[0]
        if isinstance(inside, type) and issubclass(inside, Element):
            return Shape.ELEMENTS
        return Shape.REFS if refers else Shape.CODES
    raise TypeError(f"nothing can be derived from the annotation of {name}")
