"""Files in a round: previews before originals, in pieces that go on where they were cut, believed only when proven."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal, Protocol, TypeVar

from sync.engine.blob_talk import BlobTalk
from sync.engine.budget import Purse
from sync.errors import BadMessage, Cancelled, Damaged, TooLarge
from sync.protocol.blobs import MOST_PIECE, MOST_WISHES, Ticket, Verb, Wish

T = TypeVar("T")

Part = Literal["preview", "original"]

_LANES: Final[tuple[tuple[Part, Verb], ...]] = (
    ("preview", "put"),
    ("preview", "get"),
    ("original", "put"),
    ("original", "get"),
)
_FIRST_PIECE: Final = 65_536
_LEAST_PIECE: Final = 16_384
_QUICK_S: Final = 4.0
_SLOW_S: Final = 12.0
_TICKET: Final = 1024
"""Bytes that asking for the ticket of one blob takes, both ways."""
_MOST_TRIES: Final = 2
"""Of one blob in one run: what does not come out right twice waits for the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One blob on its way: *got* of its *bytes* have been fetched before."""

    blob: str
    record: str
    bytes: int
    sha256: str
    got: int = 0


class Shelf(Protocol):
    """The desk's sealed files as the round sees them. Each method is one short transaction of its own."""

    def waiting(self, part: Part, verb: Verb, most: int, without: frozenset[str]) -> Sequence[Parcel]:
        """Return the next blobs to send or to fetch."""
        ...

    def left(self) -> int:
        """Return the bytes that wait to be sent or fetched."""
        ...

    def piece(self, parcel: Parcel, offset: int, size: int) -> bytes:
        """Return some bytes of a blob that is to be sent.

        Raises:
            StoreDamaged: they are not there any more.
        """
        ...

    def add(self, parcel: Parcel, offset: int, piece: bytes) -> None:
        """Keep the next bytes of a blob that is fetched."""
        ...

    def finish(self, parcel: Parcel) -> bool:
        """Put a fetched blob in its place; False, and nothing left of it, when its digest is wrong."""
        ...

    def at_centre(self, parcel: Parcel) -> None:
        """The centre has confirmed the digest of the whole."""
        ...

    def turned_away(self, parcel: Parcel, code: str) -> None:
        """The centre does not take or give this blob."""
        ...

    def is_sound(self, parcel: Parcel) -> bool:
        """Whether what lies here is what was sealed; if not, it is marked and not sent again."""
        ...

    def claim(self, parcel: Parcel) -> bool:
        """Whether this transfer may fetch the blob: no other one of this desk is at it."""
        ...

    def release(self, parcel: Parcel) -> None:
        """Let others fetch it."""
        ...


class Line(Protocol):
    """The way of sealed files to the centre and back.

    Every method raises Unreachable when no answer came, and BadMessage when the centre refuses; its rule says why.
    """

    def tickets(self, envelope: bytes) -> bytes:
        """Send a sealed ask for tickets, return the sealed answer."""
        ...

    def begin(self, device: str, ticket: Ticket, record: str, size: int, first: bytes) -> int:
        """Begin a blob of *size* bytes with its first piece; return the bytes that the centre has."""
        ...

    def append(self, device: str, ticket: Ticket, offset: int, piece: bytes) -> int:
        """Send the next piece; return the bytes that the centre has."""
        ...

    def fetch(self, device: str, ticket: Ticket, offset: int, size: int) -> bytes:
        """Return *size* bytes of a blob."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What was moved so far: files, sealed bytes, and how many bytes of all are still to go."""

    sent: int = 0
    received: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    trips: int = 0
    left: int = 0


class Transfer:
    """Moves what waits on a shelf. Safe to stop at any point and to begin again."""

    def __init__(self, shelf: Shelf, line: Line, talk: BlobTalk, purse: Purse) -> None:
        self._shelf = shelf
        self._line = line
        self._talk = talk
        self._purse = purse
        self._clock = purse.pace.clock
        self._size = _FIRST_PIECE
        self._tries: Counter[str] = Counter()
        self.moved = Moved()

    def run(self, on_step: Callable[[Moved], None], stopped: Callable[[], bool] = lambda: False) -> Moved:
        """Move everything that the purse allows, lane by lane; *on_step* hears of every piece.

        Raises:
            Unreachable: the line failed; it goes on next time where it was cut, but for one piece.
            Cancelled: *stopped* said so between two pieces.
            Disagreed: an answer is not from our centre, or not to this ask; nothing of it was used.
        """
        self._count(left=self._shelf.left())
        for part, verb in _LANES:
            if part == "preview" or self._purse.budget.originals:
                while parcels := self._next(part, verb):
                    self.move(parcels, verb, on_step, stopped)
        return self.moved

    def _next(self, part: Part, verb: Verb) -> Sequence[Parcel]:
        """Return the next blobs; asking for their tickets must leave something to move them with."""
        most = min(MOST_WISHES, self._purse.room() // (2 * _TICKET))
        return self._shelf.waiting(part, verb, most, self._spent()) if most else ()

    def move(
        self,
        parcels: Sequence[Parcel],
        verb: Verb,
        on_step: Callable[[Moved], None],
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Ask for tickets for *parcels* and do what they allow; raises what `run` raises."""

        def step() -> None:
            on_step(self.moved)
            if stopped():
                raise Cancelled

        step()
        act = self._put if verb == "put" else self._get
        for parcel, ticket in zip(parcels, self._tickets(parcels, verb), strict=True):
            self._tries[parcel.blob] += 1
            act(parcel, ticket, step)

    def _tickets(self, parcels: Sequence[Parcel], verb: Verb) -> list[Ticket]:
        doubt = {parcel.blob for parcel in parcels if verb == "get" and self._tries[parcel.blob] and not parcel.got}
        wishes = [
            Wish(record=parcel.record, blob=parcel.blob, verb=verb, doubt=parcel.blob in doubt) for parcel in parcels
        ]
        envelope = self._talk.ask(wishes)
        sealed = self._line.tickets(envelope)
        self._count(bytes_out=len(envelope), bytes_in=len(sealed), trips=1)
        return self._talk.answer(envelope, sealed, wishes)

    def _put(self, parcel: Parcel, ticket: Ticket, step: Callable[[], None]) -> None:
        again = self._tries[parcel.blob] > 1
        if ticket.state == "whole":
            self._shelf.at_centre(parcel)
            self._count(sent=1)
        elif ticket.state == "refused":
            self._shelf.turned_away(parcel, ticket.code or "refused")
        elif ticket.state == "unknown" or (again and not self._shelf.is_sound(parcel)):
            self._give_up(parcel)  # its record is not in the ledger yet; or it is damaged here
        else:
            self._send(parcel, ticket, step)

    def _send(self, parcel: Parcel, ticket: Ticket, step: Callable[[], None]) -> None:
        """Send what the centre lacks. Whether all arrived is asked afterwards, and answered under a signature."""
        offset, is_begun = ticket.offset, ticket.state == "open"
        device = self._talk.device
        self._count(left=max(0, self.moved.left - offset))
        while offset < parcel.bytes and not self._purse.is_empty:
            try:
                piece = self._shelf.piece(parcel, offset, self._allowed(parcel.bytes - offset))
            except Damaged:
                self._give_up(parcel)
                return
            say = (
                partial(self._line.append, device, ticket, offset, piece)
                if is_begun
                else partial(self._line.begin, device, ticket, parcel.record, parcel.bytes, piece)
            )
            try:
                offset, is_begun = self._timed(say), True
            except TooLarge:
                if self._size == _LEAST_PIECE:
                    raise
                self._size = max(_LEAST_PIECE, self._size // 2)
                continue
            except BadMessage:  # somebody else was quicker, or the whole is not what it must be: ask again
                return
            self._count(bytes_out=len(piece), trips=1, left=max(0, self.moved.left - len(piece)))
            step()

    def _get(self, parcel: Parcel, ticket: Ticket, step: Callable[[], None]) -> None:
        if ticket.state != "whole":
            if ticket.state == "refused":
                self._shelf.turned_away(parcel, ticket.code or "refused")
            self._give_up(parcel)  # nobody has sent it yet
        elif not self._shelf.claim(parcel):
            self._give_up(parcel)
        else:
            try:
                self._fetch(parcel, ticket, step)
            finally:
                self._shelf.release(parcel)

    def _fetch(self, parcel: Parcel, ticket: Ticket, step: Callable[[], None]) -> None:
        offset = parcel.got
        while offset < parcel.bytes:
            if self._purse.is_empty:
                return
            size = self._allowed(parcel.bytes - offset)
            try:
                piece = self._timed(partial(self._line.fetch, self._talk.device, ticket, offset, size))
            except BadMessage:  # the ticket is too old, or the centre has lost it meanwhile
                return
            self._shelf.add(parcel, offset, piece)
            offset += len(piece)
            self._count(bytes_in=len(piece), trips=1, left=max(0, self.moved.left - len(piece)))
            step()
        if self._shelf.finish(parcel):
            self._count(received=1)

    def _allowed(self, missing: int) -> int:
        return min(self._size, missing, self._purse.room())

    def _give_up(self, parcel: Parcel) -> None:
        self._tries[parcel.blob] += _MOST_TRIES

    def _spent(self) -> frozenset[str]:
        return frozenset(blob for blob, tries in self._tries.items() if tries > _MOST_TRIES)

    def _timed(self, act: Callable[[], T]) -> T:
        """Run *act*, and let the next piece be as large as the line carries in some seconds."""
        began = self._clock.monotonic()
        answer = act()
        gone_s = self._clock.monotonic() - began
        if gone_s < _QUICK_S:
            self._size = min(MOST_PIECE, self._size * 2)
        elif gone_s > _SLOW_S:
            self._size = max(_LEAST_PIECE, self._size // 2)
        return answer

    def _count(self, *, left: int | None = None, **more: int) -> None:
        if "trips" in more:
            self._purse.spend(more.get("bytes_out", 0) + more.get("bytes_in", 0))
        raised = {name: getattr(self.moved, name) + number for name, number in more.items()}
        self.moved = replace(self.moved, **raised, left=self.moved.left if left is None else left)
