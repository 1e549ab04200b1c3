"""The fingerprint of what the centre holds, as this desk knows it: sums per kind, moved on with each record."""

from collections.abc import Iterable

from sqlalchemy import Connection

from sync.changes.digest import Digest
from sync.domain.records.flat import Flat

Moved = tuple[str, Flat | None, Flat | None]
"""A record, and its values at the centre before and after; None where the centre does not hold it."""

_KEEP = "INSERT INTO sums(kind, total) VALUES(?, ?) ON CONFLICT(kind) DO UPDATE SET total = excluded.total"


def move(connection: Connection, kind: str, records: Iterable[Moved]) -> None:
    """Move the sum of *kind* on, in the transaction that writes the records."""
    moved = [one for one in records if one[1] != one[2]]
    if not moved:
        return
    digest = Digest(per_kind(connection))
    for record, before, after in moved:
        digest.replace(kind, record, before, after)
    connection.exec_driver_sql(_KEEP, (kind, digest.per_kind().get(kind, "0")))


def per_kind(connection: Connection) -> dict[str, str]:
    """Return the digest, as it was moved on."""
    return {
        line.kind: line.total for line in connection.exec_driver_sql("SELECT kind, total FROM sums WHERE total != '0'")
    }
