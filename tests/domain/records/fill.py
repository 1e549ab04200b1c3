"""Filling any noun with values that fit its declaration, so that a test can speak of every field of the house."""

from typing import Any

from hypothesis import strategies as st

from sync.domain.codes import code_list
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Field, Shape

ID = "0190a1b2-c3d4-7abc-8def-0123456789ab"
_EXAMPLES = {
    "nik": "3301055705900003",
    "sixteen-digits": "3301050101100007",
    "case-number": "KUL-2603-A70412-K",
    "region": "33.01.05.2003",
    "geo": "3.1390,101.6869",
    "record-id": ID,
    "json": '{"a": 1}',
    "hex": "5f" * 16,
}
_PLAIN: dict[Shape, Any] = {
    Shape.TEXT: "x",
    Shape.LONG_TEXT: "x\ny",
    Shape.FLAG: True,
    Shape.DATE: "1990-05~",
    Shape.MOMENT: "2026-03-10T06:42:00.000Z",
    Shape.MONEY: {"minor": 170000, "currency": "MYR"},
    Shape.REF: ID,
    Shape.REFS: [ID],
}


def example(field: Field) -> Any:
    """Return one value that fits *field*."""
    for rule in field.rules:
        if rule in _EXAMPLES:
            return _EXAMPLES[rule]
    match field.shape:
        case Shape.CODE:
            return code_list(str(field.code_list)).codes[0].code
        case Shape.CODES:
            return [code_list(field.code_list).codes[0].code] if field.code_list else ["full_name"]
        case Shape.INTEGER:
            return field.range.most if field.range else 1
        case Shape.ELEMENTS:
            return [{"id": "e1"} | {part.name: example(part) for part in field.parts}]
        case _:
            return _PLAIN[field.shape]


def full(noun: Noun) -> dict[str, Any]:
    """Return a record of *noun* with a value in every field."""
    filled = {field.name: example(field) for field in noun.fields}
    return filled | {"unknown": [noun.fields[0].name]}


def _values(field: Field) -> st.SearchStrategy[Any]:
    tokens = st.text("ABCDEFGHIJ_0123456789", min_size=1, max_size=8)
    match field.shape:
        case Shape.CODES | Shape.REFS:
            return st.lists(tokens, min_size=1, max_size=5, unique=True).map(sorted)
        case Shape.ELEMENTS:
            parts = st.fixed_dictionaries({}, optional={part.name: st.just(example(part)) for part in field.parts})
            return st.dictionaries(tokens, parts, min_size=1, max_size=4).map(
                lambda by_id: [{"id": key} | by_id[key] for key in sorted(by_id)]
            )
        case _:
            return st.just(example(field)) | st.text(max_size=20)


def records(noun: Noun) -> st.SearchStrategy[dict[str, Any]]:
    """Return records of *noun* in normal form, with some of their fields."""
    return st.fixed_dictionaries({}, optional={field.name: _values(field) for field in noun.fields})
