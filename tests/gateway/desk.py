"""A desk of a few lines, for tests of the gateway: real keys, real envelopes, the real conversation, no store."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import msgspec

from sync.changes.change import Change, Operation, Version, change_id
from sync.changes.hlc import tick
from sync.clock import stamp
from sync.domain.ids import new_id
from sync.engine.conversation import Centre, Conversation
from sync.engine.joining import Applicant, join
from sync.engine.ports import Batch, Position, Wants
from sync.errors import SnapshotGone
from sync.identity.envelope import FIRST, digest
from sync.identity.keys import SigningKey, Speaker
from sync.identity.officer import change_hash, sign_batch
from sync.protocol.messages import Answer, CentreKeys, Result, Signature, read
from sync.transport.wire import CENTRE_ROUTE, ENROL_ROUTE, ENVELOPE, EXCHANGE_ROUTE, SEGMENTS_ROUTE

CODE: Final = "satu dua tiga empat lima enam tujuh delapan"
PLAIN: Final = Wants(limit_bytes=262_144)
START: Final = datetime(2026, 3, 10, 6, 42, tzinfo=UTC)


class PlayedClock:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def passes(self, span: timedelta) -> None:
        self.at += span


@dataclass
class Door:
    """The routes of a gateway, as a desk speaks to them; *status* and *problem* of the last answer."""

    client: httpx.Client
    status: int = 0
    problem: dict[str, Any] = field(default_factory=dict)

    def centre(self) -> CentreKeys:
        return read(self.client.get(CENTRE_ROUTE).content, CentreKeys)

    def enrol(self, envelope: bytes) -> bytes:
        return self.post(ENROL_ROUTE, envelope)

    def exchange(self, envelope: bytes) -> bytes:
        return self.post(EXCHANGE_ROUTE, envelope)

    def segment(self, name: str, size: int, arrived: bytearray, most: int) -> None:
        end = min(size, len(arrived) + most)
        answer = self.client.get(f"{SEGMENTS_ROUTE}/{name}", headers={"Range": f"bytes={len(arrived)}-{end - 1}"})
        if answer.status_code == 404:
            raise SnapshotGone
        arrived += answer.content
        assert len(arrived) == end

    def post(self, route: str, body: bytes, **headers: str) -> bytes:
        """Post and remember; an answer that is no envelope gives nothing."""
        answer = self.client.post(route, content=body, headers={"Content-Type": ENVELOPE} | headers)
        self.status = answer.status_code
        self.problem = {} if self.status == 200 else answer.json()
        return answer.content if self.status == 200 else b""


class Desk:
    """One device with one officer."""

    def __init__(self, door: Door, clock: PlayedClock, officer: str = "siti") -> None:
        self.door = door
        self.clock = clock
        self.officer = officer
        self.device = Speaker.new(new_id(clock.now()))
        self.signing = SigningKey.new()
        self.position = Position(device=self.device.id, epoch=1, sent=0, prev=FIRST, cursor=0)
        self.centre: Centre | None = None
        self.mission = ""
        self.mark = ""
        self._number = 0
        self._hlc = ""

    def join(self, code: str = CODE) -> "Desk":
        """Enrol with the centre behind the door."""
        applicant = Applicant(
            device=self.device,
            officer=self.officer,
            officer_name=self.officer.title(),
            officer_key=self.signing.public,
        )
        joined = join(self.door, code, applicant, self.clock)
        self.centre, self.mission, self.mark = joined.centre, joined.mission, joined.mark
        return self

    def change(
        self,
        record: str,
        values: dict[str, Any],
        base: dict[str, Version] | int | None = None,
        *,
        op: Operation = "set",
        kind: str = "worker",
    ) -> Change:
        """Make the next change of this desk; a whole number as base stands for all paths."""
        self._number += 1
        self._hlc = tick(self._hlc, self.clock.now(), self.device.id)
        bases: dict[str, Version] = {"": base, **dict.fromkeys(values, base)} if isinstance(base, int) else base or {}
        return Change(
            id=change_id(self.device.id, self.position.epoch, self._number),
            record=record,
            kind=kind,
            op=op,
            values=values,
            base=bases,
            officer=self.officer,
            at=stamp(self.clock.now()),
            hlc=self._hlc,
        )

    def deciding(self, change: Change, *conflicts: str) -> Change:
        """Let *change* decide conflicts."""
        return msgspec.structs.replace(change, resolves=list(conflicts))

    def create(self, values: dict[str, Any], kind: str = "worker") -> Change:
        """Make a change that makes a record."""
        return self.change(new_id(self.clock.now()), values, kind=kind, op="create")

    def signed(self, *changes: Change) -> Batch:
        """Put changes into a batch with this officer's signature over the officer's own."""
        own = [change_hash(change) for change in changes if change.officer == self.officer]
        signature = sign_batch(self.signing, own)
        mine = Signature(officer=self.officer, key=self.signing.public.text, signature=signature)
        return Batch(changes=changes, signatures=(mine,) if own else ())

    def seal(self, batch: Batch, wants: Wants = PLAIN) -> bytes:
        """Seal the next ask."""
        assert self.centre is not None
        talk = Conversation(self.device, self.centre, self.clock)
        return talk.ask(self.position, batch, wants)

    def hear(self, envelope: bytes, sealed: bytes) -> Answer:
        """Open an answer and move on."""
        assert self.centre is not None
        answer = Conversation(self.device, self.centre, self.clock).answer(envelope, sealed, self.position)
        self.position = Position(
            device=self.device.id,
            epoch=self.position.epoch,
            sent=self.position.sent + 1,
            prev=digest(envelope),
            cursor=answer.cursor,
        )
        return answer

    def exchange(self, *changes: Change, limit: int = 262_144, compare: bool = False) -> Answer:
        """Say *changes*, hear the answer."""
        return self.wanting(Wants(limit_bytes=limit, digest={} if compare else None, compare=compare), *changes)

    def wanting(self, wants: Wants, *changes: Change) -> Answer:
        """Say what this desk wants besides, hear the answer."""
        envelope = self.seal(self.signed(*changes), wants)
        return self.hear(envelope, self.door.exchange(envelope))

    def say(self, *changes: Change) -> list[Result]:
        """Say *changes*, hear what became of them."""
        return self.exchange(*changes).results
