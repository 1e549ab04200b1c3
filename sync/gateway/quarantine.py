"""Quarantine: signed changes that came too late, after a revocation or an erasure; in no record, seen, not lost.

Of work on something erased only that there was some: what it said stays at its desk until a lead has seen it.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, insert, select

from sync.clock import stamp
from sync.engine.shape import Arrival, device_of
from sync.gateway.emptying import ERASED, header_of
from sync.gateway.ledger import Book, text_of
from sync.gateway.tables import quarantine
from sync.protocol.messages import Result

REVOKED: Final = "revoked"
_KEPT: Final = frozenset({REVOKED, ERASED})


def keep(connection: Connection, book: Book, arriving: Sequence[Arrival], results: Sequence[Result]) -> None:
    """Keep those changes of a batch that came too late, each once."""
    late = {one.id: str(one.code) for one in results if one.code in _KEPT}
    if not late:
        return
    here = select(quarantine.c.change_id).where(quarantine.c.scope == book.scope, quarantine.c.change_id.in_(late))
    known = set(connection.scalars(here))
    lines = {
        one.change.id: {
            "scope": book.scope,
            "change_id": one.change.id,
            "device": device_of(one.change),
            "officer": one.change.officer,
            "reason": late[one.change.id],
            "change": text_of(header_of(one.change) if late[one.change.id] == ERASED else one.change),
            "received_at": stamp(book.now),
        }
        for one in arriving
        if one.change.id in late.keys() - known
    }
    if lines:
        connection.execute(insert(quarantine), list(lines.values()))


def kept(connection: Connection, mission: str) -> Iterator[dict[str, Any]]:
    """Yield what lies in the quarantine of a mission, in the order in which it came."""
    here = select(quarantine).where(quarantine.c.scope == mission)
    for row in connection.execute(here.order_by(quarantine.c.received_at, quarantine.c.change_id)):
        said = {name: getattr(row, name) for name in ("device", "officer", "reason", "received_at")}
        yield said | {"change": msgspec.json.decode(row.change)}
