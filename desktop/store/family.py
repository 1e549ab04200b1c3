"""The family of a record: what hangs on it, and on that, as the rows stand."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import Connection

from desktop.store import records
from desktop.store.row import Stored
from desktop.store.schema import table_of
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.flat import Flat
from sync.domain.rules.restricted import sealed_fields
from sync.domain.rules.urgency import MOST_STEPS

_LINKS: Final = ("case_id", "owner_id")


def family(connection: Connection, record: str) -> Iterator[tuple[str, Stored]]:
    """Yield every record that belongs to one and has anything to seal, itself left out."""
    seen, last = {record}, [record]
    for _ in range(MOST_STEPS):
        found = [name for name in _hanging(connection, last) if name[1] not in seen]
        last = [name for _, name in found]
        seen.update(last)
        for kind, name in found:
            stored = records.load(connection, kind, name)
            if stored is not None and sealed_fields(kind):
                yield kind, stored


def values_of(connection: Connection, kind: str, record: str) -> Flat | None:
    """Return the flat values of a record; None where there is none."""
    stored = records.load(connection, kind, record) if kind in NOUNS else None
    return None if stored is None else stored.values


def _hanging(connection: Connection, owners: Sequence[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    marks = ",".join("?" * len(owners))
    for kind, declared in NOUNS.items():
        named = {declared.parent_field, *_LINKS} & set(declared.by_name)
        for field in named - {None}:
            sql = f'SELECT _id FROM {table_of(kind).name} WHERE "{field}" IN ({marks})'  # noqa: S608 - our own names
            found += [(kind, record) for (record,) in connection.exec_driver_sql(sql, tuple(owners))]
    return list(dict.fromkeys(found))
