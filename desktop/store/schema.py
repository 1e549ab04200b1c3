"""The tables of nouns, derived from their declarations; those that keep the desk itself stand in migrations."""

from functools import cache
from typing import Final

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text, text

from sync.domain.records.catalogue import NOUNS, noun
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Field, Shape

METADATA: Final = MetaData()
_NUMBERS: Final = frozenset({Shape.INTEGER, Shape.FLAG})
PLAIN: Final = frozenset(Shape) - {Shape.MONEY, Shape.CODES, Shape.REFS, Shape.ELEMENTS}
"""Shapes that stand in a column as they are; the others are JSON text."""

# What a record has besides its fields; the underscore keeps them apart from any field a noun may declare.
_OWN: Final = (
    ("_id", Text, False),
    ("_rev", Integer, False),  # counts the changes that this desk knows
    ("_sync", Text, False),
    ("_versions", Text, False),  # JSON: path -> seq or own change id; "" is the version of creation
    ("_trunk", Text, True),  # JSON of what the centre holds, while own changes wait
    ("_deleted", Text, True),  # the reason, or null
    ("_created_at", Text, False),
    ("_created_by", Text, False),
    ("_updated_at", Text, False),
    ("_updated_by", Text, False),
)
OWN_COLUMNS: Final = tuple(name for name, _, _ in _OWN)
NUMBER: Final = "json_extract(_versions, '$.\"\"')"
"""The version of creation: how messages name a record that the centre holds."""
EXTRA: Final = "_extra"
"""JSON of paths that a newer release brought."""
_SORTED: Final = frozenset({"full_name", "name", "status", "priority", "received_at", "owner", "nik", "state", "title"})
_SORTED_OWN: Final = ("_created_at", "_sync")  # the first order of most lists, and what has not reached the centre
_FOUND_BY: Final = frozenset({"record_id", "owner_id"})  # of a conflict, with every answer of the centre; of a file


def _column(declared: Noun, field: Field) -> Column[object]:
    if field.shape is Shape.TEXT and field.name in declared.about.title:
        return Column(field.name, Text(collation="NOCASE"))  # people do not sort "ahmad" after "Zainal"
    return Column(field.name, Integer if field.shape in _NUMBERS else Text)


def _table(declared: Noun) -> Table:
    name = f"r_{declared.kind}"
    own = [Column(column, kind, nullable=nullable) for column, kind, nullable in _OWN]
    table = Table(
        name,
        METADATA,
        Column("_n", Integer, primary_key=True),
        *own,
        *(_column(declared, field) for field in declared.fields),
        Column(EXTRA, Text),
    )
    Index(f"i_{name}_id", table.c["_id"], unique=True)
    Index(f"i_{name}_number", text(NUMBER), _table=table)
    deleted = table.c["_deleted"]  # with it in front a whole list is read from its index, without a look at the rows
    for column in _SORTED_OWN:
        Index(f"i_{name}{column}", deleted, table.c[column])
    for field in declared.fields:
        if field.shape is Shape.REF or field.name in _FOUND_BY | {declared.parent_field}:
            Index(f"i_{name}_{field.name}", table.c[field.name])
        elif field.name in _SORTED:
            Index(f"i_{name}_{field.name}", deleted, table.c[field.name])
    return table


_TABLES: Final = {kind: _table(declared) for kind, declared in NOUNS.items()}


@cache
def table_of(kind: str) -> Table:
    """Return the table of *kind*.

    Raises:
        UnknownKind: this release has no such noun.
    """
    return _TABLES[noun(kind).kind]
