"""Real desks and a real centre for tests of faults: encrypted stores with keys that cost no passphrase."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from litestar.testing import TestClient

from desktop.desk import Desk
from desktop.keys.lock_file import LockFile
from desktop.keys.secret import Officer, Secrets, StoreRef
from desktop.keys.session import Session
from desktop.store.store import Store
from sync.clock import Clock
from sync.engine.ports import Channel
from sync.errors import DeviceRefused, NoAnswer
from sync.gateway import accounts
from sync.gateway.app import Gateway
from sync.gateway.database import Database
from sync.identity.canonical import bytes_of
from sync.identity.keys import OpeningKey, SigningKey
from sync.protocol.messages import CentreKeys, read
from sync.transport.wire import CENTRE_ROUTE, ENROL_ROUTE, ENVELOPE, EXCHANGE_ROUTE

MISSION: Final = "JHB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What opens one store, as plain bytes that can be handed to another process."""

    store: str
    salt: bytes
    user: str
    store_key: bytes
    signing: bytes
    opening: bytes

    def session(self) -> Session:
        """Open a session with copies: a session wipes its keys at the end."""
        secrets = Secrets(
            store=StoreRef(id=self.store, salt=self.salt, generation=1, turn=1),
            officer=Officer(user=self.user, name=self.user.title()),
            store_key=bytearray(self.store_key),
            keeper=bytearray(32),
            signing=bytearray(self.signing),
            opening=bytearray(self.opening),
        )
        return Session(secrets)


def new_keys(user: str) -> Keys:
    """Draw the keys of a store with one officer."""
    return Keys(
        store=str(uuid.uuid4()),
        salt=os.urandom(16),
        user=user,
        store_key=os.urandom(32),
        signing=bytes(SigningKey.new().raw),
        opening=bytes(OpeningKey.new().raw),
    )


def new_desk(folder: Path, keys: Keys, clock: Clock) -> Desk:
    """Make a store in *folder* and open its desk."""
    folder.mkdir(parents=True)
    key = keys.session().database_key
    Store.create(folder, key, clock, mission=MISSION, store_id=keys.store).close()
    return opened(folder, keys, clock)


def opened(folder: Path, keys: Keys, clock: Clock) -> Desk:
    """Open the desk of a store that is there."""
    return Desk(folder, keys.session(), LockFile(folder), clock)


class Line:
    """The routes of a gateway in this process: `Channel` and `Door` without a socket."""

    def __init__(self, client: TestClient[Any]) -> None:
        self.client = client

    def centre(self) -> CentreKeys:
        """Return what the centre says of itself."""
        return read(self.client.get(CENTRE_ROUTE).content, CentreKeys)

    def enrol(self, envelope: bytes) -> bytes:
        """Send an enrolment."""
        return self._post(ENROL_ROUTE, envelope)

    def exchange(self, envelope: bytes) -> bytes:
        """Send an ask."""
        return self._post(EXCHANGE_ROUTE, envelope)

    def _post(self, route: str, body: bytes) -> bytes:
        answer = self.client.post(route, content=body, headers={"Content-Type": ENVELOPE})
        if answer.status_code != 200:
            refused = DeviceRefused(rule=answer.json()["code"])
            refused.sealed = bytes_of(answer.json()["sealed"]) if "sealed" in answer.json() else None
            raise refused
        return answer.content


@contextmanager
def centre(database: Database, clock: Clock, *, founds: bool = True) -> Iterator[Line]:
    """Run a centre with one mission on *database*, which it *founds* unless it is there already."""
    gateway = Gateway(database, clock)
    if founds:
        with database.write() as connection:
            accounts.add_mission(connection, MISSION, clock)
    with TestClient(gateway.application()) as client:
        yield Line(client)


def code(database: Database, clock: Clock) -> str:
    """Issue a code that lets one desk join."""
    with database.write() as connection:
        return accounts.issue_code(connection, MISSION, clock)


class BadLine:
    """A channel that is cut before sending, loses answers and doubles requests, as *chance* says."""

    def __init__(self, channel: Channel, chance: Random) -> None:
        self._channel = channel
        self._chance = chance
        self.faults = {"cut": 0, "lost": 0, "doubled": 0, "late": 0}
        self._old: list[bytes] = []

    def exchange(self, envelope: bytes) -> bytes:
        """Send *envelope*, or play a fault."""
        drawn = self._chance.random()
        if drawn < 0.15:
            self._count("cut")
            raise NoAnswer
        if drawn < 0.20 and self._old:
            self._repeat_old()
        answer = self._channel.exchange(envelope)
        self._old = [*self._old[-3:], envelope]
        if drawn > 0.85:
            self._count("lost")
            raise NoAnswer
        if drawn > 0.70:
            self._count("doubled")
            assert self._channel.exchange(envelope) == answer
        return answer

    def _repeat_old(self) -> None:
        """A proxy delivers an envelope of long ago once more: the centre must not take it again."""
        self._count("late")
        with suppress(DeviceRefused):  # it is refused, or it was the last one and gets its answer again
            self._channel.exchange(self._old[0])

    def _count(self, fault: str) -> None:
        self.faults[fault] += 1
