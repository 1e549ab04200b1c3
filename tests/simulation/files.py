"""Files in a played world: a round's way for them to the centre and back, cut and garbled at any piece."""

from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

from desktop.store.enrolment import line_of
from desktop.store.shelf import StoreShelf
from sync.engine.attachments import Moved, Transfer
from sync.engine.blob_talk import BlobTalk
from sync.engine.budget import Budget, Purse
from sync.engine.pace import Pace
from sync.errors import BadMessage, Busy, NoAnswer, NotTheCentre, TooLarge
from sync.gateway.blobs.shelves import Bearer, Refusal
from sync.protocol.blobs import Ticket
from tests.faults.desks import MISSION
from tests.simulation.centre import PlayedCentre
from tests.simulation.clocks import TrueTime
from tests.simulation.seat import Seat

T = TypeVar("T")


class PlayedFiles:
    """`Line` for files, of one desk. *fault* says before each message what goes wrong with it; None: nothing."""

    def __init__(
        self, centre: Callable[[], PlayedCentre], time: TrueTime, chance: Random, fault: Callable[[], str | None]
    ) -> None:
        self._centre = centre
        self._time = time
        self._chance = chance
        self._fault = fault

    def tickets(self, envelope: bytes) -> bytes:
        """Carry a sealed ask for tickets there, and its answer back."""
        return self._carried(lambda: self._centre().counter.answer(envelope).envelope)

    def begin(self, device: str, ticket: Ticket, record: str, size: int, first: bytes) -> int:
        """Carry the first piece of a blob."""
        who = _who(device, ticket)
        return self._carried(lambda: self._centre().shelves.begin(who, record, size, first))

    def append(self, device: str, ticket: Ticket, offset: int, piece: bytes) -> int:
        """Carry the next piece of a blob."""
        who = _who(device, ticket)
        return self._carried(lambda: self._centre().shelves.append(who, offset, piece))

    def fetch(self, device: str, ticket: Ticket, offset: int, size: int) -> bytes:
        """Carry a piece back."""
        who = _who(device, ticket)
        return self._carried(lambda: self._centre().shelves.give(who, offset, size)[0])

    def _carried(self, act: Callable[[], T]) -> T:
        fault = self._fault()
        self._time.passes(0.6)
        if fault in ("cut", "late", "dies"):
            raise NoAnswer
        if fault == "busy":
            raise Busy(retry_after_s=5)
        if fault == "portal":
            raise NotTheCentre
        try:
            answer = act()
            if fault == "twice":
                answer = act()
        except Refusal as refused:
            raise TooLarge if refused.status == 413 else BadMessage(rule=refused.code) from None
        if fault == "lost":
            raise NoAnswer
        return self._garbled(answer) if fault == "garbled" and isinstance(answer, bytes) else answer

    def _garbled(self, answer: Any) -> Any:
        at = self._chance.randrange(len(answer))
        return answer[:at] + bytes([answer[at] ^ 0x40]) + answer[at + 1 :]


def _who(device: str, ticket: Ticket) -> Bearer:
    return Bearer(device=device, scope=MISSION, blob=ticket.blob)


def carry(seat: Seat, line: PlayedFiles, time: TrueTime, budget: Budget) -> Moved:
    """Move what waits of a desk's files, as the end of a round does; raises what `Transfer.run` raises."""
    store = seat.desk.store
    known = line_of(store)
    assert known is not None
    seat.desk.files.prepare(seat.user)
    talk = BlobTalk(known.device, known.centre, seat.clock)
    return Transfer(StoreShelf(store, {}), line, talk, Purse(budget, Pace(time))).run(lambda _: None)
