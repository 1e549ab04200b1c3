"""What a desk has not heard yet: ledger entries after its cursor, in order, up to a size."""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, select

from sync.changes.change import Change, Entry
from sync.gateway.tables import ledger
from sync.protocol.messages import News

MOST_BYTES: Final = 1 << 20
"""Of news in one answer, whatever a desk asks for."""

_AT_ONCE: Final = 1000
_OVERHEAD: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks: a device in one of its epochs."""

    scope: str
    device: str
    epoch: int


def after(connection: Connection, reader: Reader, cursor: int, limit_bytes: int) -> list[News]:
    """Return the entries after *cursor*: at least one where there is one, else as many as the limit holds.

    Own changes of the present epoch come as their id only: the desk holds them.
    """
    limit, size, news = min(max(limit_bytes, 0), MOST_BYTES), 0, list[News]()
    while rows := _rows(connection, reader.scope, cursor):
        for row in rows:
            own = row.change_id.startswith(f"{reader.device}.{reader.epoch}.")
            size += _OVERHEAD + len(row.effect or "") + (0 if own else len(row.change))
            if news and size > limit:
                return news
            news.append(_own(row) if own else _foreign(row))
            cursor = row.seq
    return news


def _rows(connection: Connection, scope: str, cursor: int) -> list[Any]:
    columns = (ledger.c.seq, ledger.c.change_id, ledger.c.device, ledger.c.change, ledger.c.effect)
    query = (
        select(*columns).where(ledger.c.scope == scope, ledger.c.seq > cursor).order_by(ledger.c.seq).limit(_AT_ONCE)
    )
    return list(connection.execute(query))


def _own(row: Any) -> News:
    return News(seq=row.seq, own=row.change_id, effect=_effect(row))


def _foreign(row: Any) -> News:
    return News(seq=row.seq, entry=entry_of(row))


def entry_of(row: Any) -> Entry:
    """Read a row of the ledger as it is told to desks."""
    change = msgspec.json.decode(row.change, type=Change)
    return Entry(seq=row.seq, change=change, effect=_effect(row), device=row.device)


def _effect(row: Any) -> dict[str, Any] | None:
    return None if row.effect is None else msgspec.json.decode(row.effect, type=dict[str, Any])
