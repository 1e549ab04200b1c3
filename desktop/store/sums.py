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
    before_all = _kept(connection)
    digest = Digest(before_all)
    for record, before, after in moved:
        digest.replace(kind, record, before, after)
    after_all = digest.shares()
    changed = {share for share in before_all | after_all if before_all.get(share) != after_all.get(share)}
    if changed:
        connection.exec_driver_sql(_KEEP, [(share, after_all.get(share, "0")) for share in sorted(changed)])


def per_kind(connection: Connection, kinds: frozenset[str] | None = None) -> dict[str, str]:
    """Return the digest, as it was moved on; of what these *kinds* may be told, where they are given."""
    return Digest(_kept(connection)).per_kind(kinds)


def _kept(connection: Connection) -> dict[str, str]:
    """Return the shares of which the digest is made, see `Digest`."""
    lines = connection.exec_driver_sql("SELECT kind, total FROM sums WHERE total != '0'")
    return {line.kind: line.total for line in lines}
