"""The brake: news that would delete more than a day's work wait until a person has looked at what would go."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, Literal

from sqlalchemy import Connection

from desktop.store.device import Meta
from desktop.store.row import read_json, write_json
from desktop.store.schema import table_of
from desktop.store.transactions import Transactions
from sync.changes.change import DELETED, Entry
from sync.domain.records.catalogue import NOUNS
from sync.errors import MassDeletion
from sync.identity.envelope import digest

Doomed = dict[str, list[str]]
"""The records that would be deleted, by kind."""

Source = Literal["answer", "handing"]
"""What brings it: the centre, or another desk; a round that passes says nothing of a stick that waits to be read."""

_HELD_BACK: Final = "mass_deletions"  # what was stopped, by its source, for a person to look at
_ALLOWED: Final = "mass_deletions_allowed"
"""In `meta`: hashes of what a person has let in, each once.

Several, since one answer may delete by its news and by the states that it tells: each is looked at by itself.
"""
_MOST_ALLOWED: Final = 16
_LATELY: Final = "deleted_lately"
"""In `meta`: the centre's day, and how many records of each kind its answers have deleted since, unasked.

On a slow line a mass deletion comes in many small answers.
"""
_LEAST: Final = 200
_SHARE: Final = 0.3


def doomed(entries: Iterable[Entry]) -> Doomed:
    """Return what *entries* of others delete."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        if entry.in_force.get(DELETED) is not None and entry.change.kind in NOUNS:
            found.setdefault(entry.change.kind, set()).add(entry.change.record)
    return {kind: sorted(found[kind]) for kind in sorted(found)}


def check(connection: Connection, would_go: Doomed) -> None:
    """Let pass what is a day's work, or what a person has let in: that once.

    Raises:
        MassDeletion: neither.
    """
    meta, gone = Meta(connection), _with_lately(connection, would_go)
    held = {kind: _held(connection, kind) for kind, count in gone.items() if count > _LEAST}
    too_many = [kind for kind in held if gone[kind] > _SHARE * (held[kind] + gone[kind] - len(would_go[kind]))]
    allowed, this = _allowed(meta), _hash(would_go)
    if too_many and this not in allowed:
        kind = max(too_many, key=lambda one: len(would_go[one]))
        stopped = MassDeletion(kind=kind, count=len(would_go[kind]), held=held[kind])
        stopped.would_go = would_go
        raise stopped
    if this in allowed:
        meta.keep(_ALLOWED, write_json([one for one in allowed if one != this]).decode())
    if would_go:
        let_in = dict.fromkeys(too_many, 0)  # somebody has looked at these
        meta.keep(_LATELY, write_json([_day(meta), _lately(meta) | gone | let_in]).decode())


def _with_lately(connection: Connection, would_go: Doomed) -> dict[str, int]:
    lately = _lately(Meta(connection))
    return {kind: len(records) + lately.get(kind, 0) for kind, records in would_go.items()}


def _lately(meta: Meta) -> dict[str, int]:
    day, counts = read_json(meta.text(_LATELY) or '["", {}]')
    return dict(counts) if day == _day(meta) else {}


def _day(meta: Meta) -> str:
    return (meta.text("centre_time") or "")[:10]


@contextmanager
def braked(transactions: Transactions, source: Source) -> Iterator[Connection]:
    """A writing transaction; what the brake stops in it is kept, for a person to look at, until one passes."""
    try:
        with transactions.write() as connection:
            yield connection
            hold_back(connection, source, {})
    except MassDeletion as stopped:
        with transactions.write() as connection:
            hold_back(connection, source, stopped.would_go)
        raise


def hold_back(connection: Connection, source: Source, would_go: Doomed) -> None:
    """Keep what was stopped; without anything, forget what was."""
    meta = Meta(connection)
    waits = _waiting(meta)
    if would_go or source in waits:
        meta.keep(_HELD_BACK, write_json(waits | {source: would_go}).decode())


def held_back(connection: Connection) -> Doomed:
    """Return what was stopped and is still to be looked at."""
    found: dict[str, set[str]] = {}
    for waits in _not_allowed(Meta(connection)):
        for kind, records in waits.items():
            found.setdefault(kind, set()).update(records)
    return {kind: sorted(found[kind]) for kind in sorted(found) if found[kind]}


def allow(connection: Connection) -> None:
    """Let in exactly what was stopped."""
    meta = Meta(connection)
    allowed = [*_allowed(meta), *(_hash(waits) for waits in _not_allowed(meta))]
    meta.keep(_ALLOWED, write_json(allowed[-_MOST_ALLOWED:]).decode())


def _waiting(meta: Meta) -> dict[str, Doomed]:
    return dict(read_json(meta.text(_HELD_BACK) or "{}"))


def _not_allowed(meta: Meta) -> list[Doomed]:
    allowed = _allowed(meta)
    return [waits for waits in _waiting(meta).values() if waits and _hash(waits) not in allowed]


def _allowed(meta: Meta) -> list[str]:
    return list(read_json(meta.text(_ALLOWED) or "[]"))


def _held(connection: Connection, kind: str) -> int:
    sql = f"SELECT count(*) FROM {table_of(kind).name} WHERE _deleted IS NULL"  # noqa: S608 - our own name
    return int(connection.exec_driver_sql(sql).scalar() or 0)


def _hash(would_go: Doomed) -> str:
    return digest(write_json(would_go))
