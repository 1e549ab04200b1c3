"""Sight: what a device may be told, which is what the officers enrolled at it may read; nobody else's word counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import Connection, select

from sync.changes.state import Flat
from sync.domain.records.catalogue import NOUNS
from sync.domain.rules.rights import OWNERS, UNKNOWN, Roles, may, readable, sees
from sync.gateway import accounts
from sync.gateway.listed import listed
from sync.gateway.tables import officers, records

_EVERY: Final = frozenset({*NOUNS, UNKNOWN})
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Sight:
    """*kinds* that are told, None for all; *roles* of the officers together."""

    scope: str
    roles: Roles
    kinds: frozenset[str] | None

    @property
    def listed(self) -> list[str] | None:
        """The kinds as a message tells them."""
        return None if self.kinds is None else sorted(self.kinds)

    def shows(self, kind: str, values: Flat) -> bool:
        """Whether a record may be told."""
        return sees(self.kinds, kind, values)

    def opens(self, kind: str) -> bool:
        """Whether files of records of *kind* may be handed out."""
        return may(self.roles, kind, "open")

    def hidden(self, connection: Connection, named: Iterable[tuple[str, str]]) -> set[str]:
        """Return the records, of those *named* by id and kind, that may not be told."""
        if self.kinds is None:
            return set()
        of_kind = dict(named)
        hidden = {record for record, kind in of_kind.items() if not self.shows(kind, {})}
        hanging = [record for record, kind in of_kind.items() if kind in OWNERS and record not in hidden]
        for start in range(0, len(hanging), _AT_ONCE):
            query = select(records.c.id, records.c.kind, records.c["values"]).where(
                records.c.scope == self.scope, records.c.id.in_(hanging[start : start + _AT_ONCE])
            )
            rows = connection.execute(query)
            hidden |= {row.id for row in rows if not self.shows(row.kind, msgspec.json.decode(row.values))}
        return hidden


def sight_of(connection: Connection, scope: str, device: str, at: str) -> Sight:
    """Return what a device may be told at a moment."""
    roles: Roles = frozenset()
    there = listed(connection, scope)
    if there is not None:
        roles = roles.union(*(one.roles for one in there.grants if one.device == device and one.holds(at)))
    else:
        here = (officers.c.mission == scope, officers.c.device == device)
        for row in connection.execute(select(officers.c.officer, officers.c.key).where(*here)).all():
            roles |= accounts.roles_of(connection, scope, row.officer, row.key, at)
    kinds = readable(roles)
    return Sight(scope, roles, None if kinds >= _EVERY else kinds)
