"""The exchange: one envelope in, one out, and everything that it changes in one transaction."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, insert, select, update

from sync.changes.change import Change
from sync.clock import Clock, stamp
from sync.domain.ids import is_id
from sync.domain.rules.erasure import ERASURE
from sync.domain.rules.rights import may_oversee
from sync.engine import shape
from sync.engine.shape import Arrival, arrivals
from sync.engine.signing import Proof, Said, proven
from sync.errors import BadEnvelope, BadMessage, DeviceRefused
from sync.gateway import accounts, erasures, introductions, mending, news, quarantine, sweeping
from sync.gateway.ahead import LANES
from sync.gateway.audit import log
from sync.gateway.audit.chains import Chain, Teller
from sync.gateway.database import Database
from sync.gateway.directory.own import Own
from sync.gateway.enrol import Reply
from sync.gateway.intake import Intake, Trust
from sync.gateway.ledger import Book, change_with_id, digest_of_scope, head_of
from sync.gateway.listed import is_listed
from sync.gateway.numbers import Heard, Written
from sync.gateway.sight import Sight, sight_of
from sync.gateway.snapshots import kept
from sync.gateway.tables import devices, missions, signatures
from sync.gateway.telling import Telling
from sync.identity.envelope import Opened, seal, unseal
from sync.identity.header import Head
from sync.identity.keys import SealingKey, Speaker, VerifyKey
from sync.protocol.audit import AuditAnswer
from sync.protocol.codec import is_compact, pack_answer, unpack_ask
from sync.protocol.messages import MAX_MESSAGE_BYTES, Answer, Ask, PartSums, Refusal, Result, Signature, write
from sync.protocol.names import OTHER_NUMBERS, Names, NoNames

_MOST: Final = 1 << 53
_MOST_ERASED: Final = 64


class Exchange:
    """Answers enrolled devices. What a device may see follows from its enrolment and never from what it says."""

    def __init__(self, database: Database, centre: Speaker, clock: Clock) -> None:
        self._database = database
        self._centre = centre
        self._clock = clock
        self._directory = Own(centre, clock)

    def exchange(self, envelope: bytes) -> Reply:
        """Answer a sealed ask; the same envelope again gets the same answer, byte for byte.

        Raises:
            BadEnvelope: not whole, not for this centre, or not from an enrolled device.
            BadMessage: well sealed, but not an ask.
            DeviceRefused: revoked, or its numbers show a restored or cloned store.
            Busy: the database is not there or did not get to it in time; nothing was changed.
        """
        opened = unseal(envelope, self._centre, self._sender, max_payload=MAX_MESSAGE_BYTES)
        if opened.head.kind != "exchange":
            raise BadEnvelope(rule="kind")
        try:
            sealed = self._answer_to(opened)
        except DeviceRefused as refused:
            if refused.rule not in ("revoked", "unlisted"):
                refused.sealed = self._refusal(opened, refused.rule or refused.code)
            raise
        return Reply(envelope=sealed, device=opened.head.sender)

    def _answer_to(self, opened: Opened) -> bytes:
        ask = self._heard(opened)
        if ask.v != 1 or not 0 <= ask.cursor < _MOST or not _is_sound(ask) or not mending.is_sound(ask):
            raise BadMessage(rule="shape")
        coming = _Coming(arrivals=arrivals(ask.changes), parts=self._parts(opened, ask))  # before any lock is held
        with self._database.write() as connection:
            sealed = self._answered(connection, opened, ask, coming)
        if any(change.kind == ERASURE for change in ask.changes):
            sweeping.sweep(self._database)
        return sealed

    def _refusal(self, opened: Opened, rule: str) -> bytes | None:
        """Seal why an ask is not taken: by stick it reaches its device through others, who may not make it up."""
        with self._database.read() as connection:
            device = accounts.device_of(connection, opened.head.sender)
        if device is None:
            return None
        head = Head(
            kind="refusal",
            sender=self._centre.id,
            epoch=opened.head.epoch,
            seq=opened.head.seq,
            prev=opened.digest,
            created=stamp(self._clock.now()),
        )
        return seal(head, write(Refusal(rule=rule)), {device.id: SealingKey.read(device.seal)}, self._centre)

    def _heard(self, opened: Opened) -> Ask:
        try:
            return unpack_ask(opened.payload, Heard(self._database, opened.head.sender))
        except BadMessage as error:
            if error.rule != OTHER_NUMBERS:
                raise
            # The desk has seen records that this ledger does not have, or not there: the centre was restored.
            raise DeviceRefused(rule="ahead") from None

    def _sender(self, device: str) -> VerifyKey:
        with self._database.read() as connection:
            return accounts.verify_key_of(connection, device)

    def _parts(self, opened: Opened, ask: Ask) -> PartSums | None:
        """Add up what a desk searches through; only for an envelope that is due, since it may take seconds."""
        if ask.parts is None:
            return None
        with self._database.snapshot() as connection:
            device = connection.execute(select(devices).where(devices.c.id == opened.head.sender)).one()
            if device.revoked_at is not None or _replayed(device, opened) is not None:
                return None
            now = stamp(self._clock.now())
            return mending.parts(connection, sight_of(connection, device.mission, device.id, now), ask.parts)

    def _answered(self, connection: Connection, opened: Opened, ask: Ask, coming: "_Coming") -> bytes:
        # Always the mission's row first, then the device's: two orders would be a deadlock.
        scope = connection.scalar(select(devices.c.mission).where(devices.c.id == opened.head.sender)) or ""
        writes = bool(ask.changes) or ask.digest is not None  # a digest must be of the very head that is named
        book = Book(connection, scope, self._clock.now()) if writes else None
        device = accounts.device_of(connection, opened.head.sender)
        if device is None or device.revoked_at is not None:
            raise DeviceRefused(rule="revoked")
        again = _replayed(device, opened)
        if again is not None:
            return again
        if not is_listed(connection, scope, device.id):
            raise DeviceRefused(rule="unlisted")
        if ask.officers:
            introductions.take(connection, scope, device.id, ask.officers, stamp(self._clock.now()))
        if ask.erased:
            erasures.acknowledge(connection, scope, device.id, ask.erased, stamp(self._clock.now()))
        results = [] if book is None else _taken(connection, book, opened, ask, coming.arrivals)
        names = Written(connection, scope, ask.cursor) if ask.numbers else NoNames()
        seal_it = partial(self._sealed, device, opened, names)
        if ask.marks:
            sealed = seal_it(self._found(connection, opened, ask, scope))
        else:
            sight = sight_of(connection, scope, device.id, stamp(self._clock.now()))
            answer = self._answer(connection, opened, ask, (sight, results))
            chain = Chain(connection, Teller(mission=scope, device=device.id, epoch=opened.head.epoch, at=answer.time))
            audit = self._audited(connection, ask, chain, (answer.head, sight))
            answer = msgspec.structs.replace(answer, parts=coming.parts, audit=audit)
            reader = news.Reader(scope=scope, device=device.id, epoch=opened.head.epoch, sight=sight)
            sealed = Telling(connection, reader, ask, seal_it).tell(answer)
            log.append(connection, chain.arrived, answer.time)
        connection.execute(
            update(devices)
            .where(devices.c.id == device.id)
            .values(epoch=opened.head.epoch, seq=opened.head.seq, hash=opened.digest, answer=sealed)
        )
        return sealed

    def _audited(self, connection: Connection, ask: Ask, chain: Chain, about: tuple[int, Sight]) -> AuditAnswer | None:
        """Take audit lines in, and say what is held and proven where there is anything to say."""
        if ask.audit is None:
            return None
        head, sight = about
        coming = {change.id: change for change in ask.changes}

        def change_of(name: str) -> Change | None:
            return coming.get(name) or change_with_id(connection, chain.mission, name)

        said = chain.take(ask.audit, head, change_of)
        overseen = chain.mission if may_oversee(sight.roles) else None
        proven = log.proof(connection, self._centre, chain.device, ask.audit, overseen)
        told = msgspec.structs.replace(proven, held=said.held, whole=said.whole)
        return None if told == AuditAnswer() else told

    def _found(self, connection: Connection, opened: Opened, ask: Ask, scope: str) -> Answer:
        """Tell which of the marks of a desk stand in the ledger: it was restored, or the desk would not ask."""
        head = connection.scalar(select(missions.c.seq).where(missions.c.code == scope)) or 0
        common = mending.common(connection, scope, ask.marks)
        return Answer(
            request=opened.digest,
            device=opened.head.sender,
            epoch=opened.head.epoch,
            time=stamp(self._clock.now()),
            cursor=ask.cursor,
            head=max(head, ask.cursor),
            common=common,
        )

    def _answer(self, connection: Connection, opened: Opened, ask: Ask, taken: tuple[Sight, list[Result]]) -> Answer:
        """Return all of the answer but its news; what proves the head is dropped where they do not reach it."""
        sight, results = taken
        scope = sight.scope
        head, fingerprint = head_of(connection, scope, sight.kinds)
        if ask.cursor > head:  # the centre was restored and has forgotten what this desk has seen
            raise DeviceRefused(rule="ahead", expected=head)
        states, absent = mending.states(connection, sight, ask.states) if ask.states else ([], [])
        return Answer(
            request=opened.digest,
            device=opened.head.sender,
            epoch=opened.head.epoch,
            time=stamp(self._clock.now()),
            cursor=ask.cursor,
            head=head,
            results=results,
            digest=None if ask.digest is None else digest_of_scope(connection, scope, sight.kinds),
            fingerprint=fingerprint if ask.compare else None,
            snapshot=kept.offer(connection, scope, ask.cursor, sight.kinds) if ask.snapshot else None,
            kinds=sight.listed,
            states=states,
            absent=absent,
            past=None if ask.past is None else news.of_record(connection, sight, ask.past),
            directory=None if ask.directory is None else self._directory.answer(connection, scope, ask.directory),
        )

    def _sealed(self, device: Any, opened: Opened, names: Names, answer: Answer) -> bytes:
        head = Head(
            kind="answer",
            sender=self._centre.id,
            epoch=opened.head.epoch,
            seq=opened.head.seq,
            prev=opened.digest,
            created=answer.time,
        )
        said = {"request": head.prev, "device": device.id, "epoch": head.epoch, "time": head.created}
        payload = pack_answer(answer, names, said, compact=is_compact(opened.payload))
        return seal(head, payload, {device.id: SealingKey.read(device.seal)}, self._centre)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coming:
    """What was looked at before the transaction: the changes one by one, and the parts that were added up."""

    arrivals: list[Arrival]
    parts: PartSums | None


def _is_sound(ask: Ask) -> bool:
    past = ask.past
    if len(ask.erased) > _MOST_ERASED or not all(is_id(one) for one in ask.erased):
        return False
    return (past is None or (is_id(past.record) and 0 <= past.after < _MOST)) and (
        len(ask.told) in (0, LANES) and all(0 <= seq < _MOST for seq in ask.told)
    )


def _replayed(device: Any, opened: Opened) -> bytes | None:
    """Return the stored answer to an envelope that came before; None for the one that is due.

    Raises:
        DeviceRefused: forked, replayed or gap; with *expected*, the number that is due.
    """
    head, due = opened.head, device.seq + 1
    if head.epoch > device.epoch:  # a restored store, which counts from one again
        if head.seq != 1:
            raise DeviceRefused(rule="gap", expected=1)
        return None
    if head.epoch < device.epoch or head.seq < device.seq:
        raise DeviceRefused(rule="replayed", expected=due)
    if head.seq == device.seq:
        if opened.digest != device.hash or device.answer is None:
            raise DeviceRefused(rule="forked", expected=due)
        return bytes(device.answer)
    if head.seq > due:
        raise DeviceRefused(rule="gap", expected=due)
    if head.prev != device.hash:
        raise DeviceRefused(rule="forked", expected=due)
    return None


def _taken(connection: Connection, book: Book, opened: Opened, ask: Ask, arriving: list[Arrival]) -> list[Result]:
    said = [Said(officer=one.change.officer, hash=one.hash) for one in arriving]
    at = {(one.officer, one.key): _enrolled_at(connection, book.scope, one) for one in ask.signatures}
    proofs = proven(said, ask.signatures, lambda officer, key: at[officer, key] is not None)
    _keep(connection, opened.digest, proofs)
    made_at = {one.hash: shape.device_of(one.change) for one in arriving}
    now = stamp(book.now)
    signed = {  # a key proves what was made at its own device: else a stolen desk would speak for others
        (proof.officer, one): roles
        for proof in proofs
        for roles in (accounts.roles_of(connection, book.scope, proof.officer, proof.key, now),)
        for one in proof.hashes
        if made_at.get(one) == at[proof.officer, proof.key]
    }
    makers = {shape.device_of(one.change) for one in arriving if one.misshapen is None} - {opened.head.sender}
    barred = accounts.barred(connection, book.scope, makers)
    awaited = {one.officer for one in ask.officers} & {officer for (officer, _), place in at.items() if place is None}
    standing = accounts.standing(connection, book.scope, {(proof.officer, proof.key) for proof in proofs})
    gone = {
        (proof.officer, one): standing[proof.officer, proof.key]
        for proof in proofs
        if (proof.officer, proof.key) in standing
        for one in proof.hashes
    }
    results = Intake(book, opened.digest, Trust(signed=signed, barred=barred, gone=gone, awaited=awaited)).take(
        arriving
    )
    quarantine.keep(connection, book, arriving, results)
    book.write()
    return results


def _keep(connection: Connection, batch: str, proofs: list[Proof]) -> None:
    """Keep the signatures that hold as proof, each once."""
    kept = {
        (proof.officer, proof.signature): {
            "batch": batch,
            "officer": proof.officer,
            "key": proof.key,
            "hashes": b"".join(proof.hashes),
            "signature": proof.signature,
        }
        for proof in proofs
    }
    if kept:
        connection.execute(insert(signatures), list(kept.values()))


def _enrolled_at(connection: Connection, scope: str, signature: Signature) -> str | None:
    if "\0" in signature.officer:  # PostgreSQL has no such text
        return None
    return accounts.enrolled_at(connection, scope, signature.officer, signature.key)
