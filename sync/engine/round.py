"""One round: as many exchanges as it takes until neither side has anything left for the other.

A desk that has nothing yet, or is far behind, gets a snapshot where the centre has one, and its news from there on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from sync.engine.attachments import Moved
from sync.engine.budget import QUIET, Purse
from sync.engine.conversation import Conversation
from sync.engine.first_sync import FirstSync
from sync.engine.mending import Mending
from sync.engine.pace import LEAST_BYTES, MOST_STORED
from sync.engine.packing import fill, with_lines
from sync.engine.ports import Applied, Arriving, Batch, Channel, Mend, Position, Replica, Shelf, Wants
from sync.errors import (
    BadEnvelope,
    BadMessage,
    Cancelled,
    DeviceRefused,
    NoAnswer,
    NotTheCentre,
    SnapshotGone,
    TimedOut,
    TooLarge,
    Unreachable,
)
from sync.protocol.audit import AuditAsk
from sync.protocol.messages import Answer, PastAsk

_FAR_BEHIND: Final = 20_000
"""Ledger entries: from here on a snapshot may be the shorter way, also for a desk that holds records."""
_MOST_TRIED: Final = 2
"""Snapshots that may vanish or be no use in one round."""
_STUCK: Final = 2
"""So many times the size that the line is trusted with now."""
_TRIES: Final = 2
"""So often an envelope may break a line before less is asked for, and that times two is how much less."""
_MANIFEST: Final = 6000
"""Bytes, with what is around it: a smaller budget is better spent on news."""
_MOST_NAMED: Final = 201
"""Cases of one round that are named; beyond, it was no day's work."""
_MOST_TRIPS: Final = 100_000  # a centre that always says "more" must not hold the desk for ever
_MOST_EMPTY: Final = 3
"""So many answers may say that there is more and bring nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a round did so far; *to_come* counts ledger entries that the centre still holds for us."""

    sent: int = 0
    received: int = 0
    refused: int = 0
    held: int = 0
    conflicts: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    round_trips: int = 0
    to_come: int = 0
    seconds: float = 0.0
    centre_time: str | None = None
    files_sent: int = 0
    files_received: int = 0
    file_bytes: int = 0  # moved so far, of those that were to be moved in this round
    file_bytes_left: int = 0
    cases: tuple[str, ...] = ()  # that others changed, themselves or in what belongs to them
    again: int = 0  # own changes that the centre had lost
    mended: int = 0  # records in which the two sides had differed
    ahead: int = 0  # urgent records whose state came before their news
    equal: bool | None = None  # whether both sides hold the same, where the round ended level
    budget_spent: bool = False  # so the rest waits: *to_come*, *file_bytes_left*, and what is left in the outbox

    def plus(self, applied: Applied) -> "Report":
        """Add what one answer did."""
        return replace(
            self,
            sent=self.sent + applied.sent,
            received=self.received + applied.received,
            refused=self.refused + applied.refused,
            held=self.held + applied.held,
            conflicts=self.conflicts + applied.conflicts,
        )

    def with_files(self, moved: Moved) -> "Report":
        """Add what was moved of files."""
        return replace(
            self,
            files_sent=moved.sent,
            files_received=moved.received,
            file_bytes=moved.bytes_out + moved.bytes_in,
            file_bytes_left=moved.left,
            bytes_out=self.bytes_out + moved.bytes_out,
            bytes_in=self.bytes_in + moved.bytes_in,
            round_trips=self.round_trips + moved.trips,
        )


class Round:
    """Pushes and pulls between a replica and a channel. Safe to stop at any point and to begin again."""

    def __init__(
        self, replica: Replica, channel: Channel, conversation: Conversation, purse: Purse, shelf: Shelf | None = None
    ) -> None:
        """Without a *shelf* all news come one by one."""
        self._replica = replica
        self._channel = channel
        self._conversation = conversation
        self._purse = purse
        self._pace = purse.pace
        self._shelf = shelf
        self._behind = 0  # ledger entries that the last answer left for later
        self._empty = 0  # answers in a row that said so and brought nothing
        self._report = Report()
        self._began = purse.pace.clock.monotonic()
        self._on_step: Callable[[], None] = lambda: None
        self._mending = Mending(replica.mender)
        self._tried = 0  # snapshots that were begun and vanished, or were no use
        self._refused: TooLarge | None = None  # one change by itself: told when the others have gone
        self._tells_audit = False  # the last ask had room for lines of the audit
        self._too_large: str | None = None  # a change that is larger than what is left to spend

    def run(self, on_step: Callable[[Report], None], stopped: Callable[[], bool] = lambda: False) -> Report:
        """Exchange until both sides are level or the purse is empty; *on_step* hears of every answer.

        Once more adds to what was done.

        Raises:
            Unreachable: the line failed; what was answered before is kept, the rest goes next time.
            Disagreed: the centre refuses this device or breaks the contract; nothing of that answer was used.
                Where it was restored and has lost what this desk knows, the round goes on and offers it again.
            Cancelled: *stopped* said so between two exchanges.
        """
        self._replica.begin()
        self._on_step = lambda: on_step(self._timed())
        for _ in range(_MOST_TRIPS):
            if stopped():
                raise Cancelled
            if not self._affords():
                break
            level = self._exchange()
            self._on_step()
            arriving = self._replica.arriving()
            if arriving is not None and self._shelf is not None:
                self._take_snapshot(arriving, self._shelf, stopped)
            elif level:
                break
        if self._refused is not None:
            raise self._refused
        return self._timed()

    def meanwhile(self) -> Report:
        """Send what was saved while something long is moved, between two pieces of it; raises what `run` raises."""
        while (self._replica.in_flight() is not None or self._waits()) and self._affords():
            to_come = self._report.to_come
            self._exchange()
            self._report = replace(self._report, to_come=to_come)
        return self._timed()

    def past(self, record: str) -> None:
        """Fetch the ledger entries of one record, which a snapshot does not hold.

        Raises:
            Unreachable, Disagreed: as `run`.
        """
        for _ in range(_MOST_TRIPS):
            after = self._replica.past_after(record)
            if after is None or not self._affords():
                return
            self._exchange(PastAsk(record=record, after=after))

    def _affords(self) -> bool:
        """Whether the purse has room for the next exchange.

        An envelope on its way that has not, or was made for a much better line, after some failures, gives way to less.
        So does one whose answer is too large: it is kept at the centre, and would come as it is for ever.
        """
        earlier, room = self._replica.mender.on_its_way(), self._purse.room() - QUIET
        if earlier is None or room <= 0:
            return earlier is None and room >= 0
        breaks, mender = earlier.failures >= _TRIES, self._replica.mender
        if breaks:
            self._pace.hold(max(earlier.size, earlier.back) >> _TRIES)
        trusted = LEAST_BYTES if breaks else _STUCK * self._pace.limit_bytes
        is_stuck = earlier.failures > 0 and earlier.size > trusted
        if (is_stuck or earlier.size > room) and mender.thaw():
            return True
        if breaks and earlier.back > LEAST_BYTES:
            mender.give_way()
            return True
        return earlier.size <= room

    def _timed(self) -> Report:
        seconds = round(self._pace.clock.monotonic() - self._began, 3)
        self._report = replace(self._report, seconds=seconds, budget_spent=self._purse.is_empty)
        return self._report

    def _exchange(self, past: PastAsk | None = None) -> bool:
        """Ask once and take the answer in; tell whether both sides are level."""
        position = self._replica.position()
        earlier = self._replica.in_flight()  # its answer may be an old one: it tells nothing of now
        envelope = earlier or self._frozen(position, past)
        try:
            sealed, seconds = self._sent(envelope)
        except DeviceRefused as refused:
            if not self._mending.rejoins(refused, is_first=position.sent == 0):
                raise
            self._purse.spend(len(envelope))
            return False
        except TooLarge as refused:
            thawed = self._replica.mender.thaw() if len(envelope) > LEAST_BYTES else 0
            if not thawed:  # the next one were no smaller
                raise
            if thawed == 1:
                self._refused = refused
            self._purse.spend(len(envelope))
            return False
        try:
            answer = self._opened(envelope, sealed, position)
            applied = self._replica.apply(answer, sealed)
        except BadMessage:
            self._replica.mender.spoilt(envelope)
            raise
        self._behind = answer.head - answer.cursor
        if answer.snapshot is not None and self._replica.arriving() is None:
            self._tried = _MOST_TRIED  # refused before, or of a format that only a newer release knows
        self._report = replace(
            self._report.plus(applied),
            bytes_out=self._report.bytes_out + len(envelope),
            bytes_in=self._report.bytes_in + len(sealed),
            round_trips=self._report.round_trips + 1,
            to_come=self._behind,
            centre_time=answer.time,
            equal=applied.equal,
            cases=tuple(dict.fromkeys((*self._report.cases, *applied.cases)))[:_MOST_NAMED],
            again=self._report.again + applied.again,
            mended=self._report.mended + applied.mended,
            ahead=self._report.ahead + applied.ahead,
        )
        settled = not self._mending.hear(applied, answer) and earlier is None
        self._empty = self._empty + 1 if self._behind and _is_empty(answer) else 0
        level = settled and (not self._behind or self._empty >= _MOST_EMPTY) and not self._waits()
        level = level and not (self._tells_audit and self._replica.audit.left())
        self._purse.spend(len(envelope) + len(sealed))
        self._pace.went(len(envelope) + len(sealed), seconds)
        return level

    def _sent(self, envelope: bytes) -> tuple[bytes, float]:
        """Exchange, and tell how long that took."""
        began = self._pace.clock.monotonic()
        try:
            sealed = self._channel.exchange(envelope)
        except Unreachable as error:
            if not error.no_line:  # else nothing was learnt of the line, and a stick may be under way with the same
                self._pace.failed(len(envelope))
                if isinstance(error, NoAnswer | TimedOut):
                    self._replica.mender.not_answered(error.announced)
            raise
        return sealed, self._pace.clock.monotonic() - began

    def _opened(self, envelope: bytes, sealed: bytes, position: Position) -> Answer:
        """Open what came. What our centre has not sealed, or not for this ask, was said by somebody in between."""
        try:
            return self._conversation.answer(envelope, sealed, position)
        except BadEnvelope:
            raise NotTheCentre from None

    def _frozen(self, position: Position, past: PastAsk | None) -> bytes:
        """Seal the next ask and store it before it is sent for the first time."""
        limit, mend = self._pace.limit_bytes, Mend() if past is not None else self._mending.wants()
        if mend.marks:  # until both know what they share, nothing else is said
            wants = Wants(limit_bytes=limit, mend=mend)
            batch = Batch(changes=(), signatures=())
            envelope = self._conversation.ask(position, batch, wants)
        else:
            snapshot = self._wants_snapshot(position)
            head = self._replica.audit.ask(0)
            wants = Wants(limit_bytes=limit, compare=True, snapshot=snapshot, past=past, mend=mend, audit=head)
            envelope, batch, wants = self._filled(position, wants)
        self._replica.freeze(envelope, tuple(change.id for change in batch.changes), wants.audit)
        return envelope

    def _filled(self, position: Position, wants: Wants) -> tuple[bytes, Batch, Wants]:
        """Seal an ask with as many of the next changes as the line and the purse have room for, then audit lines."""

        def seal(batch: Batch) -> bytes:
            return self._conversation.ask(position, batch, wants)

        filled = fill(self._replica.batch, seal, self._pace, self._purse.room() - QUIET)
        self._too_large = filled.too_large or self._too_large

        def seal_with(audit: AuditAsk | None) -> bytes:
            return self._conversation.ask(position, filled.batch, replace(wants, audit=audit))

        room = min(self._pace.limit_bytes, self._purse.room() - QUIET)
        envelope, audit = with_lines(self._replica.audit, filled, seal_with, room)
        self._tells_audit = audit is not None
        wants = wants if audit is None else replace(wants, audit=audit)
        bounded = self._bounded(wants, len(envelope), filled.batch)
        if bounded != wants:
            envelope = self._conversation.ask(position, filled.batch, bounded)
        return envelope, filled.batch, bounded

    def _bounded(self, wants: Wants, asked: int, batch: Batch) -> Wants:
        """Let the answer keep to what is left; while own changes wait beyond this batch, news take little of it."""
        room = self._purse.room() - asked
        is_last = not self._purse.budget.is_bounded or not self._waits_beyond(batch)
        most = self._pace.limit_bytes if is_last else LEAST_BYTES
        return replace(wants, limit_bytes=max(0, min(most, room)))

    def _waits(self) -> bool:
        """Whether a change waits that may go in this round."""
        changes = self._replica.batch(1, 1).changes
        return bool(changes) and changes[0].id != self._too_large

    def _waits_beyond(self, batch: Batch) -> bool:
        count = len(batch.changes)
        return bool(count) and len(self._replica.batch(count + 1, MOST_STORED + 1).changes) > count

    def _wants_snapshot(self, position: Position) -> bool:
        if self._shelf is None or self._tried >= _MOST_TRIED:
            return False
        if self._purse.room() < _MANIFEST:
            return False
        return position.cursor == 0 or self._behind > _FAR_BEHIND or self._replica.arriving() is not None

    def _take_snapshot(self, arriving: Arriving, shelf: Shelf, stopped: Callable[[], bool]) -> None:
        """Take a snapshot in; what officers save meanwhile goes up between two segments."""
        first = FirstSync(self._replica, shelf, self._purse)

        def landed(rows: int, left: Arriving | None) -> None:
            to_come = 0 if left is None else left.manifest.rows - left.rows
            self._report = replace(self._report, received=self._report.received + rows, to_come=to_come)
            count()
            self._on_step()

        def count() -> None:
            self._report = replace(
                self._report,
                bytes_in=self._report.bytes_in + first.bytes_in,
                round_trips=self._report.round_trips + first.round_trips,
            )
            first.bytes_in = first.round_trips = 0

        try:
            first.run(arriving, landed, stopped, self.meanwhile)
        except SnapshotGone:
            self._tried += 1
            if self._tried == _MOST_TRIED:
                raise
        finally:
            count()


def _is_empty(answer: Answer) -> bool:
    return not (answer.news or answer.results or answer.states or answer.ahead or answer.snapshot or answer.past)
