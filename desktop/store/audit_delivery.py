"""Bringing the audit to the centre: which lines go next, what it holds of them, and when proofs are asked for."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection

from desktop.store import audit, audit_overseen, audit_proofs, outbox
from desktop.store.device import Meta
from desktop.store.transactions import Transactions
from sync.protocol.audit import MOST_LINES, AuditAnswer, AuditAsk, AuditLine, AuditLines, short, without_change

_HELD: Final = "audit_held"
"""In `meta`: up to which line the centre holds the chain."""
_SURE: Final = "audit_sure"
"""Whether that line is the head that the centre holds: then it needs no hash to go on from."""
_TOLD: Final = "audit_told"
"""The head that the envelope on its way tells."""
_SENT: Final = "audit_sent"
"""Whether that envelope brings lines."""
_STUCK: Final = "audit_stuck"
"""1: the centre took nothing of what was sent, and it waits for the next round; 2: lines are said whole."""


class StoreAudit:
    """`AuditBook` over the encrypted store."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def ask(self, most_lines: int, change_ids: tuple[str, ...] = ()) -> AuditAsk | None:
        """Return what the ask that brings these changes says of the audit."""
        with self._transactions.read() as connection:
            return ask(connection, most_lines, change_ids)

    def left(self, going: int = 0) -> int:
        """Return how many lines may still go in this round; see `AuditBook`."""
        with self._transactions.read() as connection:
            return 0 if outbox.waits_beyond(connection, going) else left(connection)


def begin(connection: Connection) -> None:
    """A round begins: what the centre did not take is tried again, once."""
    meta = Meta(connection)
    if meta.number(_STUCK) == 1:
        meta.keep(_STUCK, 2)


def not_sure(connection: Connection) -> None:
    """One side was restored: the next line says from which one it goes on."""
    Meta(connection).keep(_SURE, 0)
    audit_proofs.again(connection)


def left(connection: Connection) -> int:
    """Return how many lines may go in this round."""
    meta = Meta(connection)
    return 0 if meta.number(_STUCK) == 1 else max(0, audit.head(connection)[0] - meta.number(_HELD))


def undelivered(connection: Connection) -> int:
    """Return how many lines the centre does not hold yet."""
    return max(0, audit.head(connection)[0] - Meta(connection).number(_HELD))


def ask(connection: Connection, most: int, going: Collection[str]) -> AuditAsk | None:
    """Return what the next ask says: the head, at most so many lines, and once a day the wish for a proof.

    *going*: the changes of the same ask. None before the first line was written.
    """
    n, head = audit.head(connection)
    if n == 0:
        return None
    send = _send(connection, min(most, left(connection), MOST_LINES), going)
    log, prove = audit_proofs.wanted(connection) or (None, "")
    oversee = audit_overseen.wanted(connection)
    return AuditAsk(n=n, head=short(head), send=send, log=log, prove=prove, oversee=oversee)


def _send(connection: Connection, most: int, going: Collection[str]) -> AuditLines | None:
    meta = Meta(connection)
    found = audit.lines_after(connection, meta.number(_HELD), most) if most > 0 else []
    if not found:
        return None
    first, last = found[0][0], found[-1][0]
    is_sure = bool(meta.number(_SURE)) and first == meta.number(_HELD) + 1
    lines = [line for _, line in found]
    changed = [] if meta.number(_STUCK) else _told_by_change(connection, lines, going)
    return AuditLines(
        n=first,
        prev="" if is_sure else audit.hash_at(connection, first - 1) or "",
        last="" if last == audit.head(connection)[0] else short(audit.hash_at(connection, last) or ""),
        lines=[without_change(line) if place in changed else line for place, line in enumerate(lines)],
        changed=sorted(changed),
    )


def _told_by_change(connection: Connection, lines: list[AuditLine], going: Collection[str]) -> set[int]:
    """Return the places of lines whose change the centre has, or gets with the same ask."""
    ids = {line.change for line in lines if line.change}
    low, high = min(ids, default=""), max(ids, default="")
    known = connection.exec_driver_sql(
        "SELECT change_id FROM history WHERE seq IS NOT NULL AND change_id BETWEEN ? AND ?", (low, high)
    )
    held = {*known.scalars(), *going} if ids else set()
    return {place for place, line in enumerate(lines) if line.change in held}


def told(connection: Connection, ask: AuditAsk | None) -> None:
    """An envelope that says *ask* is frozen."""
    meta = Meta(connection)
    meta.keep(_TOLD, 0 if ask is None else ask.n)
    meta.keep(_SENT, 0 if ask is None or ask.send is None else 1)


def hear(connection: Connection, answer: AuditAnswer | None) -> None:
    """Take in what the centre holds; lines that it lost are sent again, once in a round."""
    meta, said = Meta(connection), answer or AuditAnswer()
    told_n, before, stuck = meta.number(_TOLD), meta.number(_HELD), meta.number(_STUCK)
    if told_n == 0:
        return
    held = told_n if said.held is None else min(said.held, told_n)
    if said.held is None or (held > before and not said.whole):
        _keep(meta, held, sure=1, stuck=0)
    elif (said.whole or held < before) and stuck == 0:
        _keep(meta, min(held, before), sure=0, stuck=2)
    elif meta.number(_SENT):
        _keep(meta, before, sure=0, stuck=1)


def _keep(meta: Meta, held: int, *, sure: int, stuck: int) -> None:
    meta.keep(_HELD, held)
    meta.keep(_SURE, sure)
    meta.keep(_STUCK, stuck)
