"""Filling one ask: as many of the next changes as its bytes hold once they are packed and sealed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sync.engine.pace import MOST_CHANGES, Pace
from sync.engine.ports import AuditBook, Batch
from sync.protocol.audit import MOST_LINES, AuditAsk

SPARE: Final = 0.92
"""Of what should just fit: fewer changes pack a little worse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A sealed ask, and what is in it; *too_large*: the next change, where it does not fit what may be spent at all."""

    envelope: bytes
    batch: Batch
    too_large: str | None


def fill(take: Callable[[int, int], Batch], seal: Callable[[Batch], bytes], pace: Pace, room: int) -> Filled:
    """Fill an ask for the line as *pace* knows it; one change goes in any case, unless it is larger than *room*.

    *take* gives the next changes, so many and of so many bytes as they are stored at the most.
    """
    limit, most, too_large = min(pace.limit_bytes, room), MOST_CHANGES, None
    while True:
        batch = take(most, pace.limit_stored)
        envelope, count = seal(batch), len(batch.changes)
        if count:
            pace.packed(batch.size, len(envelope))
        if len(envelope) <= limit or (count == 1 and len(envelope) <= room) or not count:
            return Filled(envelope=envelope, batch=batch, too_large=too_large)
        most = min(count - 1, max(1, int(count * limit / len(envelope) * SPARE)))
        if not most:
            too_large = batch.changes[0].id


def with_lines(
    book: AuditBook, filled: Filled, seal: Callable[[AuditAsk | None], bytes], room: int
) -> tuple[bytes, AuditAsk | None]:
    """Add lines of the audit behind all changes, as many as there is *room* for; None where there are none."""
    going = tuple(change.id for change in filled.batch.changes)
    most = min(book.left(len(going)), MOST_LINES)
    while most:
        audit = book.ask(most, going)
        envelope = seal(audit)
        if len(envelope) <= room:
            return envelope, audit
        most = min(most // 2, int(most * room / len(envelope)))
    return filled.envelope, None
