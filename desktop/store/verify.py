"""Checking the store from end to end: pages, structure, audit chain, search, outbox and projection."""

from collections.abc import Callable, Iterator

from sqlalchemy import Connection

from desktop.store import audit, opening, projection, records
from desktop.store.row import Stored
from desktop.store.schema import table_of
from desktop.store.store import FILE, Store
from sync.changes.change import DELETED, Change
from sync.changes.digest import Digest
from sync.domain.records.catalogue import NOUNS
from sync.protocol.messages import read_change

_BATCH = 500


def findings(store: Store, key: Callable[[], bytearray]) -> tuple[str, ...]:
    """Return what is not sound, one word each (`audit-chain`, `search-index`, `page` ...); empty when all is."""
    found = list(dict.fromkeys(opening.check(store.folder / FILE, key())))
    with store.reading() as connection:
        if audit.broken_at(connection) is not None:
            found.append("audit-chain")
        if not _search_is_whole(connection):
            found.append("search-index")
        found.extend(_wrong_projections(connection))
    return tuple(found)


def digest(connection: Connection) -> dict[str, str]:
    """Return the canonical state of what the centre holds, as this desk knows it."""
    total = Digest()
    for kind, stored in every_record(connection):
        if stored.is_new:
            continue
        if stored.trunk is not None:
            values = stored.trunk
        elif stored.row.deleted is not None:
            values = stored.values | {DELETED: stored.row.deleted}
        else:
            values = stored.values
        total.add(kind, stored.row.id, values)
    return total.per_kind()


def store_digest(store: Store) -> dict[str, str]:
    """Return the digest of a whole store."""
    with store.reading() as connection:
        return digest(connection)


def every_record(connection: Connection) -> Iterator[tuple[str, Stored]]:
    """Yield every record with its kind, in bounded memory."""
    for kind in NOUNS:
        ids = [record for (record,) in connection.exec_driver_sql(f"SELECT _id FROM {table_of(kind).name}")]  # noqa: S608
        for start in range(0, len(ids), _BATCH):
            for stored in records.load_many(connection, kind, ids[start : start + _BATCH]).values():
                yield kind, stored


def _search_is_whole(connection: Connection) -> bool:
    docs, texts = connection.exec_driver_sql(
        "SELECT (SELECT count(*) FROM search_doc), (SELECT count(*) FROM search_text)"
    ).one()
    return bool(docs == texts)


def _wrong_projections(connection: Connection) -> Iterator[str]:
    """A row with waiting changes must be the centre's values with these changes over them."""
    waiting: dict[tuple[str, str], list[Change]] = {}
    for (body,) in connection.exec_driver_sql("SELECT body FROM outbox WHERE state != 'refused' ORDER BY n"):
        change = read_change(body.encode())
        waiting.setdefault((change.kind, change.record), []).append(change)
    for (kind, record), changes in waiting.items():
        stored = records.load(connection, kind, record)
        shown = projection.project(projection.trunk_of(kind, record, stored), stored, changes, "waiting")
        if stored is None or shown is None or shown.values != stored.values:
            yield "projection"
            return
