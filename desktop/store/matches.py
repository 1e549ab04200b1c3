"""What tells records of one kind apart, read over a whole table, for lists that are matched with it."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from desktop.store.row import read_json
from desktop.store.schema import PLAIN, table_of
from sync.domain.records.catalogue import noun


def identities(connection: Connection, kind: str, fields: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the id and those *fields* that are said, of every record that is not deleted."""
    table = table_of(kind)
    by_name = noun(kind).by_name
    is_json = [by_name[name].shape not in PLAIN for name in fields]
    query = select(table.c["_id"], *(table.c[name] for name in fields)).where(table.c["_deleted"].is_(None))
    for record, *values in connection.execute(query):
        said = zip(fields, values, is_json, strict=True)
        yield record, {name: read_json(value) if json else value for name, value, json in said if value is not None}
