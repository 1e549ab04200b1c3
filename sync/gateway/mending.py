"""What helps a desk that holds something else: the last place both ledgers share, sums of parts, states of records."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec
from sqlalchemy import Connection, func, select

from sync.changes.parts import FAN_DIGITS, PartSums, ending, short_hash
from sync.changes.runs import run_of
from sync.changes.state import Flat
from sync.domain.ids import is_id
from sync.gateway.sight import Sight
from sync.gateway.snapshots.building import snaps_of
from sync.gateway.tables import ledger, records
from sync.identity.canonical import text_of
from sync.protocol import messages
from sync.protocol.messages import Ask, Mark, Parts
from sync.protocol.snapshot.snap import Snap

MOST_MARKS: Final = 64
MOST_PARTS: Final = 32
MOST_STATES: Final = 200
_MOST_HASHES: Final = 4096
_MOST_BYTES: Final = 1 << 20
_MOST_DIGITS: Final = 16
_MOST_SEQ: Final = 1 << 53
_AT_ONCE: Final = 500
_PART: Final = re.compile(r"[0-9a-f]*")


def is_sound(ask: Ask) -> bool:
    """Whether what *ask* wants to be helped with has its shape and bounds."""
    parts = ask.parts or Parts()
    named = [*parts.sums, *parts.hashes]
    return (
        len(ask.marks) <= MOST_MARKS
        and all(0 <= mark.seq < _MOST_SEQ for mark in ask.marks)
        and all(one.seq < next_one.seq for one, next_one in pairwise(ask.marks))
        and len(ask.states) <= MOST_STATES
        and len(named) <= MOST_PARTS
        and not ("" in parts.sums and len(named) > 1)  # the whole is read once, and alone
        and all(_PART.fullmatch(part) and len(part) <= _MOST_DIGITS for part in named)
        and all(len(part) % FAN_DIGITS == 0 for part in named)
        and all(is_id(record) for record in ask.states)
        and not (ask.marks and (ask.changes or ask.past or ask.snapshot))
    )


def common(connection: Connection, scope: str, marks: Sequence[Mark]) -> int:
    """Return the seq of the last mark up to which the ledger has all that the desk has; 0 for none.

    One change may stand at its old place though others came before it: the runs between the marks count as well.
    """
    place = 0
    for mark in marks:
        ids = _run(connection, scope, place if mark.run else mark.seq - 1, mark.seq)
        if not ids or ids[-1] != mark.change or (mark.run and run_of(ids) != mark.run):
            break
        place = mark.seq
    return place


def _run(connection: Connection, scope: str, after: int, to: int) -> Sequence[str]:
    """Return the changes behind *after* up to *to*; none where the ledger ends before that."""
    query = select(ledger.c.seq, ledger.c.change_id).where(
        ledger.c.scope == scope, ledger.c.seq > after, ledger.c.seq <= to
    )
    rows = connection.execute(query.order_by(ledger.c.seq)).all()
    return [row.change_id for row in rows] if rows and rows[-1].seq == to else []


def states(connection: Connection, sight: Sight, wanted: Sequence[str]) -> tuple[list[Snap], list[str]]:
    """Return the present states of records, and which are not there; what finds no room is in neither.

    To a device that may not be told of a record it is not there.
    """
    size = (func.length(records.c["values"]) + func.length(records.c.versions)).label("size")
    query = select(records.c.id, records.c.kind, size).where(records.c.scope == sight.scope, records.c.id.in_(wanted))
    rows = connection.execute(query).all()
    hidden = sight.hidden(connection, ((row.id, row.kind) for row in rows))
    sizes = {row.id: row.size for row in rows if row.id not in hidden}
    told, total = list[str](), 0
    for record in wanted:
        total += sizes.get(record, 0)
        if told and total > _MOST_BYTES:
            break
        if record in sizes:
            told.append(record)
    return list(snaps_of(connection, sight.scope, told)), [record for record in wanted if record not in sizes]


def parts(connection: Connection, sight: Sight, asked: Parts) -> messages.PartSums:
    """Add the records of some parts up, and list those of others while there is room. Reads all of a part."""
    sums: dict[str, str] = {}
    for part in asked.sums:
        adding = PartSums(part)
        for kind, record, values in _of_part(connection, sight, part):
            adding.add(kind, record, values)
        sums[part] = text_of(adding.raw())
    listed: list[str] = []
    hashes: dict[str, str] = {}
    for part in asked.hashes:
        if len(hashes) > _MOST_HASHES:
            break
        hashes |= {
            record: short_hash(kind, record, values) for kind, record, values in _of_part(connection, sight, part)
        }
        listed.append(part)
    return messages.PartSums(sums=sums, listed=listed, hashes=hashes)


def _of_part(connection: Connection, sight: Sight, part: str) -> Iterator[tuple[str, str, Flat]]:
    """Yield the records of a part that may be told, in bounded memory."""
    page = (
        select(records.c.id, records.c.kind, records.c["values"])
        .where(records.c.scope == sight.scope, records.c.id.like(f"%{ending(part)}"))
        .order_by(records.c.id)
        .limit(_AT_ONCE)
    )
    rows = connection.execute(page).all()
    while rows:
        for row in rows:
            values = msgspec.json.decode(row.values)
            if sight.shows(row.kind, values):
                yield row.kind, row.id, values
        rows = connection.execute(page.where(records.c.id > rows[-1].id)).all()
