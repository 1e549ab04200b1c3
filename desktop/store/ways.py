"""The ways in which this store opens: officers' passphrases, the sheet, custodians; and when each was last tried.

Who loses the only way in loses every case. So a second one should be proven before the first case is made: where there
are custodians, or the ministry names some, it must be.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from desktop.keys import slots
from desktop.store import directory
from desktop.store.device import Meta
from desktop.store.row import read_json, write_json
from sync.clock import stamp
from sync.errors import RuleBroken

CUSTODIANS: Final = "custodians"
SHEET: Final = "sheet"
_OFFICER: Final = "officer:"
_KEPT: Final = "ways"
"""In `meta`: by way the moment at which it was last tried with success."""
_GATE: Final = "two_ways"
"""In `meta`: whether the first case waits for two tried ways."""
_ENOUGH: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way in: an officer's name to sign in with, `sheet` or `custodians`; and when it opened last."""

    way: str
    tried_at: str | None

    def as_fields(self) -> dict[str, str | None]:
        """The way as the command line shows it."""
        return {"way": self.way, "tried_at": self.tried_at}


def officer(user: str) -> str:
    """Return how an officer's passphrase is named here."""
    return _OFFICER + user


def tried(connection: Connection, way: str, at: datetime) -> None:
    """Note that *way* has opened the store."""
    meta = Meta(connection)
    meta.keep(_KEPT, write_json(_kept(meta) | {way: stamp(at)}).decode())


def changed(connection: Connection, way: str) -> None:
    """Note that *way* is a new one, or gone: what was tried was another."""
    meta = Meta(connection)
    meta.keep(_KEPT, write_json({one: at for one, at in _kept(meta).items() if one != way}).decode())


def close_gate(connection: Connection) -> None:
    """Let the first case wait until two ways were tried."""
    Meta(connection).keep(_GATE, 1)


def of(connection: Connection, folder: Path) -> tuple[Way, ...]:
    """Return the ways that there are."""
    kept = _kept(Meta(connection))
    found = [(user, kept.get(officer(user))) for user in slots.users(folder)]
    found += [(SHEET, kept.get(SHEET))] if slots.has_sheet(folder) else []
    found += [(CUSTODIANS, kept.get(CUSTODIANS))] if slots.custodians(folder) else []
    return tuple(Way(way=way, tried_at=at) for way, at in found)


def ensure_two(connection: Connection) -> None:
    """Let the first case of a store pass only when it opens in two ways that were tried.

    Raises:
        RuleBroken: it does not; kind "case", rule "two-ways".
    """
    meta = Meta(connection)
    has_case = connection.exec_driver_sql("SELECT 1 FROM r_case LIMIT 1").first() is not None
    if has_case or len(_kept(meta)) >= _ENOUGH:
        return
    if meta.number(_GATE) or directory.kept(meta).custodians.custodians:
        raise RuleBroken(kind="case", rule="two-ways")


def _kept(meta: Meta) -> dict[str, str]:
    kept = meta.text(_KEPT)
    return {} if kept is None else read_json(kept)
