"""What this desk remembers of restricted cases: no centre ends a restriction, and none brings an old key back."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from sqlalchemy import Connection

from desktop.store import peers
from desktop.store.row import Stored
from sync.domain.records.flat import Flat
from sync.domain.rules.restricted import LOWERED, RAISED, is_restricted
from sync.identity import lowering

_KEEP: Final = (
    "INSERT INTO case_marks(case_id, what, number) VALUES(?, ?, ?) "
    "ON CONFLICT(case_id, what) DO UPDATE SET number = max(number, excluded.number)"
)


def number(connection: Connection, case: str, what: str) -> int:
    """Return the highest number seen: of a restriction, of one that was ended, or of the keys of a family."""
    sql = "SELECT number FROM case_marks WHERE case_id = ? AND what = ?"
    return int(connection.exec_driver_sql(sql, (case, what)).scalar() or 0)


def keep(connection: Connection, case: str, what: str, seen: int) -> None:
    """Keep a number, unless a higher one is known."""
    connection.exec_driver_sql(_KEEP, (case, what, seen))


def is_closed(connection: Connection, case: str) -> bool:
    """Whether the case was restricted, and nobody has proven since that two officers ended it."""
    return number(connection, case, RAISED) > number(connection, case, LOWERED)


def cases(connection: Connection) -> list[str]:
    """Return the cases that were ever restricted."""
    return list(connection.exec_driver_sql("SELECT case_id FROM case_marks WHERE what = ?", (RAISED,)).scalars())


def is_open(connection: Connection, case: str) -> bool:
    """Whether the case was restricted, and two officers ended it."""
    return 0 < number(connection, case, RAISED) <= number(connection, case, LOWERED)


def note(connection: Connection, rows: Iterable[Stored]) -> None:
    """Learn from cases as they come from the centre or another desk."""
    for stored in rows:
        said = raised_of(stored.values)
        if said:
            _note(connection, stored.row.id, said, stored.values)


def _note(connection: Connection, case: str, said: int, values: Flat) -> None:
    known, restricted = number(connection, case, RAISED), is_restricted(values)
    if not known:  # the first that is heard of it
        keep(connection, case, RAISED, said)
        if not restricted:
            keep(connection, case, LOWERED, said)
        return
    ended = lowering.proven(case, values.get(LOWERED), partial(peers.verify_keys, connection))
    if ended:
        keep(connection, case, LOWERED, ended)
        if restricted and said == ended + 1:
            keep(connection, case, RAISED, said)


def raised_of(values: Flat) -> int:
    """Return how often a case with these *values* was restricted."""
    said = values.get(RAISED)
    return said if isinstance(said, int) else int(is_restricted(values))
