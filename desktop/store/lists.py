"""Lists: keyset pages, ids of a whole result, counts; sorted and filtered in SQL, never in Python."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from desktop.store.portions import portions
from desktop.store.row import Row, read, read_json, write_json
from desktop.store.schema import table_of
from sync.domain.records.catalogue import noun
from sync.domain.records.fields import SETS, Shape
from sync.errors import InvalidField, UnknownField

_NAMED: Final = {
    "id": "_id",
    "deleted": "_deleted",  # the reason
    "sync": "_sync",
    "created_at": "_created_at",
    "created_by": "_created_by",
    "updated_at": "_updated_at",
    "updated_by": "_updated_by",
}
_FLAGS: Final = {"true": 1, "1": 1, "ya": 1, "yes": 1, "false": 0, "0": 0, "tidak": 0, "no": 0}
_MOST_NUMBER: Final = 1 << 63
_OPERATORS: Final = frozenset({"=", "!=", "<", "<=", ">", ">=", "in", "has", "part", "null", "not-null"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition on a field. `has` asks for a code, a ref or an element's text inside a list.

    `part` asks for an element whose part lies between two values: ``("expires", "2026-02-01", "2026-03-17")``.
    """

    field: str
    op: str = "="
    value: Any = None


WITH_DELETED: Final = Condition(field="deleted")
"""Deleted records, too. A condition on the field (`not-null`, `null`) also brings them in, and then chooses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows, and the cursor of the next page; None at the end."""

    rows: tuple[Row, ...]
    next: str | None


Where = Sequence[Condition]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Which records, in which order; *order* is a field, or `-field` for the other way round."""

    kind: str
    where: Where = ()
    order: str | None = None


def page(connection: Connection, listing: Listing, *, after: str | None = None, limit: int) -> Page:
    """Return up to *limit* rows of *listing* after the cursor *after*.

    Raises:
        UnknownField, InvalidField: a condition, the order or the cursor is not right.
    """
    kind = listing.kind
    column, descending = _order(kind, listing.order)
    found: list[RowMapping] = []
    for part in _parts(kind, column, None if after is None else _cursor(after), descending=descending):
        query = _matching(kind, listing.where).add_columns(*table_of(kind).c).where(*part.where).order_by(*part.order)
        found += connection.execute(query.limit(limit + 1 - len(found))).mappings().all()
        if len(found) > limit:
            break
    rows = tuple(read(kind, line) for line in found[:limit])
    if len(found) <= limit:
        return Page(rows=rows, next=None)
    last = found[limit - 1]
    return Page(rows=rows, next=write_json([last[column.name], last["_n"]]).decode())


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a sorted list that an index gives as it stands: known values first, then the unknown ones."""

    where: tuple[ColumnElement[bool], ...]
    order: tuple[ColumnElement[Any], ...]


def _parts(kind: str, column: Column[Any], after: tuple[Any, int] | None, *, descending: bool) -> Iterator[_Part]:
    number: Column[Any] = table_of(kind).c["_n"]
    order = (column.desc(), number.desc()) if descending else (column.asc(), number.asc())
    unknown = column.is_(None)
    if not column.nullable:
        yield _Part(() if after is None else (_beyond(column, number, after, descending=descending),), order)
        return
    if after is None:
        yield _Part((column.is_not(None),), order)
        yield _Part((unknown,), order[1:])
        return
    value, last = after
    beyond = number < last if descending else number > last
    if value is None:
        yield _Part((unknown, beyond), order[1:])
        return
    yield _Part((column.is_not(None), _beyond(column, number, after, descending=descending)), order)
    yield _Part((unknown,), order[1:])


def _beyond(
    column: Column[Any], number: Column[Any], after: tuple[Any, int], *, descending: bool
) -> ColumnElement[bool]:
    place, mark = tuple_(column, number), tuple_(*(literal(one) for one in after))
    return place < mark if descending else place > mark


def numbers(connection: Connection, listing: Listing) -> "array[int]":
    """Return the row numbers of the whole list in order: eight bytes a row, for a screen that jumps anywhere."""
    column, descending = _order(listing.kind, listing.order)
    number = table_of(listing.kind).c["_n"]
    found = array("q")
    for part in _parts(listing.kind, column, None, descending=descending):
        query = _matching(listing.kind, listing.where).add_columns(number).where(*part.where).order_by(*part.order)
        found.extend(connection.execute(query).scalars())
    return found


def rows_of(connection: Connection, kind: str, wanted: Sequence[int]) -> tuple[Row, ...]:
    """Return the rows of *wanted* numbers, in that order."""
    table = table_of(kind)
    found: dict[int, Row] = {}
    for part in portions(wanted):
        query = select(table).where(table.c["_n"].in_(part))
        for line in connection.execute(query).mappings():
            found[line["_n"]] = read(kind, line)
    return tuple(found[number] for number in wanted if number in found)


def titles(connection: Connection, kind: str, ids: Sequence[str]) -> dict[str, str]:
    """Return the titles of those records of *ids* that this desk holds, for lists that name other records."""
    table, about = table_of(kind), noun(kind).about
    found: dict[str, str] = {}
    for wanted in portions(ids):
        query = select(table.c["_id"], *(table.c[name] for name in about.title)).where(table.c["_id"].in_(wanted))
        for record, *said in connection.execute(query):
            found[record] = " · ".join(str(value) for value in said if value)
    return found


def count(connection: Connection, kind: str, where: Where = ()) -> int:
    """Count the rows that match."""
    return int(connection.execute(_matching(kind, where).add_columns(func.count())).scalar() or 0)


def counts(connection: Connection, kind: str, by: str, where: Where = ()) -> dict[str, int]:
    """Count the rows that match, per value of the field *by*; unknown values under an empty text."""
    column = _column(kind, by)
    query = _matching(kind, where).add_columns(column, func.count()).group_by(column)
    return {str(value or ""): number for value, number in connection.execute(query)}


def _matching(kind: str, where: Where) -> Select[Any]:
    table = table_of(kind)
    query: Select[Any] = select().select_from(table)
    if not any(condition.field == "deleted" for condition in where):
        query = query.where(table.c["_deleted"].is_(None))
    return query.where(*(_condition(kind, condition) for condition in where if condition != WITH_DELETED))


def _condition(kind: str, condition: Condition) -> ColumnElement[bool]:
    if condition.op not in _OPERATORS:
        raise InvalidField(field=condition.field, rule="operator")
    column = _column(kind, condition.field)
    field = noun(kind).by_name.get(condition.field)
    if field is not None and field.shape in SETS and condition.op == "=":
        return column.like(f'%"{_like(str(condition.value))}"%', escape="\\")
    value = _bound(kind, condition.field, condition.value)
    match condition.op:
        case "in":
            return column.in_(list(value))
        case "has":
            return column.like(f'%"{_like(str(value))}"%', escape="\\")
        case "part":
            return _part_between(column, *value)
        case "null":
            return column.is_(None)
        case "not-null":
            return column.is_not(None)
        case "!=":
            return or_(column != value, column.is_(None))
        case _:
            return _compared(column, condition.op, value)


def _part_between(column: ColumnElement[Any], part: str, first: str, last: str) -> ColumnElement[bool]:
    element = func.json_each(column).table_valued("value")
    said = func.json_extract(element.c.value, f"$.{part}")
    return exists(select(literal(1)).select_from(element).where(said.between(first, last)))


def _compared(column: ColumnElement[Any], op: str, value: Any) -> ColumnElement[bool]:
    compared: dict[str, ColumnElement[bool]] = {
        "=": column == value,
        "<": column < value,
        "<=": column <= value,
        ">": column > value,
        ">=": column >= value,
    }
    return compared[op]


def _bound(kind: str, name: str, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_bound(kind, name, one) for one in value]
    _check_plain(name, value)
    field = noun(kind).by_name.get(name)
    if field is not None and field.shape is Shape.FLAG and isinstance(value, str):
        return _flag(name, value)
    if field is not None and field.shape is Shape.INTEGER and isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            raise InvalidField(field=name, rule="integer") from None
    return value


def _flag(name: str, text: str) -> int:
    said = _FLAGS.get(text.casefold())
    if said is None:
        raise InvalidField(field=name, rule="flag")
    return said


def _check_plain(name: str, value: Any) -> None:
    """Only what SQLite can compare: text that can be written, numbers up to eight bytes."""
    plain = isinstance(value, str | int | float | None)
    if isinstance(value, int) and not isinstance(value, bool):
        plain = -_MOST_NUMBER <= value < _MOST_NUMBER
    if isinstance(value, str):
        plain = not any("\ud800" <= sign <= "\udfff" for sign in value)
    if not plain:
        raise InvalidField(field=name, rule="value")


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _column(kind: str, name: str) -> Column[Any]:
    if name in _NAMED:
        return table_of(kind).c[_NAMED[name]]
    if name not in noun(kind).by_name:
        raise UnknownField(field=name)
    return table_of(kind).c[name]


def _order(kind: str, order: str | None) -> tuple[Column[Any], bool]:
    if not order:
        return table_of(kind).c["_n"], False
    return _column(kind, order.removeprefix("-")), order.startswith("-")


def _cursor(text: str) -> tuple[Any, int]:
    try:
        key, number = read_json(text.encode())
        number = int(number)
    except (ValueError, TypeError, UnicodeError):
        raise InvalidField(field="after", rule="cursor") from None
    _check_plain("after", key)
    _check_plain("after", number)
    return key, number
