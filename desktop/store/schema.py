"""The tables: one per noun, derived from its declaration, and those that keep the desk itself."""

from functools import cache
from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Table, Text

from sync.domain.records.catalogue import NOUNS, noun
from sync.domain.records.declaration import Noun
from sync.domain.records.fields import Field, Shape

VERSION: Final = 1
"""`user_version` of the file; a higher one was written by a newer release."""

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
    ("_extra", Text, True),  # JSON of paths that a newer release brought
    ("_deleted", Text, True),  # the reason, or null
    ("_created_at", Text, False),
    ("_created_by", Text, False),
    ("_updated_at", Text, False),
    ("_updated_by", Text, False),
)
OWN_COLUMNS: Final = tuple(name for name, _, _ in _OWN)
_SORTED: Final = frozenset({"full_name", "name", "status", "priority", "received_at", "owner", "nik", "state", "title"})


def _column(field: Field) -> Column[object]:
    return Column(field.name, Integer if field.shape in _NUMBERS else Text)


def _table(declared: Noun) -> Table:
    name = f"r_{declared.kind}"
    own = [Column(column, kind, nullable=nullable) for column, kind, nullable in _OWN]
    table = Table(
        name, METADATA, Column("_n", Integer, primary_key=True), *own, *(_column(field) for field in declared.fields)
    )
    Index(f"i_{name}_id", table.c["_id"], unique=True)
    for field in declared.fields:
        if field.name == declared.parent_field or field.name in _SORTED or field.shape is Shape.REF:
            Index(f"i_{name}_{field.name}", table.c[field.name])
    return table


_TABLES: Final = {kind: _table(declared) for kind, declared in NOUNS.items()}


@cache
def table_of(kind: str) -> Table:
    """Return the table of *kind*.

    Raises:
        UnknownKind: this release has no such noun.
    """
    return _TABLES[noun(kind).kind]


def _desk_table(name: str, *columns: Column[object]) -> Table:
    return Table(name, METADATA, *columns)


META: Final = _desk_table("meta", Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
SETTINGS: Final = _desk_table("settings", Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
OUTBOX: Final = _desk_table(
    "outbox",
    Column("n", Integer, primary_key=True),
    Column("change_id", Text, unique=True, nullable=False),
    Column("record", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("urgent", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),  # pending, frozen, accepted, held, later, refused
    Column("seq", Integer),
    Column("code", Text),
    Column("field", Text),
    Column("needs", Text),
    Column("at", Text, nullable=False),
)
HISTORY: Final = _desk_table(
    "history",
    Column("n", Integer, primary_key=True),
    Column("record", Text, nullable=False, index=True),
    Column("change_id", Text, unique=True, nullable=False),
    Column("seq", Integer),
    Column("body", Text, nullable=False),  # the change as it was made
    Column("effect", Text),  # what came into force, where it differs
    Column("device", Text, nullable=False),
)
AUDIT: Final = _desk_table(
    "audit",
    Column("n", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("kind", Text),
    Column("record", Text),
    Column("fields", Text, nullable=False),  # names, never values
    Column("hash", Text, nullable=False),  # of this line and the hash before
)
DRAFTS: Final = _desk_table(
    "drafts",
    Column("form", Text, primary_key=True),
    Column("officer", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("at", Text, nullable=False),
)
IN_FLIGHT: Final = _desk_table(
    "in_flight", Column("seq", Integer, primary_key=True), Column("envelope", LargeBinary, nullable=False)
)
ROUNDS: Final = _desk_table(
    "rounds",
    Column("n", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("body", Text, nullable=False),  # JSON: what was sent, received, refused, or the code of the error
)
DOCS: Final = _desk_table(
    "search_doc",
    Column("n", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("folded", Text),  # the names, folded, for the fuzzy scan; null where the record has no name
)
FULL_TEXT: Final = (
    "CREATE VIRTUAL TABLE search_text USING fts5(words, numbers, sounds, content='', contentless_delete=1, "
    "tokenize=\"unicode61 remove_diacritics 2\", prefix='2 3')",
    "INSERT INTO search_text(search_text, rank) VALUES('secure-delete', 1)",
    "INSERT INTO search_text(search_text, rank) VALUES('pgsz', 3950)",
)
