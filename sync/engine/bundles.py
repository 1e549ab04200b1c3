"""Bundles: what a stick carries where no line is; the same sealed envelopes as by the line, in one signed file.

A desk writes its frozen ask into the file. Any other desk of the mission that reads it hands the ask on to the centre,
bytes unchanged, and carries the sealed answer back. Neither can open what it carries; doubled, late or lost sticks end
like doubled, late or lost requests.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

import msgspec

from sync.engine.conversation import Conversation
from sync.engine.mending import Mending
from sync.engine.pace import MOST_CHANGES
from sync.engine.ports import Applied, Batch, Channel, Mend, Replica, Wants
from sync.errors import BadBundle, BadEnvelope, BadMessage, DeviceRefused, Disagreed, NotTheCentre
from sync.identity.envelope import digest, outside
from sync.identity.header import Header
from sync.identity.keys import SIGNATURE_BYTES, Speaker, VerifyKey
from sync.protocol.audit import MOST_LINES
from sync.protocol.pieces import Piece

MAX_BUNDLE_BYTES: Final = 64 << 20
MOST_BYTES: Final = 4 << 20
"""Of changes, and of news in the answer: a stick travels for days, so it carries more than a line does at once."""

KeyOf = Callable[[str], VerifyKey]
"""Gives the verify key of a device of the mission or of its centre, else raises KeyError."""

_ASK: Final = "exchange"
_REFUSAL: Final = "refusal"
_ANSWERS: Final = ("answer", _REFUSAL)
_MAGIC: Final = b"SPB1"
_LENGTH_BYTES: Final = 8
_SIGNED: Final = b"siskop2mi/bundle/1\0"
_MOST_ENVELOPES: Final = 1000


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """What one file holds. Envelopes prove themselves; the signature proves who put them together."""

    v: int = 1
    sender: str  # device
    mission: str
    created: str
    asks: list[bytes] = []
    answers: list[bytes] = []
    handings: list[bytes] = []
    files: list[Piece] = []  # their bytes stand behind all this, in this order


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A sealed ask of another desk that this one hands on."""

    device: str
    epoch: int
    seq: int
    envelope: bytes


class Pouch(Protocol):
    """Where a desk keeps what it carries for others, one ask and one answer for each desk."""

    def asks(self) -> tuple[Ask, ...]:
        """Return the asks that no answer is known to."""
        ...

    def answers(self) -> tuple[bytes, ...]:
        """Return the sealed answers, for their desks."""
        ...

    def take_ask(self, ask: Ask) -> bool:
        """Keep an ask unless a later one of its desk is known; return whether it was new."""
        ...

    def take_answer(self, device: str, epoch: int, seq: int, answer: bytes) -> bool:
        """Keep the answer to an ask of *device*; return whether it was new."""
        ...

    def refuse(self, ask: Ask, code: str) -> None:
        """Keep that the centre does not take this ask."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What reading a bundle did."""

    asks: int  # of other desks, new here: they go on to the centre
    answers: int  # for other desks, new here
    applied: Applied | None  # the centre's answer to this desk's own ask, when it was there


def write(bundle: Bundle, sender: Speaker) -> bytes:
    """Return what stands in the file before the bytes of sealed files."""
    body = msgspec.msgpack.encode(bundle)
    return _MAGIC + len(body).to_bytes(_LENGTH_BYTES, "big") + sender.signing.sign(_SIGNED + body) + body


def read(file: BinaryIO, key_of: KeyOf) -> Bundle:
    """Check a file before anything of it is used; the bytes of sealed files are what is still to be read.

    Raises:
        BadBundle: not a bundle (rule "shape"), from a device that this desk does not know ("sender"),
            or changed on the way ("signature").
    """
    front = file.read(len(_MAGIC) + _LENGTH_BYTES + SIGNATURE_BYTES)
    size = int.from_bytes(front[len(_MAGIC) : -SIGNATURE_BYTES], "big")
    if front[: len(_MAGIC)] != _MAGIC or size > MAX_BUNDLE_BYTES:
        raise BadBundle(rule="shape")
    body = file.read(size)
    if len(body) != size:
        raise BadBundle(rule="shape")
    try:
        bundle = msgspec.msgpack.decode(body, type=Bundle)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise BadBundle(rule="shape") from None
    envelopes = len(bundle.asks) + len(bundle.answers) + len(bundle.handings)
    if bundle.v != 1 or envelopes > _MOST_ENVELOPES or not all(piece.is_sound for piece in bundle.files):
        raise BadBundle(rule="shape")
    try:
        key = key_of(bundle.sender)
    except KeyError:
        raise BadBundle(rule="sender") from None
    if not key.has_signed(_SIGNED + body, front[-SIGNATURE_BYTES:]):
        raise BadBundle(rule="signature")
    return bundle


class Stick:
    """Packs and unpacks bundles for one desk."""

    def __init__(self, replica: Replica, pouch: Pouch, conversation: Conversation, key_of: KeyOf) -> None:
        self._replica = replica
        self._pouch = pouch
        self._conversation = conversation
        self._key_of = key_of

    def packed(self, mission: str, created: str, handings: Sequence[bytes], files: Sequence[Piece]) -> Bundle:
        """Freeze this desk's ask, if none is on its way already, and return it with what is carried for others."""
        asks, answers = self.sealed(asks_news=True)
        return Bundle(
            sender=self._replica.position().device,
            mission=mission,
            created=created,
            asks=asks,
            answers=answers,
            handings=list(handings),
            files=list(files),
        )

    def sealed(self, *, asks_news: bool) -> tuple[list[bytes], list[bytes]]:
        """Return the asks and answers that are worth carrying, this desk's own ask first.

        Where none is on its way, one is frozen; but not for news alone, unless *asks_news*.
        """
        own = self._replica.in_flight()
        if own is None and (asks_news or self._replica.batch(1, 1).changes or self._replica.mender.mend() is not None):
            own = self._frozen()
        asks = [ask.envelope for ask in self._pouch.asks()]
        return asks if own is None else [own, *asks], list(self._pouch.answers())

    def unpacked(self, bundle: Bundle) -> Taken:
        """Apply the answer that is for this desk, and keep what is for others.

        Raises:
            BadBundle: an envelope in it is not whole or not by whom it says; nothing was used.
            RuleBroken: the answer would delete a large share; see `Replica.apply`.
        """
        asks, answers = self.proven(bundle.asks, _ASK), self.proven(bundle.answers, *_ANSWERS)
        me = self._replica.position().device
        return Taken(
            applied=self._apply([(head.kind, sealed) for head, sealed in answers if head.to[0].id == me]),
            asks=sum(self._pouch.take_ask(_ask(head, sealed)) for head, sealed in asks if head.sender != me),
            answers=sum(
                self._pouch.take_answer(head.to[0].id, head.epoch, head.seq, sealed)
                for head, sealed in answers
                if head.to[0].id != me
            ),
        )

    def _frozen(self) -> bytes:
        mend, batch = self._replica.mender.mend() or Mend(), Batch(changes=(), signatures=())
        if mend.marks:  # the centre was restored: until both know what they share, nothing else is said
            wants = Wants(limit_bytes=MOST_BYTES, mend=mend)
        else:
            batch = self._replica.batch(MOST_CHANGES, MOST_BYTES)
            audit = self._replica.audit.ask(MOST_LINES, tuple(change.id for change in batch.changes))
            wants = Wants(limit_bytes=MOST_BYTES, compare=True, mend=mend, audit=audit)
        envelope = self._conversation.ask(self._replica.position(), batch, wants)
        self._replica.freeze(envelope, tuple(change.id for change in batch.changes), wants.audit)
        return envelope

    def proven(self, envelopes: Iterable[bytes], *kinds: str) -> list[tuple[Header, bytes]]:
        """Return the envelopes of *kinds* with their headers; those of devices that this desk cannot know are left."""
        proven = []
        for sealed in envelopes:
            try:
                head = outside(sealed, self._key_of)
            except BadEnvelope as error:
                if error.rule == "sender":
                    continue
                raise BadBundle(rule="envelope") from None
            if head.kind in kinds:
                proven.append((head, sealed))
        return proven

    def _apply(self, answers: Iterable[tuple[str, bytes]]) -> Applied | None:
        """Apply the answer to what is on its way; one to something earlier has come by another road already.

        A refusal by which one of the two sides was restored begins the way back, as it does by the line.
        """
        for kind, sealed in answers:
            position, envelope = self._replica.position(), self._replica.in_flight()
            if envelope is None:
                break
            with suppress(BadEnvelope, BadMessage):  # the answer to another ask
                if kind == _REFUSAL:
                    refused = self._conversation.refusal(envelope, sealed)
                    Mending(self._replica.mender).rejoins(refused, is_first=position.sent == 0)
                    return Applied()
                return self._replica.apply(self._conversation.answer(envelope, sealed, position), sealed)
        return None


def _ask(head: Header, sealed: bytes) -> Ask:
    return Ask(device=head.sender, epoch=head.epoch, seq=head.seq, envelope=sealed)


def hand_on(pouch: Pouch, channel: Channel, key_of: KeyOf) -> int:
    """Give the centre what this desk carries for others, and keep the sealed answers; return how many.

    Raises:
        Unreachable: the line failed, or somebody else answered; what was answered before is kept.
    """
    answered = 0
    for ask in pouch.asks():
        try:
            sealed = channel.exchange(ask.envelope)
        except DeviceRefused as error:
            if error.sealed is None:
                pouch.refuse(ask, error.rule or error.code)
                continue
            sealed = error.sealed
        except Disagreed as error:
            pouch.refuse(ask, error.rule or error.code)
            continue
        _check_answer(ask, sealed, key_of)
        pouch.take_answer(ask.device, ask.epoch, ask.seq, sealed)
        answered += 1
    return answered


def _check_answer(ask: Ask, sealed: bytes, key_of: KeyOf) -> None:
    """What a login page says is nobody's answer, and would spoil every bundle from here on."""
    try:
        head = outside(sealed, key_of)
    except BadEnvelope:
        raise NotTheCentre from None
    if head.kind not in _ANSWERS or (head.to[0].id, head.prev) != (ask.device, digest(ask.envelope)):
        raise NotTheCentre
