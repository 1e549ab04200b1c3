"""What a row adds to a record that is there, and where it says otherwise; nothing that is there is ever replaced."""

from dataclasses import dataclass
from typing import Any, Final

from desktop.actions.imports.matching import compact, fold
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Field, Search, Shape

_TAIL: Final = 8  # digits of a phone that are the same in every way of writing it
_OURS: Final = frozenset({"mission", "origin"})  # said by the desk, not by the list


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The fields to fill, with whole lists, and the names of what differs."""

    fills: dict[str, Any]
    differs: tuple[str, ...]

    @property
    def is_nothing_new(self) -> bool:
        """Whether the row says only what is known."""
        return not self.fills and not self.differs


def compare(noun: Noun, known: dict[str, Any], said: dict[str, Any], *, certain: bool) -> Comparison:
    """Compare what a row *said* with what is *known*; another passport is another person unless it is *certain*."""
    fills: dict[str, Any] = {}
    differs: list[str] = []
    for name, value in said.items():
        field, before = noun.by_name[name], known.get(name)
        if name in _OURS:
            continue
        if before is None:
            fills[name] = value
        elif field.shape is Shape.ELEMENTS:
            merged, differing = _elements(field, before, value)
            is_new_paper = name == "passports" and len(merged) > len(before) and not certain
            differs += [name] if is_new_paper else differing
            if merged != before:
                fills[name] = merged
        elif field.is_set:
            if not set(value) <= set(before):
                fills[name] = sorted({*before, *value})
        elif not _same(field, before, value):
            differs.append(name)
    return Comparison(fills=fills, differs=tuple(differs))


def _same(field: Field, before: Any, value: Any) -> bool:
    if before == value:
        return True
    if not isinstance(before, str) or not isinstance(value, str):
        return False
    if field.shape is Shape.DATE:
        return before.startswith(value.removesuffix("~"))  # the year alone says nothing against the day
    if field.search is Search.NAME:
        return fold(before) == fold(value)
    return field.shape in (Shape.TEXT, Shape.LONG_TEXT) and compact(before) == compact(value)


def _elements(field: Field, before: list[dict[str, Any]], said: list[dict[str, Any]]) -> tuple[list[Any], list[str]]:
    merged = [dict(element) for element in before]
    differs: list[str] = []
    for element in said:
        same = next((one for one in merged if _is_same_element(one, element)), None)
        if same is None:
            merged.append(element)
            continue
        for part, value in element.items():
            if part == "id" or (field.name == "contacts" and part == "kind" and "kind" in same):
                continue  # a list seldom knows that a number is also on WhatsApp
            by_name = next(one for one in field.parts if one.name == part)
            if part not in same:
                same[part] = value
            elif part not in ("number", "value") and not _same(by_name, same[part], value):
                differs.append(f"{field.name}.{part}")
    return merged, differs


def _is_same_element(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["id"] == other["id"]:
        return True
    for part in ("number", "value"):
        if part in one and part in other:
            first, second = compact(one[part]), compact(other[part])
            tails = first[-_TAIL:] == second[-_TAIL:] and first[-_TAIL:].isdigit() and len(first[-_TAIL:]) == _TAIL
            return first == second or (part == "value" and tails)
    return False
