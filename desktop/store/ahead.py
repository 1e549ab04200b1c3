"""Urgent records of which the centre told how they stand before their turn: what is told again later changes nothing.

The state holds every entry of its record up to the end of the ledger as it was then. So news up to there go into the
history and are not laid: else a record would show an older value for as long as the rest takes to come.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from desktop.store import snaps
from desktop.store.device import Meta
from desktop.store.portions import portions
from desktop.store.row import read_json, write_json
from sync.changes.change import Entry
from sync.protocol.messages import Answer

_TOLD: Final = "told_ahead"
_KEEP: Final = (
    "INSERT INTO ahead(record, seq) VALUES(?, ?) ON CONFLICT(record) DO UPDATE SET seq = max(seq, excluded.seq)"
)
_SETTLE: Final = (
    "UPDATE history SET seq = (SELECT seq FROM outbox o WHERE o.change_id = history.change_id) "
    "WHERE change_id IN (SELECT change_id FROM outbox WHERE record = ? AND state = 'accepted' AND seq <= ?)"
)


def told(connection: Connection) -> tuple[int, ...]:
    """Return up to which entry each lane was told; nothing where that is not beyond the cursor."""
    kept = Meta(connection).text(_TOLD)
    return tuple(read_json(kept)) if kept else ()


def take(connection: Connection, answer: Answer) -> int:
    """Bring records to the states that were told ahead; own waiting changes stay laid over them. Return how many.

    Raises:
        MassDeletion: they would delete a large share of a kind; nothing is taken in.
    """
    lines = [(snap.id, max(answer.head, *snap.versions.values(), snap.created)) for snap in answer.ahead]
    if lines:
        connection.exec_driver_sql(_SETTLE, lines)
        connection.exec_driver_sql("DELETE FROM outbox WHERE record = ? AND state = 'accepted' AND seq <= ?", lines)
        snaps.lay(connection, answer.ahead)
        connection.exec_driver_sql(_KEEP, lines)
    if answer.told:
        Meta(connection).keep(_TOLD, write_json(answer.told).decode())
    return len(lines)


def not_told(connection: Connection, entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries that are not yet part of a state that was told ahead."""
    records = sorted({entry.change.record for entry in entries})
    upto: dict[str, int] = {}
    for part in portions(records):
        sql = f"SELECT record, seq FROM ahead WHERE record IN ({','.join('?' * len(part))})"  # noqa: S608 - only marks
        upto |= {line.record: line.seq for line in connection.exec_driver_sql(sql, part)}
    return [entry for entry in entries if entry.seq > upto.get(entry.change.record, 0)]


def reached(connection: Connection, cursor: int) -> None:
    """The news have come up to *cursor*: what was told ahead of it is no longer."""
    connection.exec_driver_sql("DELETE FROM ahead WHERE seq <= ?", (cursor,))
    if max(told(connection), default=0) <= cursor:
        Meta(connection).keep(_TOLD, "")


def forget(connection: Connection) -> list[str]:
    """Let all news be laid again, and return the records of which some were told ahead."""
    records = list(connection.exec_driver_sql("SELECT record FROM ahead ORDER BY record").scalars())
    connection.exec_driver_sql("DELETE FROM ahead")
    Meta(connection).keep(_TOLD, "")
    return records
