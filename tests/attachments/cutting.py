"""Lines for files that are cut where a test says so."""

from collections.abc import Callable
from typing import Final, TypeVar

from desktop.demo.centre import Centre
from desktop.desk import Desk
from desktop.store.enrolment import line_of
from desktop.store.shelf import StoreShelf
from sync.engine.attachments import Line, Transfer
from sync.engine.blob_talk import BlobTalk
from sync.engine.budget import NO_BOUND, Purse
from sync.engine.pace import Pace
from sync.errors import NoAnswer
from sync.protocol.blobs import Ticket
from sync.transport.http import HttpChannel

PIECE: Final = 16_384
"""So small are the pieces of files in these tests (fixture `small_pieces`)."""

T = TypeVar("T")


class CutLine:
    """Is cut at every *every*-th piece, by turns before and after the centre has it; counts what went over it."""

    def __init__(self, line: Line, every: int) -> None:
        self._line = line
        self._every = every
        self.pieces = self.cuts = self.bytes = 0
        self.tickets = line.tickets

    def begin(self, device: str, ticket: Ticket, record: str, size: int, first: bytes) -> int:
        return self._cut(len(first), lambda: self._line.begin(device, ticket, record, size, first))

    def append(self, device: str, ticket: Ticket, offset: int, piece: bytes) -> int:
        return self._cut(len(piece), lambda: self._line.append(device, ticket, offset, piece))

    def fetch(self, device: str, ticket: Ticket, offset: int, size: int) -> bytes:
        return self._cut(size, lambda: self._line.fetch(device, ticket, offset, size))

    def _cut(self, size: int, act: Callable[[], T]) -> T:
        self.pieces += 1
        self.bytes += size
        if self.pieces % self._every:
            return act()
        self.cuts += 1
        if self.cuts % 2:
            act()
        raise NoAnswer


def talk_of(desk: Desk) -> BlobTalk:
    line = line_of(desk.store)
    assert line is not None
    return BlobTalk(line.device, line.centre, desk.clock)


def purse(desk: Desk) -> Purse:
    return Purse(NO_BOUND, Pace(desk.clock))


def moved(desk: Desk, line: Line) -> None:
    Transfer(StoreShelf(desk.store, {}), line, talk_of(desk), purse(desk)).run(lambda _: None)


def move_through_cuts(desk: Desk, line: CutLine) -> None:
    """Run again after every cut, as the rounds of a day do."""
    while True:
        try:
            moved(desk, line)
            return
        except NoAnswer:
            continue


class EnvelopesOnly:
    """Exchanges envelopes with a centre and moves no files."""

    def __init__(self, centre: Centre) -> None:
        self.exchange = HttpChannel(centre.url).exchange
