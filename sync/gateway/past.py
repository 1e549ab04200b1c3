"""The past of one record: its ledger entries in order, for a desk that began with a snapshot and asks."""

from sqlalchemy import Connection, select

from sync.changes.change import Entry
from sync.gateway.news import MOST_BYTES, entry_of
from sync.gateway.tables import ledger
from sync.protocol.messages import Past, PastAsk


def of_record(connection: Connection, scope: str, asked: PastAsk) -> Past:
    """Return the entries of a record after a seq, as many as one answer holds; none where nobody knows the record."""
    query = select(ledger).where(ledger.c.scope == scope, ledger.c.record == asked.record, ledger.c.seq > asked.after)
    entries, size = list[Entry](), 0
    for row in connection.execute(query.order_by(ledger.c.seq)):
        size += len(row.change) + len(row.effect or "")
        if entries and size > MOST_BYTES:
            return Past(record=asked.record, entries=entries, more=True)
        entries.append(entry_of(row))
    return Past(record=asked.record, entries=entries)
