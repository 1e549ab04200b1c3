"""Snapshots that are kept: which one a desk gets, its segments by name, and which are old enough to go."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection, LargeBinary, Row, delete, func, insert, select, update

from sync.clock import Clock, stamp
from sync.domain.ids import new_id
from sync.gateway.tables import missions, segments, snapshots
from sync.identity.content import new_key
from sync.protocol.snapshot.manifest import Manifest

LEAST: Final = 2_000
"""A shorter ledger is told as quickly as it is packed."""

_SHARE: Final = 20
"""A snapshot is old when the ledger has grown by a part of its records: one in so many."""
_KEPT: Final = 2
"""The one before the newest may still be on its way to a desk."""
_ABANDONED: Final = timedelta(minutes=10)
"""A snapshot of which no segment was written for so long is not being built any more."""


def offer(connection: Connection, scope: str, cursor: int) -> Manifest | None:
    """Return the newest snapshot of a mission, where it pays for a desk that has the ledger up to *cursor*."""
    row = _newest(connection, scope)
    if row is None or row.seq - cursor < max(1, row.rows // 2):
        return None
    return msgspec.json.decode(row.manifest, type=Manifest)


def part(connection: Connection, name: str, start: int, length: int) -> tuple[int, bytes] | None:
    """Return the size of a segment, and at most *length* of its sealed bytes from *start* on; None: there is none."""
    wanted = func.substr(segments.c.sealed, start + 1, length, type_=LargeBinary)
    found = connection.execute(
        select(func.length(segments.c.sealed).label("size"), wanted.label("sealed")).where(segments.c.name == name)
    ).one_or_none()
    return None if found is None else (found.size, bytes(found.sealed))


def due(connection: Connection) -> list[str]:
    """Return the missions whose ledger has grown enough since their last snapshot."""
    rows = connection.execute(select(missions.c.code, missions.c.seq).order_by(missions.c.code)).all()
    return [row.code for row in rows if _is_due(connection, row.code, row.seq)]


def _is_due(connection: Connection, scope: str, head: int) -> bool:
    last = _newest(connection, scope)
    grown = head if last is None else head - last.seq
    return grown >= max(LEAST, 0 if last is None else last.rows // _SHARE)


def begin(connection: Connection, scope: str, clock: Clock) -> tuple[str, bytes] | None:
    """Claim the next snapshot of a mission: its id and key; None when another process is building it."""
    connection.execute(select(missions.c.seq).where(missions.c.code == scope).with_for_update()).one()
    others = connection.execute(
        select(snapshots.c.id, snapshots.c.touched_at).where(snapshots.c.scope == scope, snapshots.c.manifest.is_(None))
    ).all()
    alive = stamp(clock.now() - _ABANDONED)
    if any(other.touched_at > alive for other in others):
        return None
    drop(connection, [other.id for other in others])
    claimed, key = new_id(clock.now()), new_key()
    connection.execute(
        insert(snapshots).values(id=claimed, scope=scope, seq=0, rows=0, key=key, touched_at=stamp(clock.now()))
    )
    return claimed, key


def keep_segment(connection: Connection, snapshot: str, name: str, sealed: bytes, clock: Clock) -> None:
    """Keep one segment of a snapshot that is being built."""
    connection.execute(insert(segments).values(name=name, snapshot=snapshot, sealed=sealed))
    connection.execute(update(snapshots).where(snapshots.c.id == snapshot).values(touched_at=stamp(clock.now())))


def publish(connection: Connection, scope: str, manifest: Manifest) -> None:
    """Offer a whole snapshot from now on, and let the old ones go."""
    connection.execute(
        update(snapshots)
        .where(snapshots.c.id == manifest.id)
        .values(seq=manifest.seq, rows=manifest.rows, manifest=msgspec.json.encode(manifest).decode())
    )
    whole = select(snapshots.c.id).where(snapshots.c.scope == scope, snapshots.c.manifest.is_not(None))
    newest = connection.scalars(whole.order_by(snapshots.c.seq.desc(), snapshots.c.id.desc())).all()
    drop(connection, newest[_KEPT:])


def drop(connection: Connection, ids: Iterable[str]) -> None:
    """Forget snapshots with their segments."""
    for each in ids:
        connection.execute(delete(segments).where(segments.c.snapshot == each))
        connection.execute(delete(snapshots).where(snapshots.c.id == each))


def _newest(connection: Connection, scope: str) -> Row[tuple[object, ...]] | None:
    query = select(snapshots).where(snapshots.c.scope == scope, snapshots.c.manifest.is_not(None))
    return connection.execute(query.order_by(snapshots.c.seq.desc(), snapshots.c.id.desc()).limit(1)).one_or_none()
