"""What the next round will move, how long that takes, and what of it will wait: said before it begins.

Own changes are packed as the round would pack them; what others did is known from the last answer; files by their size.
"""

import math
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from sync.engine.attachments import Part
from sync.engine.budget import AROUND, NO_BOUND, QUIET, Budget, Purse
from sync.engine.conversation import Conversation
from sync.engine.pace import LEAST_BYTES, MOST_BYTES, MOST_CHANGES, MOST_STORED, Pace
from sync.engine.packing import SPARE, fill
from sync.engine.ports import Batch, Position, Replica, Wants
from sync.identity.padding import padded_size
from sync.protocol.audit import MOST_LINES
from sync.protocol.blobs import MOST_PIECE, Verb
from sync.protocol.codec import pack_answer
from sync.protocol.messages import Answer, News, Result, write
from sync.protocol.names import NoNames

Lane = Literal["urgent", "changes", "news", "previews", "originals"]
LANES: Final[tuple[Lane, ...]] = ("urgent", "changes", "news", "previews", "originals")
"""In the order in which they go; of the news, urgent and open cases are told first."""

FileLoad = Mapping[tuple[Part, Verb], tuple[int, int]]
"""How many blobs wait to be sent or fetched, and their bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What waits on both sides, as far as the desk knows; bytes of changes as they are stored, of the rest as sent."""

    urgent: int  # changes, those on their way among them
    urgent_size: int  # of those that are not
    others: int
    others_size: int
    in_flight: int  # bytes of the envelope on its way
    in_flight_changes: int
    to_come: int  # entries or records that the centre still held when it last answered
    to_come_size: int
    files: FileLoad


_ENVELOPE: Final = 300
"""Bytes of an envelope besides its padded payload."""
_WISH: Final = 330
"""Bytes of one wish and its ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneForecast:
    """One lane: changes, entries or files with their bytes on the wire, and how much of it waits for a later round."""

    lane: Lane
    count: int
    bytes: int
    seconds: float | None  # None while the line is not known
    waiting: int
    waiting_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """All lanes that have something, and what goes in all."""

    lanes: tuple[LaneForecast, ...]
    bytes: int
    seconds: float | None


@dataclass(slots=True)
class _Cost:
    """What a lane takes, whole."""

    count: int = 0
    bytes: float = 0.0
    trips: float = 0.0
    stays: int = 0  # changes that no share of the budget brings
    stays_bytes: int = 0


@dataclass(slots=True)
class _Dry:
    """A round that is only counted."""

    pace: Pace
    left: int  # bytes of news to come
    costs: dict[Lane, _Cost] = field(default_factory=lambda: {lane: _Cost() for lane in LANES})

    def trip(self, out: int, back: int, shares: Mapping[Lane, float], *, is_old: bool = False) -> None:
        """Count one exchange; what room its answer has left goes to the news, little where an old one asks again."""
        limit = min(self.pace.limit_bytes, LEAST_BYTES if is_old else MOST_BYTES)
        news = min(self.left, max(0, int(limit * SPARE) - back))
        self.left -= news
        self.costs["news"].bytes += news
        for lane, share in shares.items():
            self.costs[lane].bytes += (out + back) * share
            self.costs[lane].trips += share
        size = out + back + news
        self.pace.went(size, self.pace.takes(size, 1) or 1.0)


def forecast(
    load: Load, replica: Replica, conversation: Conversation, pace: Pace, budget: Budget = NO_BOUND
) -> Forecast:
    """Count the next round."""
    dry = _Dry(pace=copy(pace), left=load.to_come_size)
    _count_changes(dry, replica, conversation, load, Purse(budget, pace).room() - QUIET)
    while dry.left > 0:
        dry.trip(QUIET, QUIET, {"news": 1})
    dry.costs["news"].count = load.to_come
    _count_files(dry, load.files, budget)
    if not any(cost.trips or cost.stays for cost in dry.costs.values()):
        quiet = _quiet(replica, conversation, pace)
        return Forecast(lanes=(), bytes=quiet, seconds=pace.takes(quiet, 1))
    is_blocked = not (load.urgent_size + load.others_size) and any(cost.stays for cost in dry.costs.values())
    return _within(dry, pace, replace(budget, bytes=0) if is_blocked else budget)


def _count_changes(dry: _Dry, replica: Replica, conversation: Conversation, load: Load, room: int) -> None:
    """Pack what waits as a round would; what is beyond one look packs like the rest of it.

    An envelope on its way that is larger than *room* gives way to smaller ones; that of one change waits whole.
    """
    size = load.urgent_size + load.others_size
    dry.costs["urgent"].count, dry.costs["changes"].count = load.urgent, load.others
    first: Lane = "urgent" if load.urgent else "changes"
    if load.in_flight > room and load.in_flight_changes <= 1:
        dry.costs[first].stays, dry.costs[first].stays_bytes = load.in_flight_changes, load.in_flight
    elif load.in_flight:
        dry.trip(load.in_flight, QUIET, {first: 1}, is_old=True)
        if not size:
            dry.trip(QUIET, QUIET, {first: 1})  # its answer may be an old one, so it is asked once more
    batch = replica.batch(MOST_CHANGES, MOST_STORED) if size else Batch(changes=(), signatures=())
    seen = _count_seen(dry, replica, conversation, batch, load.urgent)
    if seen < size and seen:  # the rest was not looked at
        for lane in ("urgent", "changes"):
            cost = dry.costs[lane]
            if cost.bytes:
                cost.bytes, cost.trips = cost.bytes * size / seen, cost.trips * size / seen


def _count_seen(dry: _Dry, replica: Replica, conversation: Conversation, batch: Batch, urgent: int) -> int:
    """Count the asks that bring the changes of *batch*, and return their bytes as they are stored."""
    sizes = [len(write(change)) for change in batch.changes]
    position, done = replica.position(), 0

    def take(most: int, stored: int) -> Batch:
        end, size = done, 0
        while end < len(sizes) and end - done < most and (end == done or size + sizes[end] <= stored):
            size += sizes[end]
            end += 1
        return Batch(changes=batch.changes[done:end], signatures=batch.signatures, size=size)

    def seal(some: Batch) -> bytes:
        lines = MOST_LINES if done + len(some.changes) == len(sizes) else 0  # of the audit, behind all changes
        return conversation.ask(position, some, _wants(dry.pace, replica, some, lines))

    while done < len(sizes):
        filled = fill(take, seal, dry.pace, MOST_STORED << 4)
        some = filled.batch
        before = sum(sizes[done : max(done, min(urgent, done + len(some.changes)))])
        share = before / max(1, some.size)
        dry.trip(len(filled.envelope), _answer_size(some, position), {"urgent": share, "changes": 1 - share})
        done += len(some.changes)
    return sum(sizes)


def _wants(pace: Pace, replica: Replica, batch: Batch, lines: int) -> Wants:
    audit = replica.audit.ask(lines, tuple(change.id for change in batch.changes))
    return Wants(limit_bytes=pace.limit_bytes, compare=True, audit=audit)


def _quiet(replica: Replica, conversation: Conversation, pace: Pace) -> int:
    """Return the bytes of a round that moves nothing but lines of the audit, where there are any."""
    if not replica.audit.left():
        return 2 * QUIET
    nothing = Batch(changes=(), signatures=())
    return QUIET + len(conversation.ask(replica.position(), nothing, _wants(pace, replica, nothing, MOST_LINES)))


def _answer_size(batch: Batch, position: Position) -> int:
    """Return the bytes of an answer that takes every change of *batch*."""
    start = position.cursor + 1
    answer = Answer(
        request="",
        device=position.device,
        epoch=position.epoch,
        time="",
        cursor=start + len(batch.changes),
        head=start + len(batch.changes),
        results=[Result(id=one.id, outcome="applied", seq=start + n) for n, one in enumerate(batch.changes)],
        news=[News(seq=start + n, own=one.id) for n, one in enumerate(batch.changes)],
        fingerprint=position.prev,
    )
    said = {"request": "", "device": position.device, "epoch": position.epoch, "time": ""}
    return _ENVELOPE + padded_size(len(pack_answer(answer, NoNames(), said, compact=True)))


def _count_files(dry: _Dry, files: FileLoad, budget: Budget) -> None:
    for (part, verb), (count, size) in files.items():
        if count and (part == "preview" or budget.originals):
            cost = dry.costs["previews" if part == "preview" else "originals"]
            asks = 2 if verb == "put" else 1  # whether all has arrived is asked for, too
            cost.count += count
            cost.bytes += size + asks * (2 * _ENVELOPE + _WISH * count)
            cost.trips += asks + max(count, math.ceil(size / MOST_PIECE))


def _within(dry: _Dry, pace: Pace, budget: Budget) -> Forecast:
    """Let the lanes have what may be spent, one after the other."""
    room = math.inf if budget.bytes is None else float(budget.bytes)
    if budget.seconds is not None:
        room = min(room, pace.carries(budget.seconds))
    lanes: list[LaneForecast] = []
    gone, trips = 0.0, 0.0
    for lane, cost in dry.costs.items():
        if not cost.trips and not cost.bytes and not cost.stays:
            continue
        whole, may_go = cost.bytes + cost.trips * AROUND, cost.count - cost.stays
        share = min(1.0, max(0.0, room) / whole) if whole else 1.0
        room -= whole * share
        gone, trips = gone + cost.bytes * share, trips + cost.trips * share
        lanes.append(
            LaneForecast(
                lane=lane,
                count=cost.count,
                bytes=round(cost.bytes) + cost.stays_bytes,
                seconds=pace.takes(cost.bytes, cost.trips),
                waiting=cost.count - int(may_go * share),
                waiting_bytes=round(cost.bytes * (1 - share)) + cost.stays_bytes,
            )
        )
    return Forecast(lanes=tuple(lanes), bytes=round(gone), seconds=pace.takes(gone, trips))
