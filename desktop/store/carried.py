"""Records of kinds that only a newer release knows: carried untouched, and lifted into their table by that release."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from desktop.store import sums
from desktop.store.projection import Trunk
from desktop.store.row import read_json, write_json
from sync.domain.records.flat import Flat

_KEEP = (
    "INSERT INTO carried(kind, record, body, versions) VALUES(?, ?, ?, ?) "
    "ON CONFLICT(kind, record) DO UPDATE SET body = excluded.body, versions = excluded.versions"
)


def load(connection: Connection, kind: str, records: Sequence[str]) -> dict[str, Trunk]:
    """Return the carried records of *kind* that exist, by id."""
    found: dict[str, Trunk] = {}
    for record in records:
        line = connection.exec_driver_sql(
            "SELECT * FROM carried WHERE kind = ? AND record = ?", (kind, record)
        ).one_or_none()
        if line is not None:
            found[record] = _trunk(line)
    return found


def keep(connection: Connection, trunks: Sequence[Trunk]) -> None:
    """Write carried records of one kind, new or known."""
    if trunks:
        before = load(connection, trunks[0].kind, [trunk.record for trunk in trunks])
        moved = [(one.record, before[one.record].held if one.record in before else None, one.held) for one in trunks]
        sums.move(connection, trunks[0].kind, moved)
    for trunk in trunks:
        kept = {"versions": trunk.versions, "created": trunk.created, "updated": trunk.updated, "news": trunk.news}
        body = write_json(trunk.values).decode()
        connection.exec_driver_sql(_KEEP, (trunk.kind, trunk.record, body, write_json(kept).decode()))


def values(connection: Connection) -> Iterator[tuple[str, str, Flat]]:
    """Yield kind, id and flat values of every carried record."""
    for line in connection.exec_driver_sql("SELECT kind, record, body FROM carried"):
        yield line.kind, line.record, read_json(line.body)


def lifted(connection: Connection, kind: str) -> list[Trunk]:
    """Take the records of a kind out that this release has learnt."""
    lines = connection.exec_driver_sql("SELECT * FROM carried WHERE kind = ?", (kind,)).all()
    connection.exec_driver_sql("DELETE FROM carried WHERE kind = ?", (kind,))
    return [_trunk(line) for line in lines]


def _trunk(line: Any) -> Trunk:
    kept = read_json(line.versions)
    trunk = Trunk(
        kind=line.kind, record=line.record, values=read_json(line.body), versions=kept["versions"], exists=True
    )
    at, by = kept["created"]
    trunk.created = (at, by)
    at, by = kept["updated"]
    trunk.updated = (at, by)
    trunk.news = kept["news"]
    return trunk
