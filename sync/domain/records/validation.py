"""Checking the fields of a record against its declaration, and turning them into the struct and back."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final

import msgspec

from sync.domain.records.checks import Check, Source, checker, listed
from sync.domain.records.declaration import Noun, Record, noun_of
from sync.domain.records.fields import Field, Shape
from sync.domain.records.flat import Flat, field_of
from sync.errors import InvalidField, UnknownField

_ELEMENT_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


def check(
    noun: Noun,
    fields: dict[str, Any],
    *,
    typed: bool = True,
    today: date | None = None,
    present: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """Return *fields*, all or some of a record, in their normal form; None clears a field.

    What was not *typed* by an officer but comes from the wire may hold fields, parts and codes of a newer release:
    they are kept as they are, also when an officer edits what is *present* beside them. With *today*, dates that
    cannot lie ahead are held to it.

    Raises:
        InvalidField: a value does not fit; *field* is its path, ``nik`` or ``passports/<id>/number``.
        UnknownField: an officer's form names a field that the noun does not have.
    """
    source = Source(typed=typed, today=today)
    checks = _checks(noun.record)
    checked = {
        name: _checked(checks.get(name), name, value, _beside(source, present.get(name)))
        for name, value in fields.items()
    }
    if typed and not noun.by_name.keys() >= set(checked.get("unknown") or ()):
        raise InvalidField(field="unknown", rule="code")
    return checked


def check_paths(noun: Noun, paths: Flat) -> Flat:
    """Do the same for what came from the wire in flat form: a record, or a change of one."""
    source = Source(typed=False)
    checks = _checks(noun.record)
    checked: Flat = {}
    for path, value in paths.items():
        field = field_of(noun, path)
        if field is None or not field.is_set:
            checked[path] = _checked(checks.get(path), path, value, source)
        elif value is None:
            checked[path] = None
        else:
            checked[path] = _member(checks[field.name], path, value, source)
    return checked


def complete(noun: Noun, fields: dict[str, Any]) -> None:
    """Check that a record has what it cannot be without.

    Raises:
        InvalidField: a field is missing; rule "required".
    """
    for field in noun.fields:
        if field.required and fields.get(field.name) is None:
            raise InvalidField(field=field.name, rule="required")


def struct_of(noun: Noun, fields: dict[str, Any]) -> Record:
    """Make the struct of checked *fields*; those of a newer release are left out.

    Raises:
        InvalidField: they are not what `check` and `complete` let pass; rule "shape".
    """
    said = {name: value for name, value in fields.items() if value is not None}
    try:
        return msgspec.convert(said, noun.record)
    except msgspec.ValidationError:
        raise InvalidField(rule="shape", kind=noun.kind) from None


def fields_of(record: Record) -> dict[str, Any]:
    """Return the wire form of a struct, without what nobody has said."""
    built: dict[str, Any] = msgspec.to_builtins(record)
    return built


def _checked(check_value: Check | None, path: str, value: Any, source: Source) -> Any:
    if check_value is None:
        if source.typed and path.rpartition("/")[2] not in source.kept:
            raise UnknownField(field=path)
        return value
    if value is None:
        return None
    try:
        return check_value(value, source)
    except InvalidField as refusal:
        raise _at(path, refusal) from None


def _beside(source: Source, present: Any) -> Source:
    return source if present is None else replace(source, kept=_said_in(present))


def _said_in(value: Any) -> frozenset[str]:
    """Return the codes and the names of parts in a value that is there: what a newer release brought is among them."""
    if isinstance(value, str):
        return frozenset({value})
    if isinstance(value, dict):
        return frozenset(value).union(*(_said_in(part) for part in value.values()))
    return frozenset().union(*(_said_in(each) for each in value)) if isinstance(value, list) else frozenset()


def _at(path: str, refusal: InvalidField) -> InvalidField:
    """Name the whole path of a refusal; one inside an element has its own part of it already."""
    inside = refusal.field if refusal.field is not None and refusal.field.startswith("/") else ""
    return InvalidField(field=path + inside, rule=refusal.rule, **refusal.values)


@cache
def _checks(record: type[Record]) -> dict[str, Check]:
    return _checks_of(noun_of(record).fields)


def _checks_of(fields: tuple[Field, ...]) -> dict[str, Check]:
    return {field.name: _elements(field) if field.shape is Shape.ELEMENTS else checker(field) for field in fields}


def _elements(field: Field) -> Check:
    part_checks = _checks_of(field.parts)

    def check_all(value: Any, source: Source) -> list[dict[str, Any]]:
        elements = [_element(part_checks, each, source) for each in listed(value)]
        if len({each["id"] for each in elements}) != len(elements):
            raise InvalidField(rule="element-id")
        # A row that was added to a form and left empty says nothing.
        kept = [each for each in elements if len(each) > 1 or not source.typed]
        return sorted(kept, key=itemgetter("id"))

    return check_all


def _element(part_checks: dict[str, Check], element: Any, source: Source) -> dict[str, Any]:
    if not isinstance(element, dict):
        raise InvalidField(rule="shape")
    name = element.get("id")
    if not isinstance(name, str) or _ELEMENT_ID.fullmatch(name) is None:
        raise InvalidField(rule="element-id")
    checked = {"id": name}
    for part, value in element.items():
        if part != "id":
            said = _checked(part_checks.get(part), f"/{name}/{part}", value, source)
            if said is not None:
                checked[part] = said
    return checked


def _member(check_all: Check, path: str, value: Any, source: Source) -> Any:
    """Check what stands under the path of one code, one reference or one element: as a list of that alone."""
    name, _, member = path.partition("/")
    if isinstance(value, dict) and "id" not in value:
        elements = _checked(check_all, name, [value | {"id": member}], source)
        return {part: said for part, said in elements[0].items() if part != "id"}
    if value is not True or _checked(check_all, path, [member], source) != [member]:
        raise InvalidField(field=path, rule="shape")
    return True
