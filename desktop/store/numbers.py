"""Short numbers of records at the desk: the version of their creation, which the centre gave."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store.portions import portions
from desktop.store.schema import NUMBER, table_of
from sync.domain.records.catalogue import NOUNS

_CARRIED: Final = "json_extract(versions, '$.versions.\"\"')"


def numbers(connection: Connection, records: Sequence[str]) -> Mapping[str, int]:
    """Return the numbers of those records that the centre holds."""
    found: dict[str, int] = {}
    for part in portions(records):
        for line in _lines(connection, part, by_number=False):
            if isinstance(line.number, int) and line.number:  # else the centre does not hold it, or not any more
                found[line.record] = line.number
    return found


def records(connection: Connection, wanted: Sequence[int]) -> Mapping[int, str]:
    """Return the records of those numbers that this desk holds."""
    found: dict[int, str] = {}
    for part in portions(wanted):
        found |= {line.number: line.record for line in _lines(connection, part, by_number=True)}
    return found


def _lines(connection: Connection, part: tuple[Any, ...], *, by_number: bool) -> Iterator[Any]:
    places = ",".join("?" * len(part))
    for kind in NOUNS:
        key = NUMBER if by_number else "_id"
        sql = f"SELECT _id AS record, {NUMBER} AS number FROM {table_of(kind).name} WHERE {key} IN ({places})"  # noqa: S608
        yield from connection.exec_driver_sql(sql, part).all()
    key = _CARRIED if by_number else "record"
    sql = f"SELECT record, {_CARRIED} AS number FROM carried WHERE {key} IN ({places})"  # noqa: S608
    yield from connection.exec_driver_sql(sql, part).all()
