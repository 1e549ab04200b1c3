"""A centre in this process and desks with real stores around it; only the clock and the line are played."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Self

from litestar.testing import TestClient

from desktop.store.enrolment import keep_joined, line_of, new_device_keys
from desktop.store.replica import StoreReplica
from desktop.store.row import Row
from desktop.store.signer import Signer
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.store.vault import Vault
from sync.clock import stamp
from sync.engine.budget import NO_BOUND, Budget, Purse
from sync.engine.conversation import Conversation
from sync.engine.joining import Applicant, join
from sync.engine.pace import Pace
from sync.engine.ports import Channel, Shelf
from sync.engine.round import Report, Round
from sync.errors import NoAnswer
from sync.gateway import accounts
from sync.gateway.app import Gateway
from sync.gateway.database import Database
from sync.gateway.ledger import digest_of_scope
from sync.gateway.snapshots import building
from sync.identity.keys import OpeningKey, SigningKey
from sync.protocol.snapshot.manifest import Manifest
from tests.gateway.desk import CODE, Door, PlayedClock

KEY: Final = bytes(range(48))
Fields = dict[str, Any]


def fresh_key() -> bytearray:
    """The key of every store of the tests; the opener wipes what it is given."""
    return bytearray(KEY)


class CutLine:
    """Carries envelopes until it is cut: before the centre hears, or after, when only the answer is lost."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self.loses_asks = False
        self.loses_answers = False

        self.segments: list[str] = []  # those that were asked for
        self.on_segment: Callable[[str, bytearray], None] = lambda _name, _arrived: None

    def exchange(self, envelope: bytes) -> bytes:
        if self.loses_asks:
            raise NoAnswer
        sealed = self._door.exchange(envelope)
        if self.loses_answers:
            raise NoAnswer
        return sealed

    def segment(self, name: str, size: int, arrived: bytearray, most: int) -> None:
        self.segments.append(name)
        self._door.segment(name, size, arrived, most)
        self.on_segment(name, arrived)


class StoreDesk:
    """A desk of store and line, with one officer."""

    def __init__(self, store: Store, clock: PlayedClock, officer: str) -> None:
        self._signing = SigningKey.new()
        self.opening = OpeningKey.new()
        self.clock = clock
        self.officer = officer
        self.line: CutLine | None = None
        self.pace = Pace(clock)
        self.store = store

    @property
    def store(self) -> Store:
        return self._store

    @store.setter
    def store(self, store: Store) -> None:
        self._store = store
        store.signer = Signer(self.officer, lambda: self._signing)
        store.vault = self.vault()

    def vault(self) -> Vault:
        """What the officer has in hand when the desk was just unlocked."""
        return Vault(self.officer, self.opening, self._signing.public)

    def join(self, door: Door, code: str) -> "StoreDesk":
        device = new_device_keys(self.store, self.store.identity().device)
        applicant = Applicant(
            device=device,
            officer=self.officer,
            officer_name=self.officer.title(),
            officer_key=self._signing.public,
            officer_seal=self.opening.public,
        )
        keep_joined(self.store, join(door, code, applicant, self.clock), "https://centre.example", self.officer)
        self.line = CutLine(door)
        return self

    @property
    def key(self) -> str:
        """The verify key of the officer."""
        return self._signing.public.text

    def create(self, kind: str = "worker", **fields: Any) -> Row:
        row: Row = self.store.do(self.officer, lambda unit: unit.create(kind, fields)).answer
        return row

    def edit(self, row: Row, **fields: Any) -> Row:
        edited: Row = self.store.do(self.officer, lambda unit: unit.edit(row.kind, row.id, fields)).answer
        return edited

    def delete(self, row: Row) -> Row:
        deleted: Row = self.store.do(self.officer, lambda unit: unit.delete(row.kind, row.id, "test")).answer
        return deleted

    def get(self, row: Row) -> Row:
        return self.store.get(row.kind, row.id)

    def replica(self) -> StoreReplica:
        return self.store.replica()

    def round(self, channel: Channel | None = None, budget: Budget = NO_BOUND) -> Report:
        return self.talk(channel, budget).run(lambda _: None)

    def talk(self, channel: Channel | None = None, budget: Budget = NO_BOUND) -> Round:
        line = line_of(self.store)
        assert line is not None
        assert self.line is not None
        conversation = Conversation(line.device, line.centre, self.clock)
        channel = channel or self.line
        shelf = channel if isinstance(channel, Shelf) else None
        return Round(self.replica(), channel, conversation, Purse(budget, self.pace), shelf)


def make(unit: Unit, kind: str, **fields: Any) -> Row:
    return unit.create(kind, fields)


class World:
    """One centre with the mission JHB, and the desks that joined it."""

    def __init__(self, folder: Path, clock: PlayedClock) -> None:
        self._stack = ExitStack()
        self._folder = folder
        self._clock = clock
        self.database = Database(f"sqlite:///{folder / 'centre.db'}")
        self.desks: list[StoreDesk] = []

    def __enter__(self) -> Self:
        self._stack.callback(self.database.close)
        gateway = Gateway(self.database, self._clock)
        with self.database.write() as connection:
            accounts.add_mission(connection, "JHB", self._clock)
        self._door = Door(self._stack.enter_context(TestClient(gateway.application())))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def stranger(self, officer: str = "siti") -> StoreDesk:
        """A desk that has not joined."""
        folder = self._folder / f"desk{len(self.desks)}"
        folder.mkdir()
        store = Store.create(folder, fresh_key, self._clock, mission="JHB", store_id="s1")
        self._stack.callback(store.close)
        self.desks.append(StoreDesk(store, self._clock, officer))
        return self.desks[-1]

    def admit(self, desk: StoreDesk, *roles: str) -> StoreDesk:
        """Let a desk join, with an officer of *roles*."""
        code = CODE.replace("satu", f"satu{chr(97 + self.desks.index(desk))}")
        with self.database.write() as connection:
            accounts.add_code(connection, "JHB", code, self._clock, roles)
        return desk.join(self._door, code)

    def desk(self, officer: str = "siti", *roles: str) -> StoreDesk:
        """A desk that has joined."""
        return self.admit(self.stranger(officer), *roles)

    def give(self, desk: StoreDesk, *roles: str) -> None:
        """Let the officer of a desk have these roles and no others."""
        self._clock.passes(timedelta(seconds=1))
        with self.database.write() as connection:
            accounts.grant(connection, "JHB", (desk.officer, desk.key), roles, stamp(self._clock.now()))

    def snapshot(self) -> Manifest:
        """Let the centre build a snapshot now; a second apart, so that one is the newest."""
        self._clock.passes(timedelta(seconds=1))
        manifest = building.build(self.database, "JHB", self._clock)
        assert manifest is not None
        return manifest

    def digest(self, kinds: frozenset[str] | None = None) -> dict[str, str]:
        """The canonical state of the centre."""
        with self.database.read() as connection:
            return digest_of_scope(connection, "JHB", kinds)
