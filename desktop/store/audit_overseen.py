"""Lines of the whole mission: asked for by whoever oversees it, proven from the centre's log, and kept here."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from desktop.store import audit
from desktop.store.device import Meta
from sync.audit.checkpoint import Checkpoint
from sync.audit.tree import HASH, includes, leaf_hash
from sync.errors import BadMessage
from sync.identity.canonical import bytes_of
from sync.protocol.audit import MOST_OVERSEEN, Overseen, hash_of, unchained

_WISH: Final = "audit_oversee"
_INSERT: Final = (
    f"INSERT OR REPLACE INTO {audit.MISSION}(n, device, {', '.join(audit.COLUMNS)}) "
    f"VALUES(?, ?, {', '.join('?' * len(audit.COLUMNS))})"
)


def wish(connection: Connection) -> None:
    """Ask for what is new, with the next rounds, until all of it is here."""
    Meta(connection).keep(_WISH, 1)


def wanted(connection: Connection) -> int | None:
    """Return the place from which on lines are wanted; None where nobody has asked."""
    if Meta(connection).number(_WISH) == 0:
        return None
    last: int | None = connection.exec_driver_sql(f"SELECT max(n) FROM {audit.MISSION}").scalar()  # noqa: S608
    return 0 if last is None else last + 1


def take(connection: Connection, found: Checkpoint, lines: Sequence[Overseen]) -> bool:
    """Keep *lines* once all of them are proven to be in the log; return whether they are."""
    rows: list[tuple[Any, ...]] = []
    bound: set[str] = set()
    for one in reversed(lines):
        leaf = one.leaf.encode()
        try:
            prev, device, _, line = unchained(leaf)
            path = [bytes_of(text, HASH) for text in one.path]
        except BadMessage:
            return False
        if hash_of(leaf) not in bound and not includes(found.root, found.size, one.place, leaf_hash(leaf), path):
            return False
        bound.add(prev)
        values = msgspec.structs.asdict(line) | {"of_case": line.case, "fields": " ".join(line.fields)}
        rows.append((one.place, device, *(values[name] for name in audit.COLUMNS)))
    if rows:
        connection.exec_driver_sql(_INSERT, rows)
    if len(lines) < MOST_OVERSEEN:
        Meta(connection).keep(_WISH, 0)
    return True
