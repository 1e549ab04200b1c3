"""Changes that another desk handed to this one: they wait in the outbox beside the own ones, with their signatures.

They keep their ids, authors and signatures, and go on to other desks and to the centre as they came. So do
those of this desk's other officers, who signed them when they saved them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from desktop.store import brake
from desktop.store.portions import portions
from desktop.store.signer import Signer
from sync.changes.change import Change, Entry
from sync.identity.canonical import text_of
from sync.identity.officer import HASH_BYTES, change_hash
from sync.protocol.messages import Signature

_TURNED_AWAY: Final = (
    "SELECT o.change_id FROM outbox o JOIN handed h ON h.change_id = o.change_id "
    "WHERE o.state = 'refused' AND coalesce(o.code, '') NOT IN ('revoked', 'centre-fault') "
    "AND (o.code IS NOT 'depends' OR NOT EXISTS "
    "(SELECT 1 FROM outbox t WHERE t.state = 'refused' AND t.code IN ('revoked', 'centre-fault')))"
)


def of(connection: Connection, change_ids: Sequence[str]) -> set[str]:
    """Return those that another desk handed to this one and that the centre has not told yet."""
    found: set[str] = set()
    for part in portions(change_ids):
        sql = f"SELECT change_id FROM handed WHERE change_id IN ({','.join('?' * len(part))})"  # noqa: S608
        found |= {change_id for (change_id,) in connection.exec_driver_sql(sql, part)}
    return found


def is_any(connection: Connection) -> bool:
    """Whether anything of another desk waits here."""
    return connection.exec_driver_sql("SELECT 1 FROM handed LIMIT 1").first() is not None


def among(connection: Connection, waiting: Mapping[str, Sequence[Change]]) -> set[str]:
    """Return the records of which changes of another desk wait here."""
    if not is_any(connection):
        return set()
    known = of(connection, [change.id for changes in waiting.values() for change in changes])
    return {record for record, changes in waiting.items() if any(change.id in known for change in changes)}


def signatures(
    connection: Connection, changes: Sequence[Change], signer: Signer | None, portion: int | None = None
) -> tuple[Signature, ...]:
    """Return the signatures that go with *changes*: new ones of *signer*, and of everybody else those that are kept.

    The new ones name no changes and are over all of them, unless there is a *portion*: then over so many at a time.
    They are over nothing but what the officer signed when it was saved: all officers of a desk can write to its file.
    """
    seals = {line.change_id: line for line in _lines(connection, [change.id for change in changes])}
    signed = frozenset() if signer is None else _signed(seals.values(), signer)
    own = [change for change in changes if change.id in seals and change_hash(change) in signed]
    mine = {change.id for change in own}
    places = {change_hash(change): place for place, change in enumerate(changes) if change.id not in mine}
    each = {line.seal: line for line in seals.values() if line.change_id not in mine}
    kept = tuple(
        Signature(officer=line.officer, key=line.key, signature=line.signature, of=_places(line.hashes, places))
        for line in each.values()
    )
    if signer is None:
        return kept
    if portion is None and any(change.officer == signer.officer and change.id not in mine for change in changes):
        portion = len(changes)
    return (*(signer.batch(own) if portion is None else _in_portions(signer, changes, mine, portion)), *kept)


def _signed(lines: Iterable[Any], signer: Signer) -> frozenset[bytes]:
    """Return the hashes that the officer at the desk signed before."""
    own = {line.seal: line for line in lines if (line.officer, line.key) == (signer.officer, signer.key)}
    return frozenset(
        one
        for line in own.values()
        for hashes in (_hashes(line.hashes),)
        if signer.has_signed(hashes, line.signature)
        for one in hashes
    )


def _in_portions(signer: Signer, changes: Sequence[Change], own: set[str], portion: int) -> list[Signature]:
    places = [place for place, change in enumerate(changes) if change.id in own]
    parts = [places[start : start + portion] for start in range(0, len(places), portion)]
    return [
        msgspec.structs.replace(signer.over([change_hash(changes[place]) for place in part]), of=list[int | str](part))
        for part in parts
    ]


def _places(hashes: bytes, places: Mapping[bytes, int]) -> list[int | str]:
    return [places[one] if one in places else text_of(one) for one in _hashes(hashes)]


def _hashes(joined: bytes) -> list[bytes]:
    return [bytes(joined[at : at + HASH_BYTES]) for at in range(0, len(joined), HASH_BYTES)]


def turned_away(connection: Connection) -> list[str]:
    """Return what the centre does not take of another desk: that desk hears it itself, and mends it.

    In the tray stays what a device made that was revoked since, as nobody else may ever bring it, and what the centre
    failed at, as it can be sent again; beside such also what depends on others: the centre does not say on which.
    """
    return [change_id for (change_id,) in connection.exec_driver_sql(_TURNED_AWAY)]


def count(connection: Connection) -> int:
    """Return how many changes of other desks wait here."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM handed").scalar() or 0)


def keep_seal(connection: Connection, signature: Signature, hashes: Sequence[bytes], of_changes: Iterable[str]) -> None:
    """Keep an officer's signature over a batch, and which of the changes that came it is for."""
    values = (signature.officer, signature.key, signature.signature, b"".join(hashes))
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO seals(officer, key, signature, hashes) VALUES(?, ?, ?, ?)", values
    )
    sql = "SELECT n FROM seals WHERE signature = ?"
    seal = connection.exec_driver_sql(sql, (signature.signature,)).scalar()
    lines = [(change_id, seal) for change_id in of_changes]
    if lines:
        connection.exec_driver_sql("INSERT OR IGNORE INTO handed(change_id, seal) VALUES(?, ?)", lines)


def check_brake(connection: Connection, changes: Iterable[Change]) -> None:
    """Let pass what is a day's work.

    Raises:
        MassDeletion: the changes would delete a large share of a kind.
    """
    brake.check(connection, brake.doomed(Entry(seq=0, change=change) for change in changes))


def _lines(connection: Connection, change_ids: Sequence[str]) -> Iterable[Any]:
    for part in portions(change_ids):
        sql = (
            "SELECT o.change_id, s.n AS seal, s.officer, s.key, s.signature, s.hashes FROM outbox o "  # noqa: S608
            "LEFT JOIN handed h ON h.change_id = o.change_id JOIN seals s ON s.n = coalesce(h.seal, o.seal) "
            f"WHERE o.change_id IN ({','.join('?' * len(part))})"
        )
        yield from connection.exec_driver_sql(sql, part).all()
