"""What IT does with the directory beside the running service: load the ministry's, show, order, see quarantine."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select

from sync.clock import Clock
from sync.errors import InvalidField, RuleBroken
from sync.gateway import accounts, quarantine
from sync.gateway.database import Database
from sync.gateway.directory import loading, own
from sync.gateway.directory.own import Own
from sync.gateway.directory.shelf import root_hash
from sync.gateway.keys import centre_of
from sync.gateway.listed import MINISTRY, kind
from sync.gateway.tables import missions

Shown = dict[str, Any]


class DirectoryAdministration:
    """The commands on one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._centre = centre_of(database, clock)

    def load(self, folder: Path) -> Shown:
        """Put the ministry's directory in force.

        Raises:
            UnreadableFile, DirectoryRefused: see `loading.load`; what was in force stays.
        """
        with self._database.write() as connection:
            loaded = loading.load(connection, folder, self._clock.now())
            return loaded | {"root": root_hash(connection)}

    def show(self) -> Shown:
        """Tell whom this centre has let in, for the ministry to adopt."""
        with self._database.read() as connection:
            codes = list(connection.scalars(select(missions.c.code).order_by(missions.c.code)))
            shown = own.shown(connection, codes, self._centre.public, self._centre.id)
        plain: Shown = msgspec.to_builtins(shown)
        return plain

    def order(self, verb: str, device: str, reason: str) -> Shown:
        """Order a device to lock or to erase itself, where this centre's own directory is in force.

        Raises:
            RuleBroken: the ministry's is in force, and only its signers may; rule "ministry".
            InvalidField: there is no such device, or *reason* is no code.
        """
        with self._database.write() as connection:
            if kind(connection) == MINISTRY:
                raise RuleBroken(rule="ministry")
            if accounts.device_of(connection, device) is None:
                raise InvalidField(field="device", rule="unknown-device")
            Own(self._centre, self._clock).order(connection, verb, device, reason)
        return {"device": device, "order": verb, "reason": reason}

    def quarantined(self, mission: str) -> Iterator[Shown]:
        """Yield the changes of revoked officers and devices."""
        with self._database.snapshot() as connection:
            yield from quarantine.kept(connection, mission)
