"""Receipts: answers that the centre has signed and whose fingerprint was this desk's own, kept as they came."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import scope, sums
from desktop.store.device import Meta
from sync.changes.digest import fingerprint
from sync.protocol.messages import Answer

_KEEP: Final = "INSERT OR REPLACE INTO receipts(whole, until, seq, fingerprint, sealed) VALUES(?, ?, ?, ?, ?)"
_DIFFERS: Final = "differs"
"""In `meta`: the seq at which the centre was last found to hold something else than this desk."""


_UNEQUAL: Final = "unequal"
"""In `meta`: the two fingerprints that were last found different."""
_SEARCHED: Final = "searched"
"""In `meta`: the two of which the difference was searched for to the end, and stayed."""
_LOST: Final = "centre_lost"
"""In `meta`: how many own changes are offered again since the centre was restored; until all is proven again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Everything entered here until the centre's time *until* was in its ledger up to *seq*, and equal."""

    until: str
    seq: int
    fingerprint: str

    def as_fields(self) -> dict[str, Any]:
        """The receipt as the command line shows it."""
        return {"until": self.until, "seq": self.seq, "fingerprint": self.fingerprint}


def compare(connection: Connection, answer: Answer, sealed: bytes) -> bool | None:
    """Compare this desk with the centre, after all of *answer* was taken in; None where it is not level."""
    if answer.fingerprint is None:
        return None
    meta, mine = Meta(connection), fingerprint(sums.per_kind(connection, scope.told(connection)))
    is_equal = mine == answer.fingerprint
    meta.keep(_DIFFERS, "" if is_equal else answer.cursor)
    meta.keep(_UNEQUAL, "" if is_equal else mine + answer.fingerprint)
    if is_equal:
        scope.is_level(meta)
        kept = (answer.time, answer.cursor, answer.fingerprint, sealed)
        connection.exec_driver_sql(_KEEP, (0, *kept))
        if connection.exec_driver_sql("SELECT 1 FROM outbox LIMIT 1").first() is None:
            connection.exec_driver_sql(_KEEP, (1, *kept))
            meta.keep(_LOST, 0)
    return is_equal


def searched(connection: Connection) -> None:
    """What was found different last was searched for to the end."""
    meta = Meta(connection)
    meta.keep(_SEARCHED, meta.text(_UNEQUAL) or "")


def is_to_search(connection: Connection) -> bool:
    """Whether something differs that was not searched for yet."""
    meta = Meta(connection)
    unequal = meta.text(_UNEQUAL)
    return bool(unequal) and unequal != meta.text(_SEARCHED)


def offered_again(connection: Connection, count: int) -> None:
    """Note that the centre had lost own changes."""
    meta = Meta(connection)
    meta.keep(_LOST, meta.number(_LOST) + count)


def lost_at_centre(connection: Connection) -> int:
    """Return how many own changes are offered again since the centre was restored."""
    return Meta(connection).number(_LOST)


def last(connection: Connection, *, whole: bool = True) -> Receipt | None:
    """Return the last receipt: *whole*, of everything entered here; else of everything that had been sent."""
    line = connection.exec_driver_sql(
        "SELECT until, seq, fingerprint FROM receipts WHERE whole = ?", (int(whole),)
    ).one_or_none()
    return None if line is None else Receipt(until=line.until, seq=line.seq, fingerprint=line.fingerprint)


def differs(connection: Connection) -> bool:
    """Whether the centre was last found to hold something else."""
    return bool(Meta(connection).text(_DIFFERS))


def drop(connection: Connection) -> None:
    """Forget what was proven: this store, or the centre, is not what it was."""
    connection.exec_driver_sql("DELETE FROM receipts")
    Meta(connection).keep(_DIFFERS, "")
