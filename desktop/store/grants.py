"""Grants: which roles the officers of this desk have, and so what each of them may do here."""

from functools import cached_property
from typing import Final

from sqlalchemy import Connection

from desktop.store import peers
from desktop.store.device import Meta
from desktop.store.eyes import Eyes, eyes_of
from desktop.store.row import Row, read_json, write_json
from sync.changes.change import Change
from sync.changes.rights import Need, missing
from sync.domain.records.flat import Flat
from sync.domain.rules.rights import Roles, default_roles, kinds_of, may, who_may
from sync.errors import NoRight

_KEPT: Final = "granted_here"
"""In `meta`: roles by officer, as they were granted at this desk before the centre told of them."""


class Rights:
    """What one officer may, within one transaction."""

    def __init__(self, connection: Connection, officer: str) -> None:
        self._connection = connection
        self._officer = officer

    @cached_property
    def roles(self) -> Roles:
        """What the officer is."""
        return roles_of(self._connection, self._officer)

    @property
    def eyes(self) -> Eyes:
        """What the officer sees."""
        return eyes_of(self.roles)

    def reads(self, row: Row) -> Row:
        """Return a record as far as the officer may see it.

        Raises:
            NoRight: not at all.
        """
        check_seen(self.eyes, row)
        return self.eyes.row(row)

    def needs(self, verb: str, kind: str, sensitivity: int = 0) -> None:
        """Make sure that the officer may do *verb* with records of *kind*.

        Raises:
            NoRight: none of the officer's roles may.
        """
        if not may(self.roles, kind, verb, sensitivity):
            raise refusal(Need(kind=kind, verb=verb, sensitivity=sensitivity))

    def check(self, change: Change, before: Flat) -> None:
        """Make sure that the officer may make *change* of a record that stands as *before*.

        Raises:
            NoRight: as `needs`.
        """
        need = missing(self.roles, change, before)
        if need is not None:
            raise refusal(need)


def eyes_at(connection: Connection, officer: str | None) -> Eyes:
    """Return what an officer sees; where nobody is named, everything is seen."""
    return eyes_of(default_roles() if officer is None else roles_of(connection, officer))


def check_seen(eyes: Eyes, row: Row) -> None:
    """Make sure that a record may be seen.

    Raises:
        NoRight: its kind may not be read, or that of what it belongs to.
    """
    if not eyes.sees(row.kind, row.fields):
        unseen = next(kind for kind in kinds_of(row.kind, row.fields) if not eyes.may("read", kind))
        raise refusal(Need(kind=unseen, verb="read"))


def refusal(need: Need) -> NoRight:
    """Say that a right is missing, and whose it is."""
    roles = " ".join(who_may(need.kind, need.verb, need.sensitivity))
    return NoRight(kind=need.kind, verb=need.verb, roles=roles)


def roles_of(connection: Connection, officer: str) -> Roles:
    """Return the roles of an officer of this desk: as the centre told them last, or as they were granted here.

    Before the desk has joined a centre nobody has granted anything, and its officers do all the work of a mission.
    """
    meta = Meta(connection)
    if meta.text("centre") is None:
        return default_roles()
    told = peers.roles(meta, meta.needed("device"), officer)
    return frozenset(_granted_here(meta).get(officer, ())) if told is None else told


def keep(meta: Meta, officer: str, roles: Roles) -> None:
    """Keep what an officer was granted at this desk, until the centre tells of it."""
    meta.keep(_KEPT, write_json(_granted_here(meta) | {officer: sorted(roles)}).decode())


def _granted_here(meta: Meta) -> dict[str, list[str]]:
    kept = meta.text(_KEPT)
    known: dict[str, list[str]] = {} if kept is None else read_json(kept)
    return known
