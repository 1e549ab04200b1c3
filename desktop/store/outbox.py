"""The outbox: own changes that the centre has not taken into its ledger yet, or has refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import keeping
from desktop.store.device import Meta
from desktop.store.portions import portions
from desktop.store.row import write_json
from desktop.store.signer import Signer
from sync.changes.change import Change
from sync.domain.records.flat import Flat
from sync.identity.officer import hash_of
from sync.protocol.messages import read_change

_PUT: Final = "INSERT INTO outbox(change_id, record, kind, urgent, state, seal) VALUES(?, ?, ?, 0, 'pending', ?)"
_PAST: Final = "INSERT INTO history(record, change_id, body, device, was, save, since) VALUES(?, ?, ?, ?, ?, ?, ?)"
_TAKEN_SINCE: Final = (
    "SELECT h.body FROM history h LEFT JOIN outbox o ON o.change_id = h.change_id "
    "WHERE h.record = ? AND h.n > ? AND h.save IS NOT NULL AND (h.seq IS NOT NULL OR o.state = 'accepted')"
)


GIVEN: Final = "given"
"""The code of a change of which somebody may have a copy, though the centre has said nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A change of this desk, with the values that stood there before, and the first change of the same save."""

    change: Change
    was: Flat
    save: str


def put(connection: Connection, device: str, own: Sequence[Own], signer: Signer | None) -> None:
    """Put changes into the outbox and the history, signed by the officer who made them."""
    past, hashes, since = [], [], Meta(connection).text("centre_time")
    for one in own:
        change = one.change
        body = write_json(change)
        keeping.check_size(body)
        was = write_json(one.was).decode()
        past.append((change.record, change.id, body.decode(), device, was, one.save, since))
        hashes.append(hash_of(body))
    seals = [] if signer is None else signer.seal(connection, hashes)
    queue(connection, [one.change for one in own], seals)
    connection.exec_driver_sql(_PAST, past)


def queue(connection: Connection, changes: Sequence[Change], seals: Sequence[int] = ()) -> None:
    """Let changes wait behind what waits; *seals*: the numbers of the signatures over them."""
    lines = [(one.id, one.record, one.kind, seal) for one, seal in zip_longest(changes, seals)]
    connection.exec_driver_sql(_PUT, lines)


def waits_beyond(connection: Connection, count: int) -> bool:
    """Whether more than *count* changes wait to be sent."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE state = 'pending' LIMIT ?)"
    return int(connection.exec_driver_sql(sql, (count + 1,)).scalar() or 0) > count


def next_pending(connection: Connection, most_changes: int, most_bytes: int) -> tuple[list[Change], int]:
    """Return the changes to send next, and their bytes: those of urgent records first (`urgency`), then in order.

    A record's own order is kept: behind a change that is held, put off or unanswered the later ones wait, too.
    """
    changes: list[Change] = []
    size = 0
    for body in _bodies(connection, most_changes):
        if changes and (size + len(body) > most_bytes or len(changes) == most_changes):
            break
        size += len(body)
        changes.append(read_change(body.encode()))
    return changes, size


_FREE: Final = (
    "o.state = 'pending' AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.record = o.record AND s.n < o.n "
    "AND s.state IN ('frozen', 'held', 'later', 'unsigned'))"
)
_IS_URGENT: Final = "o.record IN (SELECT record FROM outbox WHERE urgent AND state = 'pending')"


def is_any_free(connection: Connection) -> bool:
    """Whether a change may go that is not of a record of which one is on its way."""
    return connection.exec_driver_sql(f"SELECT 1 FROM outbox o WHERE {_FREE} LIMIT 1").first() is not None  # noqa: S608


def _bodies(connection: Connection, most: int) -> Iterable[str]:
    for lane in (_IS_URGENT, f"NOT {_IS_URGENT}"):
        sql = (
            "SELECT h.body FROM outbox o JOIN history h ON h.change_id = o.change_id "  # noqa: S608 - own words
            f"WHERE {_FREE} AND {lane} ORDER BY o.n LIMIT ?"
        )
        for (body,) in connection.exec_driver_sql(sql, (most,)).all():
            yield body


def waiting(connection: Connection, records: Sequence[str]) -> dict[str, list[Change]]:
    """Return by record the own changes that still lie over what the centre holds, in order.

    A refused one lies over nothing any more.
    """
    found: dict[str, list[Change]] = {}
    for line in _of(connection, records, "h.body", "o.state != 'refused'"):
        found.setdefault(line.record, []).append(read_change(line.body.encode()))
    return found


def states(connection: Connection, records: Sequence[str]) -> dict[str, str]:
    """Return the records of which a change was refused or is held."""
    found: dict[str, str] = {}
    for line in _of(connection, records, "o.state", "o.state IN ('refused', 'held')"):
        found[line.record] = "refused" if found.get(line.record) == "refused" else line.state
    return found


def unsent(connection: Connection, records: Sequence[str]) -> set[str]:
    """Return the records of which a change is not in the ledger yet."""
    return {line.record for line in _of(connection, records, "o.state", "o.state NOT IN ('accepted', 'refused')")}


def replaced(connection: Connection, records: Sequence[str]) -> list[str]:
    """Return the refused changes all of whose paths have got other values from here since, which the centre has."""
    found = []
    for line in _of(connection, records, "o.change_id, h.n, h.body", "o.state = 'refused'"):
        paths = read_change(line.body.encode()).values.keys()
        later = connection.exec_driver_sql(_TAKEN_SINCE, (line.record, line.n)).scalars()
        said = {path for body in later for path in read_change(body.encode()).values}
        if paths and paths <= said:
            found.append(str(line.change_id))
    return found


def _of(connection: Connection, records: Sequence[str], column: str, condition: str) -> Iterable[Any]:
    for part in portions(records):
        sql = (
            f"SELECT o.record, {column} FROM outbox o JOIN history h ON h.change_id = o.change_id "  # noqa: S608
            f"WHERE o.record IN ({','.join('?' * len(part))}) AND {condition} ORDER BY o.n"
        )
        yield from connection.exec_driver_sql(sql, part).all()


def by_officer(connection: Connection) -> dict[str, int]:
    """Return how many changes of each officer of this desk are not in the ledger yet."""
    sql = (
        "SELECT json_extract(h.body, '$.officer') AS officer, count(*) AS number FROM outbox o "
        "JOIN history h ON h.change_id = o.change_id "
        "WHERE o.state NOT IN ('accepted', 'refused') AND o.change_id NOT IN (SELECT change_id FROM handed) GROUP BY 1"
    )
    return {line.officer: line.number for line in connection.exec_driver_sql(sql)}


def is_any_of(connection: Connection, officer: str) -> bool:
    """Whether something that an officer signed is still to be sent."""
    sql = (
        "SELECT 1 FROM outbox o JOIN history h ON h.change_id = o.change_id WHERE o.state NOT IN "
        "('accepted', 'refused', 'unsigned') AND json_extract(h.body, '$.officer') = ? LIMIT 1"
    )
    return connection.exec_driver_sql(sql, (officer,)).first() is not None


def is_refused(connection: Connection, record: str) -> bool:
    """Whether a change of the record lies in the tray."""
    sql = "SELECT 1 FROM outbox WHERE record = ? AND state = 'refused'"
    return connection.exec_driver_sql(sql, (record,)).first() is not None


def give_up(connection: Connection, change_ids: Sequence[str]) -> None:
    """Take refused changes out of the outbox for good; they stay in the history."""
    lines = [(change,) for change in change_ids]
    if lines:
        connection.exec_driver_sql("UPDATE history SET given_up = 1 WHERE change_id = ?", lines)
        leave(connection, change_ids)


def forget(connection: Connection, record: str) -> None:
    """Give up everything of a record that waits or was refused."""
    lines = connection.exec_driver_sql("SELECT change_id FROM outbox WHERE record = ?", (record,)).all()
    give_up(connection, [change for (change,) in lines])


def given(connection: Connection, change_ids: Iterable[str]) -> None:
    """Note that copies of changes have left this desk: they stay what they are."""
    lines = [(GIVEN, change) for change in change_ids]
    if lines:
        connection.exec_driver_sql("UPDATE outbox SET code = ? WHERE change_id = ? AND state != 'refused'", lines)


def leave(connection: Connection, change_ids: Iterable[str]) -> None:
    """Take changes out of the outbox: they are in the ledger."""
    lines = [(change,) for change in change_ids]
    if lines:
        connection.exec_driver_sql("DELETE FROM outbox WHERE change_id = ?", lines)
