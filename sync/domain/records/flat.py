"""The flat form in which a record travels and merges: one path per scalar, per code of a set, per element of a list."""

from typing import Any

from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Field, Shape

Flat = dict[str, Any]


def flat(noun: Noun, fields: dict[str, Any]) -> Flat:
    """Take *fields* apart: ``{"needs": ["FOOD"], "passports": [{"id": "a", "number": "C1"}]}`` becomes
    ``{"needs/FOOD": True, "passports/a": {"number": "C1"}}``. None and empty lists leave nothing.
    """
    paths: Flat = {}
    for name, value in fields.items():
        field = noun.by_name.get(name)
        if field is None or not field.is_set:
            if value is not None:
                paths[name] = value
        elif field.shape is Shape.ELEMENTS:
            for element in value or ():
                paths[f"{name}/{element['id']}"] = {
                    part: said for part, said in element.items() if part != "id" and said is not None
                }
        else:
            for code in value or ():
                paths[f"{name}/{code}"] = True
    return paths


def assemble(noun: Noun, paths: Flat) -> dict[str, Any]:
    """Put a flat record together again; elements stand in the order of their ids, codes in alphabetical order.

    Paths of fields that this release does not know are kept as they are.
    """
    fields: dict[str, Any] = {}
    members: list[str] = []
    for path, value in paths.items():
        if value is not None and "/" in path:
            members.append(path)
        elif value is not None:
            fields[path] = value
    for path in sorted(members):
        value, field = paths[path], field_of(noun, path)
        if field is None:
            fields[path] = value
        elif field.shape is Shape.ELEMENTS:
            fields.setdefault(field.name, []).append({"id": path.partition("/")[2], **value})
        else:
            fields.setdefault(field.name, []).append(path.partition("/")[2])
    return fields


def field_of(noun: Noun, path: str) -> Field | None:
    """Return the field that *path* belongs to; None when this release does not know it."""
    field = noun.by_name.get(path.partition("/")[0])
    if field is None or field.is_set != ("/" in path):
        return None
    return field


def difference(before: Flat, after: Flat) -> Flat:
    """Return the paths that differ, with their new values; a path that is gone has None."""
    changed: Flat = {path: value for path, value in after.items() if before.get(path) != value}
    changed |= {path: None for path in before if path not in after}
    return changed


def applied(paths: Flat, changed: Flat) -> Flat:
    """Lay *changed* over *paths*; None takes a path away."""
    result = paths | changed
    return {path: value for path, value in result.items() if value is not None}
