"""What IT does beside the running service: missions, codes, revocation, export, verification."""

from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from sync.changes.change import DELETED
from sync.clock import Clock, stamp
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.flat import assemble
from sync.errors import InvalidField
from sync.gateway import accounts, erasures, replay
from sync.gateway.audit import commands, log
from sync.gateway.audit.log import Arrived, Note
from sync.gateway.blobs.folder import BlobFolder
from sync.gateway.blobs.shelves import Limits, Shelves
from sync.gateway.breach import pack
from sync.gateway.breach.facts import Loss
from sync.gateway.database import Database
from sync.gateway.directory import own
from sync.gateway.keys import centre_of
from sync.gateway.rescues import Rescues
from sync.gateway.snapshots import building
from sync.gateway.tables import devices, missions, records
from sync.identity.lease import code, secret_of
from sync.identity.wordlist import words

Shown = dict[str, Any]


class Administration:
    """The commands on one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._centre = centre_of(database, clock)  # the first command of all makes the centre

    def add_missions(self, codes: Iterable[str]) -> Shown:
        """Open the books of missions; all of them or none.

        Raises:
            InvalidField: not a code.
            RuleBroken: there is one already.
        """
        added = list(codes)
        with self._database.write() as connection:
            for code in added:
                accounts.add_mission(connection, code, self._clock)
                self._note(connection, Note(mission=code, act="mission-add"))
        return {"missions": added}

    def issue_code(self, mission: str, roles: Iterable[str] = ()) -> Shown:
        """Make a one-time code with which one device may join, with an officer of *roles*.

        Raises:
            InvalidField: there is no such mission, or role.
        """
        with self._database.write() as connection:
            said = list(roles)
            code = accounts.issue_code(connection, mission, self._clock, said)
            self._note(connection, Note(mission=mission, act="code-issue", fields=tuple(said)))
        return {"mission": mission, "code": code, "expires_at": stamp(self._clock.now() + accounts.CODE_LIVES)}

    def revoke(self, device: str) -> Shown:
        """Let a device not speak any more.

        Raises:
            InvalidField: there is no such device.
        """
        with self._database.write() as connection:
            accounts.revoke_device(connection, device, self._clock)
            mission = connection.scalar(select(devices.c.mission).where(devices.c.id == device)) or ""
            self._note(connection, Note(mission=mission, act="device-revoke", record=device))
        return {"device": device, "revoked": True}

    def officers(self, mission: str) -> Shown:
        """Tell who the officers of a mission are, where they were enrolled and what they may be."""
        with self._database.read() as connection:
            people = own.let_in(connection, mission).grants
        return {"officers": [{"user": one.officer, "device": one.device, "roles": one.roles} for one in people]}

    def give_roles(self, mission: str, user: str, roles: Iterable[str]) -> Shown:
        """Let an officer have these roles and no others from now on, at every device.

        Raises:
            InvalidField: there is no such officer, or role.
        """
        granted = accounts.checked_roles(roles)
        with self._database.write() as connection:
            keys = [one.key for one in own.let_in(connection, mission).grants if one.officer == user]
            if not keys:
                raise InvalidField(field="user", rule="unknown-officer")
            for key in keys:
                accounts.grant(connection, mission, (user, key), granted, stamp(self._clock.now()))
            self._note(connection, Note(mission=mission, act="role-grant", officer=user, fields=tuple(granted)))
        return {"user": user, "roles": granted}

    def lease_code(self, device: str) -> Shown:
        """Return the eight words with which a desk without a line opens again; to be read out today.

        Raises:
            InvalidField: there is no such device, or it may not speak any more.
        """
        with self._database.write() as connection:
            known = accounts.device_of(connection, device)
            if known is None or known.revoked_at is not None:
                raise InvalidField(field="device", rule="unknown-device")
            self._note(connection, Note(mission=known.mission, act="lease-code", record=device))
        today = self._clock.now().astimezone(UTC).date()
        secret = secret_of(self._centre.signing, device)
        return {"device": device, "day": today.isoformat(), "code": code(secret, device, today, words())}

    def take_rescue(self, path: Path, files: Path | None) -> Shown:
        """Take in what a desk has sealed before it was erased; see `Rescues.take`."""
        rescues = Rescues(self._database, centre_of(self._database, self._clock), self._clock)
        shelves = None
        if files is not None:
            folder = BlobFolder(files)
            folder.make()
            shelves = Shelves(self._database, folder, self._clock, Limits())
        return rescues.take(path, shelves)

    def rescued(self) -> Iterator[Shown]:
        """Yield what was rescued and is in no ledger."""
        return Rescues(self._database, centre_of(self._database, self._clock), self._clock).kept()

    def erasures(self, mission: str | None) -> Shown:
        """Say what was to be erased, in one mission or all, and which devices have not done so yet."""
        with self._database.snapshot() as connection:
            every = [mission] if mission else connection.scalars(select(missions.c.code).order_by(missions.c.code))
            return {"erasures": [one for code in every for one in erasures.listed(connection, code)]}

    def build_snapshot(self, mission: str) -> Shown:
        """Build a snapshot of a mission now, for a first sync that is about to come.

        Raises:
            InvalidField: there is no such mission. StoreDamaged: the records do not match their digest.
        """
        with self._database.read() as connection:
            if not accounts.has_mission(connection, mission):
                raise InvalidField(field="mission", rule="unknown-mission")
        built = building.build(self._database, mission, self._clock)
        if built is None:
            return {"mission": mission, "built": False}
        return {
            "mission": mission,
            "built": True,
            "seq": built.seq,
            "records": built.rows,
            "segments": len(built.segments),
            "bytes": built.size,
        }

    def export(self, kind: str | None) -> Iterator[Shown]:
        """Yield every record as the centre holds it, of one moment."""
        with self._database.snapshot() as connection:
            yield from _exported(connection, kind)

    def audit(self, given: Namespace) -> Shown:
        """Ask the audit; see sync/gateway/audit/commands.py."""
        return commands.run(self._database, self._centre, given, self._clock)

    def breach(self, given: Namespace) -> Shown:
        """Write the breach pack of a lost device; see sync/gateway/breach."""
        now = self._clock.now()
        loss = Loss(device=given.device, known_at=pack.known(given.known_at, now), since=given.since)
        with self._database.write() as connection:
            said = pack.write(connection, loss, Path(given.out), now)
            self._note(connection, Note(mission=said["mission"], act="breach", record=given.device))
        return said

    def _note(self, connection: Connection, note: Note) -> None:
        log.append(connection, Arrived(notes=[note]), stamp(self._clock.now()))

    def verify(self) -> Shown:
        """Play the ledger again and compare."""
        with self._database.snapshot() as connection:
            verified = replay.verify(connection)
        findings = [asdict(finding) for each in verified for finding in each.findings]
        return {
            "ok": not findings,
            "findings": findings,
            "missions": {each.mission: {"head": each.head, "digest": each.digest} for each in verified},
        }


def _exported(connection: Connection, kind: str | None) -> Iterator[Shown]:
    query = select(records).order_by(records.c.scope, records.c.kind, records.c.id)
    if kind is not None:
        query = query.where(records.c.kind == kind)
    for row in connection.execute(query.execution_options(yield_per=1000)):
        values = msgspec.json.decode(row.values, type=dict[str, Any])
        deleted = values.pop(DELETED, None)
        noun = NOUNS.get(row.kind)
        yield {
            "kind": row.kind,
            "id": row.id,
            "rev": row.changed,
            "mission": row.scope,
            "deleted": deleted,
            "fields": values if noun is None else assemble(noun, values),
        }
