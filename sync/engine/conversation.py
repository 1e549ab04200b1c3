"""Asks and answers as sealed envelopes between one device and its centre."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sync.changes.change import Change, Entry
from sync.clock import Clock, moment, stamp
from sync.domain.ids import is_id
from sync.engine.ports import Batch, Position, Wants
from sync.engine.shape import Misshapen, check_names
from sync.errors import BadEnvelope, BadMessage, DeviceRefused
from sync.identity.envelope import digest, seal, unseal
from sync.identity.header import Head
from sync.identity.keys import PublicKeys, Speaker, VerifyKey
from sync.protocol.codec import pack_ask, unpack_answer
from sync.protocol.messages import MAX_MESSAGE_BYTES, Answer, Ask, News, Refusal, read
from sync.protocol.names import Names, NoNames
from sync.protocol.snapshot.manifest import Manifest
from sync.protocol.snapshot.snap import Snap

_EXACT: Final = (1 << 53) - 1
_LONGEST: Final = 200
"""Of names that the desk only carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """The centre as this device has met it at enrolment: its id and proven public keys."""

    id: str
    keys: PublicKeys


class Conversation:
    """Seals what the device says and opens what the centre answers; knows which answer belongs to which ask."""

    def __init__(self, device: Speaker, centre: Centre, clock: Clock, names: Names | None = None) -> None:
        """*names*: whoever keeps the numbers of records; without, every record is named whole."""
        self._device = device
        self._centre = centre
        self._clock = clock
        self._keeps_numbers = names is not None
        self._names: Names = names or NoNames()

    def ask(self, position: Position, batch: Batch, wants: Wants) -> bytes:
        """Seal the next ask of this device."""
        message = Ask(
            cursor=position.cursor,
            changes=list(batch.changes),
            signatures=list(batch.signatures),
            limit_bytes=wants.limit_bytes,
            digest=wants.digest,
            compare=wants.compare,
            snapshot=wants.snapshot,
            past=wants.past,
            numbers=self._keeps_numbers and position.numbers,
            directory=position.directory,
            marks=list(wants.mend.marks),
            parts=wants.mend.parts,
            states=list(wants.mend.states),
            told=list(position.told),
            officers=list(position.officers),
            audit=wants.audit,
            erased=list(position.erased),
        )
        head = Head(
            kind="exchange",
            sender=self._device.id,
            epoch=position.epoch,
            seq=position.sent + 1,
            prev=position.prev,
            created=stamp(self._clock.now()),
        )
        return seal(head, pack_ask(message, self._names), {self._centre.id: self._centre.keys.seal}, self._device)

    def answer(self, envelope: bytes, sealed: bytes, position: Position) -> Answer:
        """Open the centre's answer to *envelope*.

        Raises:
            BadEnvelope: not whole, not signed by our centre, not for us, or the answer to something else.
            BadMessage: well sealed, but it breaks the contract.
        """
        opened = unseal(sealed, self._device, self._sender, max_payload=MAX_MESSAGE_BYTES)
        if opened.head.kind != "answer":
            raise BadEnvelope(rule="kind")
        asked, head = digest(envelope), opened.head
        if head.prev != asked:
            raise BadEnvelope(rule="answer-to-another")
        header = {"request": head.prev, "device": self._device.id, "epoch": head.epoch, "time": head.created}
        answer = unpack_answer(opened.payload, self._names, header)
        if answer.request != asked or (answer.device, answer.epoch) != (self._device.id, position.epoch):
            raise BadMessage(rule="answer-to-another")
        _check(answer, position.cursor, head.created)
        if answer.snapshot is not None and not _is_sound(answer.snapshot, answer):
            raise BadMessage(rule="manifest")
        return answer

    def refusal(self, envelope: bytes, sealed: bytes) -> DeviceRefused:
        """Open the centre's refusal of *envelope*.

        Raises:
            BadEnvelope, BadMessage: as `answer`.
        """
        opened = unseal(sealed, self._device, self._sender, max_payload=MAX_MESSAGE_BYTES)
        if (opened.head.kind, opened.head.prev) != ("refusal", digest(envelope)):
            raise BadEnvelope(rule="answer-to-another")
        return DeviceRefused(rule=read(opened.payload, Refusal).rule)

    def _sender(self, sender: str) -> VerifyKey:
        if sender != self._centre.id:
            raise KeyError(sender)
        return self._centre.keys.verify


def _is_sound(manifest: Manifest, answer: Answer) -> bool:
    """Whether the numbers of a manifest are possible; its shapes were checked when it was read."""
    names = {part.name for part in manifest.segments}
    lies_ahead = answer.cursor < manifest.seq <= answer.head and not answer.news
    return lies_ahead and len(names) == len(manifest.segments) and manifest.urgent <= len(names)


def _check(answer: Answer, asked: int, time: str) -> None:
    """Check an answer to an ask that had heard all up to *asked*, in an envelope of that *time*, before it is used.

    A centre may be wrong, or lie. Whether it is true cannot be checked here; but what is refused here could have
    stopped the desk for ever, once stored: numbers that no ledger has, news in another order, names that nothing reads.

    Raises:
        BadMessage: something cannot be; *rule* says where.
    """
    if answer.cursor < asked or answer.head < answer.cursor:
        raise BadMessage(rule="cursor")
    if answer.time != time:
        raise BadMessage(rule="time")
    _check_numbers([answer.head, answer.left_bytes, answer.common or 0, *answer.told])
    _check_numbers(one.seq for one in answer.results if one.seq is not None)
    _check_news(answer.news, asked, answer.cursor)
    for snap in (*answer.states, *answer.ahead):
        _check_snap(snap)
    if not all(map(is_id, answer.absent)) or any(len(kind) > _LONGEST for kind in answer.kinds or ()):
        raise BadMessage(rule="names")
    if answer.past is not None:
        _check_entries(answer.past.entries, 0)


def _check_numbers(numbers: Iterable[int]) -> None:
    if not all(0 <= number <= _EXACT for number in numbers):
        raise BadMessage(rule="numbers")


def _check_news(news: Sequence[News], asked: int, cursor: int) -> None:
    """The cursor is where the news end; of two that are out of order the older one would be shown."""
    seqs = [asked, *(one.seq for one in news)]
    if seqs[-1] != cursor or any(one >= other for one, other in pairwise(seqs)):
        raise BadMessage(rule="order")
    if any(one.entry is not None and one.entry.seq != one.seq for one in news):
        raise BadMessage(rule="order")
    for one in news:
        if one.entry is not None:
            _check_change(one.entry.change)


def _check_entries(entries: Sequence[Entry], after: int) -> None:
    seqs = [after, *(one.seq for one in entries)]
    if any(one >= other for one, other in pairwise(seqs)):
        raise BadMessage(rule="order")
    _check_numbers(seqs)
    for one in entries:
        _check_change(one.change)


def _check_change(change: Change) -> None:
    try:
        check_names(change)
    except Misshapen:
        raise BadMessage(rule="names") from None


def _check_snap(snap: Snap) -> None:
    _check_numbers([snap.created, snap.changes, *snap.versions.values()])
    try:
        for at in (snap.created_at, snap.updated_at):
            moment(at)
    except ValueError:
        raise BadMessage(rule="names") from None
    if not is_id(snap.id) or len(snap.kind) > _LONGEST:
        raise BadMessage(rule="names")
