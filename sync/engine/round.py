"""One round: as many exchanges as it takes until neither side has anything left for the other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from sync.clock import Clock
from sync.engine.conversation import Conversation
from sync.engine.ports import Applied, Batch, Channel, Replica, Wants
from sync.errors import Cancelled

_MOST_CHANGES: Final = 500
_MOST_BYTES: Final = 262_144
_MOST_TRIPS: Final = 100_000  # a centre that always says "more" must not hold the desk for ever


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
    equal: bool | None = None  # the digests compared, when the round ended level with the centre

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


class Round:
    """Pushes and pulls between a replica and a channel. Safe to stop at any point and to begin again."""

    def __init__(self, replica: Replica, channel: Channel, conversation: Conversation, clock: Clock) -> None:
        self._replica = replica
        self._channel = channel
        self._conversation = conversation
        self._clock = clock

    def run(self, on_step: Callable[[Report], None], stopped: Callable[[], bool] = lambda: False) -> Report:
        """Exchange until both sides are level; *on_step* hears of every answer.

        Raises:
            Unreachable: the line failed; what was answered before is kept, the rest goes next time.
            Disagreed: the centre refuses this device or breaks the contract; nothing of that answer was used.
            Cancelled: *stopped* said so between two exchanges.
        """
        began = self._clock.monotonic()
        self._replica.begin()
        report = Report()
        for _ in range(_MOST_TRIPS):
            if stopped():
                raise Cancelled
            report, level = self._exchange(report)
            report = replace(report, seconds=round(self._clock.monotonic() - began, 3))
            on_step(report)
            if level:
                break
        return report

    def _exchange(self, report: Report) -> tuple[Report, bool]:
        position = self._replica.position()
        envelope = self._replica.in_flight() or self._frozen()
        sealed = self._channel.exchange(envelope)
        answer = self._conversation.answer(envelope, sealed, position)
        applied = self._replica.apply(answer)
        report = replace(
            report.plus(applied),
            bytes_out=report.bytes_out + len(envelope),
            bytes_in=report.bytes_in + len(sealed),
            round_trips=report.round_trips + 1,
            to_come=answer.head - answer.cursor,
            centre_time=answer.time,
        )
        level = answer.cursor >= answer.head and not self._replica.batch(1, 1).changes
        return report, level

    def _frozen(self) -> bytes:
        """Seal the next ask and store it before it is sent for the first time."""
        batch: Batch = self._replica.batch(_MOST_CHANGES, _MOST_BYTES)
        envelope = self._conversation.ask(self._replica.position(), batch, Wants(limit_bytes=_MOST_BYTES))
        self._replica.freeze(envelope, tuple(change.id for change in batch.changes))
        return envelope
