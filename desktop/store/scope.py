"""Scope: which kinds of records the centre tells this desk, by what its officers may read; and what follows for it."""

from typing import Final

from sqlalchemy import Connection

from desktop.store import arriving
from desktop.store.device import Meta
from desktop.store.row import read_json, write_json

_KINDS: Final = "kinds_told"
"""In `meta`: a list; nothing where every kind is told."""
_WIDER: Final = "kinds_wider"
"""In `meta`: since kinds were added, what of them lies before the cursor may not be here yet."""


def told(connection: Connection) -> frozenset[str] | None:
    """Return the kinds that the centre tells; None for all."""
    return _kept(Meta(connection))


def hear(connection: Connection, kinds: list[str] | None) -> None:
    """Note which kinds the centre tells from now on. What came before of others stays; nothing is deleted here.

    Of what is new the comparing of fingerprints finds out that it is missing, and it is fetched as anything that
    differs; its past is at the centre until somebody asks.
    """
    meta = Meta(connection)
    before, now = _kept(meta), None if kinds is None else frozenset(kinds)
    if before == now:
        return
    meta.keep(_KINDS, "" if kinds is None else write_json(kinds).decode())
    arriving.drop(connection, refused=False)  # it is of other kinds
    if before is not None and (now is None or not now <= before):
        meta.keep(_WIDER, 1)
        arriving.begin_past(connection, meta.number("cursor"))


def is_level(meta: Meta) -> None:
    """Note that this desk holds all that it may be told."""
    if meta.number(_WIDER):
        meta.keep(_WIDER, 0)


def keeps_numbers(meta: Meta) -> bool:
    """Whether this desk holds every record up to its cursor, so that the centre may name any by its number."""
    return _kept(meta) is None and not meta.number(_WIDER)


def _kept(meta: Meta) -> frozenset[str] | None:
    kept = meta.text(_KINDS)
    return frozenset(read_json(kept)) if kept else None
