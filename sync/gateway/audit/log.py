"""The log of all audit lines in order of arrival: appended last in a transaction, proven by checkpoints and hashes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from sync.audit import checkpoint
from sync.audit.checkpoint import Checkpoint
from sync.audit.tree import Tree, leaf_hash
from sync.changes.conflict import CENTRE
from sync.gateway.tables import audit_chains, audit_lines, audit_log, audit_tiles, audit_witnessed
from sync.identity.canonical import text_of
from sync.identity.keys import Speaker
from sync.protocol.audit import FIRST, MOST_OVERSEEN, AuditAnswer, AuditAsk, AuditLine, Overseen, chained, hash_of
from sync.version import VERSION

_LOG: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the centre itself did or found: its own chain is in the log like those of devices."""

    mission: str
    act: str
    record: str = ""  # of what it is about: a device, a code
    fields: tuple[str, ...] = ()
    officer: str = ""


@dataclass(slots=True, kw_only=True)
class Arrived:
    """What one transaction appends: rows of lines without their places, and the centre's own notes."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def append(connection: Connection, arrived: Arrived, at: str) -> None:
    """Append to the log. Nothing else is locked behind it, so that no two transactions wait for each other."""
    if not arrived.rows and not arrived.notes:
        return
    size = connection.execute(select(audit_log.c.size).where(audit_log.c.id == _LOG).with_for_update()).scalar_one()
    rows = [*arrived.rows, *_own(connection, arrived.notes, at)]
    tree = Tree(size, lambda level, index: _tile(connection, level, index))
    tree.append(
        (leaf_hash(row["body"].encode()) for row in rows),
        lambda level, index, hashes: _keep_tile(connection, level, index, hashes),
    )
    placed = [row | {"place": size + n, "received_at": at} for n, row in enumerate(rows)]
    connection.execute(insert(audit_lines), placed)
    connection.execute(update(audit_log).where(audit_log.c.id == _LOG).values(size=tree.size))


def row_of(mission: str, device: str, prev: str, n: int, line: AuditLine) -> dict[str, Any]:
    """Return a line as its table keeps it, without its place."""
    body = chained(prev, device, n, line)
    return {
        "mission": mission,
        "device": device,
        "n": n,
        "epoch": line.epoch,
        "prev": prev,
        "hash": hash_of(body),
        "loose": 0,
        "body": body.decode(),
        **{name: getattr(line, name).replace("\0", "") for name in ("at", "officer", "act", "kind", "record")},
        "of_case": line.case.replace("\0", ""),  # PostgreSQL has no such text; the body has it as JSON
    }


def checkpoint_of(connection: Connection, centre: Speaker) -> tuple[Tree, str]:
    """Return the log as it stands, and its signed checkpoint."""
    size = connection.execute(select(audit_log.c.size).where(audit_log.c.id == _LOG)).scalar_one()
    tree = Tree(size, lambda level, index: _tile(connection, level, index))
    found = Checkpoint(origin=checkpoint.origin_of(centre.id), size=size, root=tree.root())
    return tree, checkpoint.signed(found, centre.signing)


def proof(
    connection: Connection, centre: Speaker, device: str, ask: AuditAsk, mission: str | None = None
) -> AuditAnswer:
    """Prove that the log has grown from what the desk knows of it, and that a line of the device is in it.

    *mission*: the one whose lines an officer there may oversee.
    """
    if ask.log is None:
        return AuditAnswer()
    tree, note = checkpoint_of(connection, centre)
    newest = select(audit_witnessed).where(audit_witnessed.c.size <= tree.size).order_by(audit_witnessed.c.size.desc())
    seen = connection.execute(newest.limit(1)).one_or_none()
    same = (audit_lines.c.device == device, audit_lines.c.hash == ask.prove, audit_lines.c.place < tree.size)
    place = connection.scalar(select(audit_lines.c.place).where(*same)) if ask.prove else None
    return AuditAnswer(
        checkpoint=note,
        consistency=[text_of(one) for one in tree.consistency(ask.log)],
        place=place,
        inclusion=[] if place is None else [text_of(one) for one in tree.inclusion(place)],
        witnessed="" if seen is None else seen.note,
        grown=[] if seen is None else [text_of(one) for one in tree.consistency(seen.size)],
        overseen=[] if mission is None or ask.oversee is None else _overseen(connection, tree, mission, ask.oversee),
    )


def _overseen(connection: Connection, tree: Tree, mission: str, first: int) -> list[Overseen]:
    table = audit_lines.c
    query = select(table.place, table.device, table.prev, table.hash, table.body)
    query = query.where(table.mission == mission, table.place >= first, table.place < tree.size)
    rows = connection.execute(query.order_by(table.place).limit(MOST_OVERSEEN)).all()
    bound = {(row.device, row.prev) for row in rows}
    return [
        Overseen(
            place=row.place,
            leaf=row.body,
            path=[] if (row.device, row.hash) in bound else [text_of(one) for one in tree.inclusion(row.place)],
        )
        for row in rows
    ]


def _own(connection: Connection, notes: Sequence[Note], at: str) -> list[dict[str, Any]]:
    if not notes:
        return []
    own = audit_chains.c.device == CENTRE
    known = connection.execute(select(audit_chains).where(own)).one_or_none()
    n, prev = (0, FIRST) if known is None else (known.n, known.hash)
    rows = []
    for note in notes:
        n += 1
        line = AuditLine(
            epoch=1,
            at=at,
            act=note.act,
            officer=note.officer,
            record=note.record,
            fields=list(note.fields),
            version=VERSION,
        )
        rows.append(row_of(note.mission, CENTRE, prev, n, line))
        prev = rows[-1]["hash"]
    keep_head(connection, CENTRE, known is None, {"epoch": 1, "n": n, "hash": prev, "told_n": n, "told_at": at})
    return rows


def keep_head(connection: Connection, device: str, is_new: bool, values: dict[str, Any]) -> None:  # noqa: FBT001
    """Keep how far a chain is held."""
    if is_new:
        connection.execute(insert(audit_chains).values({"device": device, "heard": 0} | values))
    else:
        connection.execute(update(audit_chains).where(audit_chains.c.device == device).values(values))


def _tile(connection: Connection, level: int, index: int) -> bytes:
    same = (audit_tiles.c.level == level, audit_tiles.c.idx == index)
    return bytes(connection.scalar(select(audit_tiles.c.hashes).where(*same)) or b"")


def _keep_tile(connection: Connection, level: int, index: int, hashes: bytes) -> None:
    connection.execute(delete(audit_tiles).where(audit_tiles.c.level == level, audit_tiles.c.idx == index))
    connection.execute(insert(audit_tiles).values(level=level, idx=index, hashes=hashes))
