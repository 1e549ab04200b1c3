"""The data dictionary: one row per field of every noun, as plain values for the manual and for the portals."""

from collections.abc import Callable, Iterator

import msgspec

from sync.domain.records.catalogue import NOUNS
from sync.domain.records.declaration import Noun, Record
from sync.domain.records.fields import Field


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What is declared of one field; the labels are filled in by who holds the words."""

    kind: str
    path: str  # ``nik``, or ``passports.number`` for a part of a list
    label_id: str
    label_en: str
    shape: str
    required: bool
    code_list: str | None
    to: str | None
    sensitivity: int
    merge: str | None  # None for a part: the whole element merges by the rule of its list
    search: str | None


Say = Callable[[str], str]
"""Gives the words of a key in one language."""

_COMMON = frozenset(Record.__struct_fields__)


def label_key(kind: str, path: str) -> str:
    """Return the key of the words for a field, or a part of one: ``field.worker.passports.number``."""
    return f"field.{path}" if path.partition(".")[0] in _COMMON else f"field.{kind}.{path}"


def paths(noun: Noun) -> Iterator[tuple[str, Field]]:
    """Yield every field of *noun* and every part of its lists, with the path it is known by."""
    for field in noun.fields:
        yield field.name, field
        for part in field.parts:
            yield f"{field.name}.{part.name}", part


def rows(indonesian: Say, english: Say) -> Iterator[Row]:
    """Yield the rows of all nouns, in the order of the catalogue."""
    for kind, noun in NOUNS.items():
        for path, field in paths(noun):
            key = label_key(kind, path)
            yield _row(kind, path, field, (indonesian(key), english(key)))


def _row(kind: str, path: str, field: Field, labels: tuple[str, str]) -> Row:
    return Row(
        kind=kind,
        path=path,
        label_id=labels[0],
        label_en=labels[1],
        shape=field.shape.value,
        required=field.required,
        code_list=field.code_list,
        to=field.to,
        sensitivity=int(field.sensitivity),
        merge=None if "." in path else field.merge.value,
        search=None if field.search is None else field.search.value,
    )
