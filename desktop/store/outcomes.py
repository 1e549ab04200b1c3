"""What became of our own changes: accepted, refused with all that was built on them, held, or put off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from sqlalchemy import Connection

from desktop.store import erasures, handed, laying, outbox, projection
from desktop.store.device import Meta
from desktop.store.portions import portions
from sync.changes.change import Change
from sync.changes.conflict import KIND as CONFLICT
from sync.domain.rules.restricted import is_sealed_path
from sync.protocol.messages import Result, read_change

_SETTLE: Final = "UPDATE outbox SET state = ?, seq = ?, code = ?, field = ?, needs = ? WHERE change_id = ?"
_KEEP_BACK: Final = (
    "UPDATE outbox SET state = 'refused', code = 'not-sealed' WHERE state IN ('pending', 'held', 'later') "
    "AND code IS NOT ? AND change_id = ? AND change_id NOT IN (SELECT change_id FROM handed)"
)
_STATES: Final = {
    "applied": "accepted",
    "known": "accepted",
    "conflict": "accepted",
    "refused": "refused",
    "held": "held",
    "later": "later",
}


@dataclass(slots=True)
class Settled:
    """How many changes had which outcome, and the (kind, id) of records that are shown otherwise now."""

    accepted: int = 0
    refused: int = 0
    held: int = 0
    moved: set[tuple[str, str]] = field(default_factory=set)


def settle(connection: Connection, results: Sequence[Result], *, awaited: bool = False) -> Settled:
    """Store the outcome of each change of the batch; what the answer passes over goes again.

    *awaited*: it answers the envelope on its way, and so can know of no other change than those.
    """
    if awaited:
        sent_now = set(connection.exec_driver_sql("SELECT change_id FROM outbox WHERE state = 'frozen'").scalars())
        results = [one for one in results if one.id in sent_now]
    lines = [(_STATES[one.outcome], one.seq, one.code, one.field, one.needs, one.id) for one in results]
    if lines:
        connection.exec_driver_sql(_SETTLE, lines)
    connection.exec_driver_sql("UPDATE outbox SET state = 'pending' WHERE state = 'frozen'")
    _leave_known(connection, results)
    sent = own_changes(connection, [one.id for one in results])
    states = [_STATES[one.outcome] for one in results]
    settled = Settled(accepted=states.count("accepted"), held=states.count("held"))
    settled.moved = {(change.kind, change.record) for change in sent.values()}
    for one in results:
        if one.outcome == "refused" and one.id in sent:
            _refuse(connection, sent[one.id], settled)
    erasures.turned_away(connection, results)
    outbox.give_up(connection, handed.turned_away(connection))
    outbox.give_up(connection, outbox.replaced(connection, sorted({record for _, record in settled.moved})))
    return settled


def keep_back(connection: Connection, kind: str, record: str) -> None:
    """Let nothing leave of a record that says in the open what is restricted meanwhile: it comes back to the tray.

    Not what somebody may have a copy of, nor what another desk handed over: those stay what they are.
    """
    settled = Settled()
    for change in outbox.waiting(connection, (record,)).get(record, []):
        said = any(is_sealed_path(kind, path) for path in change.values)
        if said and connection.exec_driver_sql(_KEEP_BACK, (outbox.GIVEN, change.id)).rowcount:
            _refuse(connection, change, settled)
    for moved_kind, moved in settled.moved:
        laying.lay(connection, moved_kind, (moved,), partial(projection.trunk_of, moved_kind))


def _leave_known(connection: Connection, results: Sequence[Result]) -> None:
    """A change that the centre has had all along, and whose news came long ago, waits for nothing."""
    cursor = Meta(connection).number("cursor")
    old = [one.id for one in results if one.outcome == "known" and one.seq is not None and one.seq <= cursor]
    outbox.leave(connection, old)


def _refuse(connection: Connection, refused: Change, settled: Settled) -> None:
    """What was built on a refused change cannot stand either."""
    fallen = {refused.id}
    _reopen(refused, settled)
    for change in outbox.waiting(connection, (refused.record,)).get(refused.record, []):
        built_on = refused.op == "create" or not fallen.isdisjoint(map(str, change.base.values()))
        if built_on and change.id not in fallen:
            fallen.add(change.id)
            connection.exec_driver_sql(_SETTLE, ("refused", None, "depends", None, refused.id, change.id))
            _reopen(change, settled)
    settled.refused += len(fallen)


def _reopen(refused: Change, settled: Settled) -> None:
    """A decision that was refused decides nothing: its conflicts are shown as the centre holds them."""
    settled.moved |= {(CONFLICT, conflict) for conflict in refused.resolves}


def refuse_forged(connection: Connection, told: Sequence[Change]) -> set[str]:
    """Return the ids of waiting changes that the centre tells with another content: these stay, for the officer."""
    bodies = own_changes(connection, [change.id for change in told])
    forged = [
        change.id
        for change in told
        for own in (bodies.get(change.id),)
        if own is not None and (own.record, own.op, own.values) != (change.record, change.op, change.values)
    ]
    lines = [("refused", None, "other-content", None, None, change) for change in forged]
    if lines:
        connection.exec_driver_sql(_SETTLE, lines)
    return set(forged)


def own_changes(connection: Connection, change_ids: Sequence[str]) -> dict[str, Change]:
    """Return those of our own changes that this store holds, by id."""
    found: dict[str, Change] = {}
    for part in portions(change_ids):
        sql = f"SELECT change_id, body FROM history WHERE change_id IN ({','.join('?' * len(part))})"  # noqa: S608
        for change_id, body in connection.exec_driver_sql(sql, part):
            found[change_id] = read_change(body.encode())
    return found
