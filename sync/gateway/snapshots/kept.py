"""Snapshots that are kept: which one a desk gets, its segments by name, and which are old enough to go."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection, LargeBinary, Row, delete, func, insert, select, update

from sync.clock import Clock, stamp
from sync.domain.ids import new_id
from sync.gateway.sight import sight_of
from sync.gateway.tables import devices, missions, segments, snapshots
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


def shelf_of(scope: str, kinds: frozenset[str] | None) -> str:
    """Name the snapshots of a mission for devices that are told the same kinds; None: all."""
    if kinds is None:
        return scope
    return f"{scope}/{hashlib.sha256(' '.join(sorted(kinds)).encode()).hexdigest()[:16]}"


def offer(connection: Connection, scope: str, cursor: int, kinds: frozenset[str] | None = None) -> Manifest | None:
    """Return the newest snapshot of a mission, where it pays for a desk that has the ledger up to *cursor*."""
    row = _newest(connection, shelf_of(scope, kinds))
    if row is None or row.seq - cursor < max(1, row.rows // 2 if kinds is None else row.rows):
        return None
    return msgspec.json.decode(row.manifest, type=Manifest)


def part(connection: Connection, name: str, start: int, length: int) -> tuple[int, bytes] | None:
    """Return the size of a segment, and at most *length* of its sealed bytes from *start* on; None: there is none."""
    wanted = func.substr(segments.c.sealed, start + 1, length, type_=LargeBinary)
    found = connection.execute(
        select(func.length(segments.c.sealed).label("size"), wanted.label("sealed")).where(segments.c.name == name)
    ).one_or_none()
    return None if found is None else (found.size, bytes(found.sealed))


def due(connection: Connection, clock: Clock) -> list[tuple[str, frozenset[str] | None]]:
    """Return the missions whose ledger has grown enough since their last snapshot, and for devices of which kinds."""
    rows = connection.execute(select(missions.c.code, missions.c.seq).order_by(missions.c.code)).all()
    return [
        (row.code, kinds)
        for row in rows
        if row.seq >= LEAST
        for kinds in (None, *_sights(connection, row.code, clock))
        if _is_due(connection, shelf_of(row.code, kinds), row.seq)
    ]


def _sights(connection: Connection, scope: str, clock: Clock) -> set[frozenset[str]]:
    """Return the sets of kinds of devices that are told some only; such a one may join at any time."""
    here = select(devices.c.id).where(devices.c.mission == scope, devices.c.revoked_at.is_(None))
    now = stamp(clock.now())
    every = (sight_of(connection, scope, device, now).kinds for device in connection.scalars(here).all())
    return {kinds for kinds in every if kinds is not None}


def _is_due(connection: Connection, shelf: str, head: int) -> bool:
    last = _newest(connection, shelf)
    grown = head if last is None else head - last.seq
    return grown >= max(LEAST, 0 if last is None else last.rows // _SHARE)


def begin(
    connection: Connection, scope: str, clock: Clock, kinds: frozenset[str] | None = None
) -> tuple[str, bytes] | None:
    """Claim the next snapshot of a mission: its id and key; None when another process is building it."""
    shelf = shelf_of(scope, kinds)
    connection.execute(select(missions.c.seq).where(missions.c.code == scope).with_for_update()).one()
    others = connection.execute(
        select(snapshots.c.id, snapshots.c.touched_at).where(snapshots.c.scope == shelf, snapshots.c.manifest.is_(None))
    ).all()
    alive = stamp(clock.now() - _ABANDONED)
    if any(other.touched_at > alive for other in others):
        return None
    drop(connection, [other.id for other in others])
    claimed, key = new_id(clock.now()), new_key()
    connection.execute(
        insert(snapshots).values(id=claimed, scope=shelf, seq=0, rows=0, key=key, touched_at=stamp(clock.now()))
    )
    return claimed, key


def keep_segment(connection: Connection, snapshot: str, name: str, sealed: bytes, clock: Clock) -> None:
    """Keep one segment of a snapshot that is being built."""
    connection.execute(insert(segments).values(name=name, snapshot=snapshot, sealed=sealed))
    connection.execute(update(snapshots).where(snapshots.c.id == snapshot).values(touched_at=stamp(clock.now())))


def publish(connection: Connection, shelf: str, manifest: Manifest) -> None:
    """Offer a whole snapshot from now on, and let the old ones go."""
    connection.execute(
        update(snapshots)
        .where(snapshots.c.id == manifest.id)
        .values(seq=manifest.seq, rows=manifest.rows, manifest=msgspec.json.encode(manifest).decode())
    )
    whole = select(snapshots.c.id).where(snapshots.c.scope == shelf, snapshots.c.manifest.is_not(None))
    newest = connection.scalars(whole.order_by(snapshots.c.seq.desc(), snapshots.c.id.desc())).all()
    drop(connection, newest[_KEPT:])


def drop(connection: Connection, ids: Iterable[str]) -> None:
    """Forget snapshots with their segments."""
    for each in ids:
        connection.execute(delete(segments).where(segments.c.snapshot == each))
        connection.execute(delete(snapshots).where(snapshots.c.id == each))


def _newest(connection: Connection, shelf: str) -> Row[tuple[object, ...]] | None:
    query = select(snapshots).where(snapshots.c.scope == shelf, snapshots.c.manifest.is_not(None))
    return connection.execute(query.order_by(snapshots.c.seq.desc(), snapshots.c.id.desc()).limit(1)).one_or_none()
