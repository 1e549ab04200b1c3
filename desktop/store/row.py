"""A record as the store gives it out, and how it stands in its table."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping

from desktop.store.schema import PLAIN
from sync.changes.change import Version
from sync.domain.records.catalogue import NOUNS, noun
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Shape
from sync.domain.records.flat import Flat, flat
from sync.domain.rules.restricted import SEALED

CREATED: Final = ""
"""The key of the version of creation in a row's versions."""

write_json = msgspec.json.Encoder(order="sorted").encode
read_json = msgspec.json.Decoder().decode

_BOUND: Final = (str, int, type(None))  # what a column takes as it is


def open_values(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return *values*, by field or path, without those that only the programme reads."""
    return {name: value for name, value in values.items() if name not in _inner(kind)}


def open_names(kind: str, names: Iterable[str]) -> list[str]:
    """Return those of *names* that are fields for people."""
    return [name for name in names if name not in _inner(kind)]


@cache
def _inner(kind: str) -> frozenset[str]:
    known = NOUNS.get(kind)
    return frozenset(field.name for field in known.fields if field.is_inner) if known else frozenset()


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One record: its fields as wire values, and how it stands with the centre."""

    kind: str
    id: str
    rev: int
    sync: str  # local, waiting, centre, conflict, refused, held
    fields: dict[str, Any]
    deleted: str | None = None
    created_at: str = ""
    created_by: str = ""
    updated_at: str = ""
    updated_by: str = ""
    hidden: tuple[str, ...] = ()  # fields that the officer may not see

    def shown(self) -> dict[str, Any]:
        """The record as the command line shows it."""
        head: dict[str, Any] = {"id": self.id, "kind": self.kind, "rev": self.rev, "sync": self.sync}
        if self.deleted is not None:
            head["deleted"] = self.deleted
        if self.hidden:
            head["hidden"] = open_names(self.kind, self.hidden)
        if self.fields.get(SEALED):
            head[SEALED] = True  # there is more, under a key that this officer does not have
        return (
            head | {"created_at": self.created_at, "updated_at": self.updated_at} | open_values(self.kind, self.fields)
        )

    @property
    def title(self) -> str:
        """The title fields in one line."""
        about = noun(self.kind).about
        said = [str(self.fields[name]) for name in about.title if self.fields.get(name)]
        return " · ".join(said) or self.id[-8:]


class Stored(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row with what only the store needs: versions, and the trunk while own changes wait."""

    row: Row
    values: Flat
    versions: dict[str, Version]
    trunk: Flat | None = None  # None: the row itself is what the centre holds
    trunk_versions: dict[str, int] | None = None
    is_new: bool = False  # the centre does not hold it yet

    def version(self, path: str) -> Version:
        """Return the version of *path*."""
        return self.versions.get(path, self.versions.get(CREATED, 0))

    def seqs(self) -> dict[str, int]:
        """Return the versions that the centre gave."""
        return {path: version for path, version in self.versions.items() if isinstance(version, int)}


def read(kind: str, line: RowMapping) -> Row:
    """Make a row of a line of its table."""
    fields: dict[str, Any] = {}
    for name, is_plain in _plan(kind):
        value = line[name]
        if value is not None:
            fields[name] = value if is_plain else read_json(value)
    for name in _flags(kind):
        if name in fields:
            fields[name] = bool(fields[name])
    if line["_extra"]:
        fields |= read_json(line["_extra"])
    return Row(
        kind=kind,
        id=line["_id"],
        rev=line["_rev"],
        sync=line["_sync"],
        fields=fields,
        deleted=line["_deleted"],
        created_at=line["_created_at"],
        created_by=line["_created_by"],
        updated_at=line["_updated_at"],
        updated_by=line["_updated_by"],
    )


def read_stored(kind: str, line: RowMapping) -> Stored:
    """Make a row with its versions of a line of its table."""
    row = read(kind, line)
    trunk = read_json(line["_trunk"]) if line["_trunk"] else None
    return Stored(
        row=row,
        values=flat(noun(kind), row.fields),
        versions=read_json(line["_versions"]),
        trunk=None if trunk is None else trunk["values"],
        trunk_versions=None if trunk is None else trunk["versions"],
        is_new=bool(trunk and trunk["new"]),
    )


def columns_of(declared: Noun, fields: dict[str, Any]) -> list[Any]:
    """Return the values of the columns of *fields*, in the order of the declaration, and the carried rest last."""
    places = _places(declared.kind)
    columns: list[Any] = [None] * (len(places) + 1)
    rest: dict[str, Any] = {}
    for name, value in fields.items():
        at, is_plain = places.get(name, (-1, True))
        if at >= 0 and not is_plain and value is not None:
            columns[at] = write_json(value).decode()
        elif at >= 0 and isinstance(value, _BOUND):
            columns[at] = value
        else:  # a newer release has put something else there: carried
            rest[name] = value
    columns[-1] = write_json(rest).decode() if rest else None
    return columns


@cache
def _plan(kind: str) -> tuple[tuple[str, bool], ...]:
    return tuple((field.name, field.shape in PLAIN) for field in noun(kind).fields)


@cache
def _places(kind: str) -> dict[str, tuple[int, bool]]:
    """Where each field stands among the columns, and whether it stands there as it is."""
    return {name: (at, is_plain) for at, (name, is_plain) in enumerate(_plan(kind))}


@cache
def _flags(kind: str) -> tuple[str, ...]:
    return tuple(field.name for field in noun(kind).fields if field.shape is Shape.FLAG)
