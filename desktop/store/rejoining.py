"""A centre that was restored: finding the last place that its ledger shares with ours, and offering again what it lost.

Nothing is deleted. Own changes behind that place go again under their own ids; others' are sent again by their own
desks; and every record that they touched is asked for, see mending.py.
"""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from desktop.store import ahead, arriving, epochs, erasures, mending, receipts, urgency
from desktop.store.device import Meta
from desktop.store.row import read_json, write_json
from sync.changes.change import Change, Version
from sync.changes.merge import STALE
from sync.changes.runs import run_of
from sync.protocol.messages import Mark, read_change

_BRACKET: Final = "rejoining"
"""In `meta` while the place is sought: [a seq that both share, one that they do not]."""

_MARKS: Final = 32
_UNSIGNED: Final = (
    "UPDATE outbox SET state = 'unsigned' WHERE seal IS NULL AND state IN ('pending', 'held', 'later') "
    "AND change_id NOT IN (SELECT change_id FROM handed)"
)


def begin(connection: Connection) -> None:
    """The centre has lost envelopes of this desk: it was restored."""
    sought = _bracket(connection) or (0, 0)
    high = max(Meta(connection).number("cursor") + 1, sought[1])
    epochs.begin(connection)
    arriving.drop(connection, refused=False)
    erasures.forget_told(connection)
    connection.exec_driver_sql("UPDATE outbox SET state = 'pending', seq = NULL WHERE state = 'accepted'")
    _narrow(connection, 0, high)


def marks(connection: Connection) -> tuple[Mark, ...]:
    """Return the places to ask for next; none when nothing is sought."""
    bracket = _bracket(connection)
    if bracket is None:
        return ()
    low, high = bracket
    found = [] if low == 0 else [_mark(connection, low - 1, low)]
    for seq in _seqs(connection, low, high):
        found.append(_mark(connection, found[-1].seq if found else 0, seq))
    return tuple(found)


def _mark(connection: Connection, after: int, seq: int) -> Mark:
    """Return a place, and what led there from *after* on, where this desk knows all of it."""
    rows = connection.exec_driver_sql(
        "SELECT change_id FROM history WHERE seq > ? AND seq <= ? ORDER BY seq", (after, seq)
    )
    ids = list(rows.scalars())
    return Mark(seq=seq, change=ids[-1], run=run_of(ids) if len(ids) == seq - after else "")


def hear(connection: Connection, common: int) -> int:
    """Narrow the search; at its end go back to the place, and return how many own changes are offered again."""
    bracket = _bracket(connection)
    if bracket is None:
        return 0
    low, high = bracket
    seqs = _seqs(connection, low, high)
    at = bisect_left(seqs, common + 1)
    low, high = (common if common in seqs else low), (seqs[at] if at < len(seqs) else high)
    return _narrow(connection, low, high)


def _narrow(connection: Connection, low: int, high: int) -> int:
    if not _seqs(connection, low, high):
        return _go_back(connection, low)
    meta = Meta(connection)
    meta.keep("cursor", low)
    meta.keep(_BRACKET, write_json([low, high]).decode())
    return 0


def _bracket(connection: Connection) -> tuple[int, int] | None:
    kept = Meta(connection).text(_BRACKET)
    if not kept:
        return None
    low, high = read_json(kept)
    return int(low), int(high)


def _seqs(connection: Connection, low: int, high: int) -> list[int]:
    """Return places between the two that this desk knows the changes of, the last one among them."""
    lines = connection.exec_driver_sql("SELECT seq FROM history WHERE seq > ? AND seq < ? ORDER BY seq", (low, high))
    known = [line.seq for line in lines]
    last = len(known) - 1
    return sorted({known[last * place // (_MARKS - 1)] for place in range(_MARKS)}) if known else []


def _go_back(connection: Connection, place: int) -> int:
    """Make *place* the cursor; what came behind it is not in the ledger, as far as this desk knows."""
    meta = Meta(connection)
    lost = connection.exec_driver_sql(
        "SELECT record, change_id, seq, body, effect, device FROM history WHERE seq > ? ORDER BY seq", (place,)
    ).all()
    device = meta.needed("device")
    own = {line.seq: line.change_id for line in lost if line.device == device}
    _base_anew(connection, own, place)
    connection.exec_driver_sql("UPDATE history SET seq = NULL, effect = NULL WHERE seq > ?", (place,))
    again = [line for line in lost if line.device == device and not erasures.is_empty(line.effect)]
    _offer(connection, again)
    connection.exec_driver_sql(_UNSIGNED)
    touched = sorted({*(line.record for line in lost), *ahead.forget(connection)})
    mending.forget_versions(connection, touched, place)
    mending.note(connection, touched)
    meta.keep("cursor", place)
    meta.keep(_BRACKET, "")
    receipts.offered_again(connection, len(again))
    return len(again)


def _base_anew(connection: Connection, own: Mapping[int, str], place: int) -> None:
    """Versions behind *place* mean nothing any more: an own change is named by its id, another's counts as unseen."""
    lines = connection.exec_driver_sql(
        "SELECT change_id, body FROM history "
        "WHERE device = ? AND (seq > ? OR change_id IN (SELECT change_id FROM outbox))",
        (Meta(connection).needed("device"), place),
    ).all()
    based = [(_based(read_change(line.body.encode()), own, place), line.change_id) for line in lines]
    bodies = [(write_json(change).decode(), change_id) for change, change_id in based]
    moved = [(body, line.change_id) for (body, _), line in zip(bodies, lines, strict=True) if body != line.body]
    if moved:
        connection.exec_driver_sql("UPDATE history SET body = ? WHERE change_id = ?", moved)
        unsealed = [(change_id,) for _, change_id in moved]
        connection.exec_driver_sql("UPDATE outbox SET seal = NULL WHERE change_id = ?", unsealed)


def _based(change: Change, own: Mapping[int, str], place: int) -> Change:
    def version(known: Version) -> Version:
        return own.get(known, STALE) if isinstance(known, int) and known > place else known

    return msgspec.structs.replace(change, base={path: version(known) for path, known in change.base.items()})


def _offer(connection: Connection, again: list[Any]) -> None:
    """Put changes into the outbox, before those that wait there: these were made later."""
    first = connection.exec_driver_sql("SELECT min(n) FROM outbox").scalar()
    start = (1 if first is None else int(first)) - len(again)
    lines = []
    for number, line in enumerate(again):
        change = read_change(line.body.encode())
        lines.append((start + number, change.id, change.record, change.kind))
    if lines:
        connection.exec_driver_sql(
            "INSERT INTO outbox(n, change_id, record, kind, urgent, state) VALUES(?, ?, ?, ?, 0, 'pending') "
            "ON CONFLICT(change_id) DO UPDATE SET n = excluded.n, state = 'pending', seq = NULL",
            lines,
        )
    urgency.raise_again(connection, dict.fromkeys((kind, record) for _, _, record, kind in lines))
