"""Checking the store from end to end: pages, structure, audit chain, search, outbox and projection."""

from collections.abc import Callable, Iterator

from sqlalchemy import Connection

from desktop.store import (
    attachments,
    audit,
    audit_proofs,
    carried,
    handed,
    opening,
    outbox,
    projection,
    records,
    scope,
    sums,
)
from desktop.store.row import Stored
from desktop.store.schema import table_of
from desktop.store.store import FILE, Store
from sync.changes.digest import Digest
from sync.domain.records.catalogue import NOUNS

_BATCH = 500


def findings(store: Store, key: Callable[[], bytearray]) -> tuple[str, ...]:
    """Return what is not sound, one word each (`audit-chain`, `search-index`, `page` ...); empty when all is."""
    found = list(dict.fromkeys(opening.check(store.folder / FILE, key())))
    with store.reading() as connection:
        if audit.broken_at(connection) is not None:
            found.append("audit-chain")
        found.extend(alarm.code for alarm in audit_proofs.alarms(connection))
        if not _search_is_whole(connection):
            found.append("search-index")
        if _has_lost_changes(connection):
            found.append("outbox")
        found.extend(_wrong_projections(connection))
        if sums.per_kind(connection) != digest(connection):
            found.append("fingerprint")
    if attachments.unsound(store):
        found.append("files")
    return tuple(found)


def digest(connection: Connection, kinds: frozenset[str] | None = None) -> dict[str, str]:
    """Return the canonical state of what the centre holds, as this desk knows it; of *kinds* only, where given."""
    total = Digest()
    for kind, stored in every_record(connection):
        if stored.is_new:
            continue
        total.add(kind, stored.row.id, projection.seen(stored) if stored.trunk is None else stored.trunk)
    for kind, record, values in carried.values(connection):
        total.add(kind, record, values)
    return total.per_kind(kinds)


def store_digest(store: Store) -> dict[str, str]:
    """Return the digest of all that the centre tells this desk."""
    with store.reading() as connection:
        return digest(connection, scope.told(connection))


def every_record(connection: Connection) -> Iterator[tuple[str, Stored]]:
    """Yield every record with its kind, in bounded memory."""
    for kind in NOUNS:
        ids = [record for (record,) in connection.exec_driver_sql(f"SELECT _id FROM {table_of(kind).name}")]  # noqa: S608
        for start in range(0, len(ids), _BATCH):
            for stored in records.load_many(connection, kind, ids[start : start + _BATCH]).values():
                yield kind, stored


def _search_is_whole(connection: Connection) -> bool:
    """Every record that is not deleted is in the search, once, and nothing else is."""
    held = 0
    for kind, declared in NOUNS.items():
        if any(declared.searched()):
            sql = f"SELECT count(*) FROM {table_of(kind).name} WHERE _deleted IS NULL"  # noqa: S608 - our own name
            held += int(connection.exec_driver_sql(sql).scalar() or 0)
    docs = connection.exec_driver_sql("SELECT count(*) FROM search_doc").scalar()
    texts = connection.exec_driver_sql("SELECT count(*) FROM search_text").scalar()
    return held == docs == texts


def _has_lost_changes(connection: Connection) -> bool:
    """An own change is in the ledger (it has its seq) or in the outbox; in neither it would be lost."""
    sql = (
        "SELECT 1 FROM history h WHERE h.save IS NOT NULL AND h.seq IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.change_id = h.change_id) AND NOT h.given_up LIMIT 1"
    )
    return connection.exec_driver_sql(sql).first() is not None


def _wrong_projections(connection: Connection) -> Iterator[str]:
    """A row with waiting changes must be the centre's values with these changes over them."""
    lines = connection.exec_driver_sql("SELECT DISTINCT kind, record FROM outbox WHERE state != 'refused'").all()
    by_kind: dict[str, list[str]] = {}
    for kind, record in lines:
        by_kind.setdefault(kind, []).append(record)
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), _BATCH):
            if not _are_projected(connection, kind, ids[start : start + _BATCH]):
                yield "projection"
                return


def _are_projected(connection: Connection, kind: str, ids: list[str]) -> bool:
    held = records.load_many(connection, kind, ids)
    waiting = outbox.waiting(connection, ids)
    of_several = handed.among(connection, waiting)
    for record in ids:
        stored = held.get(record)
        if record in of_several:  # by the rules of merging, with every answer anew
            continue
        shown = projection.project(
            projection.trunk_of(kind, record, stored), stored, waiting.get(record, []), "waiting"
        )
        if stored is None or shown is None or projection.seen(shown) != projection.seen(stored):
            return False
    return True
