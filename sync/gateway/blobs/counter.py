"""The counter where tickets are given out and shown: one device, one blob, one verb, for an hour."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection

from sync.clock import Clock, moment, stamp
from sync.errors import BadEnvelope, BadMessage, DeviceRefused
from sync.gateway import accounts
from sync.gateway.blobs.named import KIND, Named, named
from sync.gateway.blobs.shelves import Bearer, Refusal, Shelves, standing
from sync.gateway.database import Database
from sync.gateway.enrol import Reply
from sync.gateway.sight import Sight, sight_of
from sync.identity.envelope import FIRST, Opened, seal, unseal
from sync.identity.header import Head
from sync.identity.keys import SealingKey, Speaker, VerifyKey
from sync.protocol.blobs import (
    MOST_WISHES,
    BlobAnswer,
    BlobAsk,
    State,
    Ticket,
    Verb,
    Wish,
    proof,
    read_authorization,
)
from sync.protocol.messages import read, write

MOST_BYTES: Final = 1 << 16
"""No ask for tickets is larger."""
LIVES: Final = timedelta(hours=1)
_PURPOSE: Final = b"siskop2mi/blob-ticket/1\0"


class Counter:
    """Tickets need no table: the secret of one follows from what it allows and from a key that only the centre has."""

    def __init__(self, database: Database, centre: Speaker, clock: Clock, shelves: Shelves | None) -> None:
        """Without *shelves* this centre takes no files; asks are answered all the same."""
        self._database = database
        self._centre = centre
        self._clock = clock
        self._shelves = shelves
        self._key = hashlib.sha256(_PURPOSE + centre.signing.raw).digest()

    def answer(self, envelope: bytes) -> Reply:
        """Answer a sealed ask for tickets.

        Raises:
            BadEnvelope: not whole, not for this centre, or not from an enrolled device.
            BadMessage: well sealed, but not an ask. DeviceRefused: revoked. Busy: the database is not there.
        """
        opened = unseal(envelope, self._centre, self._sender, max_payload=MOST_BYTES)
        if opened.head.kind != "blobs":
            raise BadEnvelope(rule="kind")
        ask = read(opened.payload, BlobAsk)
        if ask.v != 1 or len(ask.wishes) > MOST_WISHES:
            raise BadMessage(rule="shape")
        with self._database.read() as connection:
            device = _device(connection, opened.head.sender)
        for wish in ask.wishes:
            if wish.doubt and self._shelves is not None:
                self._shelves.doubt(Bearer(device=device.id, scope=device.mission, blob=wish.blob))
        with self._database.read() as connection:
            tickets = self._tickets(connection, device, ask.wishes)
        return Reply(envelope=self._sealed(device, opened, tickets), device=device.id)

    def bearer(self, verb: Verb, blob: str, line: tuple[str, str], headers: Mapping[str, str]) -> Bearer:
        """Return whose request this is; *line*: its method and path.

        Raises:
            Refusal: no ticket, one for something else or of another device, changed on its way, or too old.
        """
        try:
            name, until, proven = read_authorization(headers.get("Authorization", ""))
            is_over = moment(until) <= self._clock.now()
            with self._database.read() as connection:
                device = _device(connection, name)
        except (BadMessage, DeviceRefused, ValueError):
            raise Refusal(401, "ticket") from None
        due = proof(self._secret(device, verb, blob, until), *line, headers)
        if is_over or not hmac.compare_digest(due.encode(), proven.encode()):
            raise Refusal(401, "ticket")
        return Bearer(device=device.id, scope=device.mission, blob=blob)

    def _sender(self, device: str) -> VerifyKey:
        with self._database.read() as connection:
            return accounts.verify_key_of(connection, device)

    def _tickets(self, connection: Connection, device: Any, wishes: list[Wish]) -> list[Ticket]:
        sight = sight_of(connection, device.mission, device.id, stamp(self._clock.now()))
        known = named(connection, device.mission, [wish.record for wish in wishes])
        rows = standing(connection, device.mission, [wish.blob for wish in wishes])
        return [
            self._ticket(connection, device, wish, (_allowed(sight, wish, known), rows.get(wish.blob)))
            for wish in wishes
        ]

    def _ticket(self, connection: Connection, device: Any, wish: Wish, here: tuple[Named | None, Any]) -> Ticket:
        known, row = here
        if self._shelves is None:
            return Ticket(blob=wish.blob, state="refused", code="no-files")
        if known is None or (row is not None and row.sha256 != known.sha256):
            return Ticket(blob=wish.blob, state="unknown")
        if row is None and (code := self._shelves.over(connection, device.mission, known)) is not None:
            return Ticket(blob=wish.blob, state="refused", code=code)
        until = stamp(self._clock.now() + LIVES)
        secret = self._secret(device, wish.verb, wish.blob, until)
        if row is None:
            return Ticket(blob=wish.blob, state="new", secret=secret, until=until)
        state: State = "open" if row.whole_at is None else "whole"
        return Ticket(blob=wish.blob, state=state, offset=row.held, secret=secret, until=until)

    def _secret(self, device: Any, verb: Verb, blob: str, until: str) -> str:
        said = f"{device.mission}\n{device.id}\n{verb}\n{blob}\n{until}"
        return hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()

    def _sealed(self, device: Any, opened: Opened, tickets: list[Ticket]) -> bytes:
        now = stamp(self._clock.now())
        answer = BlobAnswer(request=opened.digest, device=device.id, time=now, tickets=tickets)
        head = Head(kind="blobs-answer", sender=self._centre.id, epoch=0, seq=1, prev=FIRST, created=now)
        return seal(head, write(answer), {device.id: SealingKey.read(device.seal)}, self._centre)


def _allowed(sight: Sight, wish: Wish, known: Mapping[tuple[str, str], Named]) -> Named | None:
    """Return what a wish is about; None where nothing is, or where nobody at the device may open it."""
    found = known.get((wish.record, wish.blob))
    if found is None or wish.verb == "put":  # what was saved there must get away from there
        return found
    return found if sight.shows(KIND, {"owner_kind": found.owner}) and sight.opens(found.owner) else None


def _device(connection: Connection, name: str) -> Any:
    device = accounts.device_of(connection, name)
    if device is None or device.revoked_at is not None:
        raise DeviceRefused(rule="revoked")
    return device
