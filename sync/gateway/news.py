"""What a desk hears of the ledger, in order and up to a size: the entries after its cursor, or one record's past."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, case, func, or_, select

from sync.changes.change import Change, Entry
from sync.gateway.sight import Sight
from sync.gateway.tables import ledger
from sync.protocol.messages import News, Past, PastAsk

MOST_BYTES: Final = 1 << 20
"""Of news in one answer, whatever a desk asks for."""

_AT_ONCE: Final = 1000
_OVERHEAD: Final = 60
_BARE: Final = 40
"""Of an entry that is not told: in columns it weighs nothing, but a message has room for so many rows only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks: a device in one of its epochs."""

    scope: str
    device: str
    epoch: int
    sight: Sight


def after(connection: Connection, reader: Reader, cursor: int, limit_bytes: int) -> list[News]:
    """Return the entries after *cursor*: at least one where there is one, else as many as the limit holds.

    Own changes of the present epoch come as their id only: the desk holds them. What it may not be told comes as its
    bare seq, so that its cursor stays as dense as any.
    """
    limit, size, news = min(max(limit_bytes, 0), MOST_BYTES), 0, list[News]()
    while rows := _rows(connection, reader.scope, cursor):
        hidden = reader.sight.hidden(connection, ((row.record, row.kind) for row in rows))
        for row in rows:
            own = row.change_id.startswith(f"{reader.device}.{reader.epoch}.")
            bare = not own and row.record in hidden
            size += _BARE if bare else _OVERHEAD + len(row.effect or "") + (0 if own else len(row.change))
            if news and size > limit:
                return news
            news.append(News(seq=row.seq) if bare else _own(row) if own else _foreign(row))
            cursor = row.seq
    return news


def size_of(news: Sequence[News]) -> int:
    """Return the bytes of entries as the ledger keeps them, as `left` counts them."""
    return sum(_OVERHEAD + (0 if one.entry is None else len(msgspec.json.encode(one.entry.change))) for one in news)


def left(connection: Connection, reader: Reader, cursor: int) -> int:
    """Return the bytes of the entries behind *cursor*, as the ledger keeps them."""
    own = ledger.c.change_id.like(f"{reader.device}.{reader.epoch}.%")
    kinds = reader.sight.kinds
    short = own if kinds is None else or_(own, ledger.c.kind.not_in(kinds))
    size = func.sum(_OVERHEAD + case((short, 0), else_=func.length(ledger.c.change)))
    query = select(size).where(ledger.c.scope == reader.scope, ledger.c.seq > cursor)
    return int(connection.scalar(query) or 0)


def of_record(connection: Connection, sight: Sight, asked: PastAsk) -> Past:
    """Return the entries of a record after a seq, as many as one answer holds; none where nobody knows the record."""
    query = select(ledger).where(
        ledger.c.scope == sight.scope, ledger.c.record == asked.record, ledger.c.seq > asked.after
    )
    entries, size = list[Entry](), 0
    for row in connection.execute(query.order_by(ledger.c.seq)):
        if not entries and sight.hidden(connection, ((row.record, row.kind),)):
            break
        size += len(row.change) + len(row.effect or "")
        if entries and size > MOST_BYTES:
            return Past(record=asked.record, entries=entries, more=True)
        entries.append(_entry_of(row))
    return Past(record=asked.record, entries=entries)


def _rows(connection: Connection, scope: str, cursor: int) -> list[Any]:
    named = (ledger.c.seq, ledger.c.change_id, ledger.c.device, ledger.c.record, ledger.c.kind)
    columns = (*named, ledger.c.change, ledger.c.effect)
    query = (
        select(*columns).where(ledger.c.scope == scope, ledger.c.seq > cursor).order_by(ledger.c.seq).limit(_AT_ONCE)
    )
    return list(connection.execute(query))


def _own(row: Any) -> News:
    return News(seq=row.seq, own=row.change_id, effect=_effect(row))


def _foreign(row: Any) -> News:
    return News(seq=row.seq, entry=_entry_of(row))


def _entry_of(row: Any) -> Entry:
    change = msgspec.json.decode(row.change, type=Change)
    return Entry(seq=row.seq, change=change, effect=_effect(row), device=row.device)


def _effect(row: Any) -> dict[str, Any] | None:
    return None if row.effect is None else msgspec.json.decode(row.effect, type=dict[str, Any])
