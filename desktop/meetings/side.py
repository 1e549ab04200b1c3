"""One side of a meeting: what it says, and taking in what it hears, until neither has or wants anything.

Both sides say the same kind of message in turn. All of it can be cut off, said twice, and begun anew.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from desktop import sticks
from desktop.desk import Desk
from desktop.store.carriage import adopt
from desktop.store.handing import Handed
from desktop.store.peers import Station
from sync.engine.bundles import Bundle
from sync.engine.meeting import MOST_FILES
from sync.errors import BadBundle, MeetingRefused, StoreDamaged
from sync.protocol.blobs import MOST_PIECE
from sync.protocol.meeting import Meet, ids, runs
from sync.protocol.pieces import Piece

_MOST_WANTS: Final = 2000
_MOST_SEALED: Final = 3 << 20
"""Of asks and answers in one message."""

Tell = Callable[[int, int], None]
"""Hears of changes that went either way, or of kilobytes of files; raises Cancelled to stop."""


def nobody(_done: int, _total: int) -> None:
    """Nobody waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """What two desks gave each other."""

    mark: str  # of the other desk
    given: int = 0  # changes
    handed: Handed = field(default_factory=Handed)
    sent: int = 0  # own changes that the centre has, by an answer that the other desk brought
    asks: int = 0
    answers: int = 0
    files_given: int = 0
    files_received: int = 0
    file_bytes: int = 0

    def as_fields(self) -> dict[str, Any]:
        """The result as the command line shows it."""
        return {
            "mark": self.mark,
            "given": self.given,
            "received": self.handed.changes,
            "known": self.handed.known,
            "left": self.handed.left,
            "sent": self.sent,
            "asks": self.asks,
            "answers": self.answers,
            "files_given": self.files_given,
            "files_received": self.files_received,
            "file_bytes": self.file_bytes,
        }

    @property
    def has_moved(self) -> bool:
        """Whether records may be others than before."""
        return bool(self.handed.changes or self.sent or self.files_received)


class Side:
    """One desk in a meeting with *other*: takes in what it hears, and says what it has and wants."""

    def __init__(self, desk: Desk, other: Station, tell: Tell) -> None:
        self._desk = desk
        self._tell = tell
        self._handing = sticks.handing_of(desk, other.device)
        self._carriage = desk.files.carriage()
        self._stick, _ = sticks.stick_of(desk, sticks.known_stations(desk.store))
        self._sealed = self._packed()
        self._wanted: tuple[str, ...] = ()  # by the other one
        self._lacking: tuple[str, ...] = ()
        self._asked: list[Piece] = []  # by the other one
        self._needed: list[Piece] = []
        self._has_asked = False  # for changes, with the last message
        self._awaits: Piece | None = None
        self.met = Met(mark=other.mark)

    def _packed(self) -> list[tuple[str, bytes]]:
        """Return the sealed asks and answers that are worth carrying; none while a round carries them itself."""
        if not self._desk.talking.acquire(blocking=False):
            return []
        try:
            asks, answers = self._stick.sealed(asks_news=False)  # a meeting is no errand to the centre
        finally:
            self._desk.talking.release()
        return [("asks", one) for one in asks] + [("answers", one) for one in answers]

    def first(self, *, files: bool) -> dict[str, Any]:
        """Return what is said at the beginning."""
        has = self._carriage.whole()[:MOST_FILES] if files else []
        return {"holds": runs(self._handing.holds()), "has": has, "files": files}

    def hear(self, said: Meet) -> None:
        """Take in all that a message brings.

        Raises:
            MassDeletion: it would delete a large share of a kind; nothing of it was taken in.
        """
        wanted = frozenset(ids(said.wants))
        self._wanted = tuple(one for one in self._handing.holds() if one in wanted) if wanted else ()
        self._take_changes(said)
        if said.holds is not None:
            self._lacking = self._handing.lacks(tuple(ids(said.holds)))
        self._take_sealed(said)
        self._asked = said.needs
        for piece, part in zip(said.pieces, said.data, strict=True):
            if piece != self._awaits:  # nobody asked for it
                continue
            with self._carriage.claimed(piece) as is_ours:
                if is_ours:
                    self._take_piece(piece, part)
                else:  # a round brings it at this moment
                    self._needed = [one for one in self._needed if one.blob != piece.blob]
        if self._awaits is not None and not said.pieces:  # it is not there any more
            self._needed = [one for one in self._needed if one.blob != self._awaits.blob]
        self._needed = [*self._needed, *said.has][:MOST_FILES]

    def say(self) -> dict[str, Any]:
        """Return what is to be said next."""
        given = self._handing.give(self._wanted, sticks.HANDING_BYTES) if self._wanted else None
        if given is not None:
            self.met = replace(self.met, given=self.met.given + len(given.handing.changes))
        asks, answers = self._next_sealed()
        pieces = [(piece, part) for piece in self._asked if (part := self._bytes_of(piece)) is not None]
        whole = sum(piece.offset + piece.size == piece.bytes for piece, _ in pieces)
        self._count(given=whole, moved=sum(piece.size for piece, _ in pieces))
        needs = self._next_needs()
        self._has_asked, self._awaits = bool(self._lacking), next(iter(needs), None)
        idle = not (given or asks or answers or pieces or needs or self._lacking or self._sealed)
        return {
            "wants": runs(self._lacking[:_MOST_WANTS]),
            "handing": None if given is None else given.handing,
            "asks": asks,
            "answers": answers,
            "needs": needs,
            "pieces": [piece for piece, _ in pieces],
            "data": [part for _, part in pieces],
            "done": idle,
        }

    def _take_changes(self, said: Meet) -> None:
        came: set[str] = set()
        if said.handing is not None:
            if said.handing.mission != self._desk.mission:
                raise MeetingRefused(rule="other-mission")
            taken = self._handing.take([said.handing])
            self.met = replace(self.met, handed=self.met.handed.plus(taken))
            came = {change.id for change in said.handing.changes}
            self._tell(self.met.given + self.met.handed.changes, 0)
        if self._has_asked:  # what was wanted and does not come at all has reached the centre meanwhile
            self._lacking = tuple(one for one in self._lacking if one not in came) if came else ()

    def _take_sealed(self, said: Meet) -> None:
        if not (said.asks or said.answers) or not self._desk.talking.acquire(blocking=False):
            return  # nothing is lost by passing over them: whoever carries them offers them again
        bundle = Bundle(sender="", mission=self._desk.mission, created="", asks=said.asks, answers=said.answers)
        try:
            taken = self._stick.unpacked(bundle)
        except BadBundle:
            raise MeetingRefused(rule="request") from None
        finally:
            self._desk.talking.release()
        self.met = replace(
            self.met,
            asks=self.met.asks + taken.asks,
            answers=self.met.answers + taken.answers,
            sent=self.met.sent + (0 if taken.applied is None else taken.applied.sent),
        )

    def _next_sealed(self) -> tuple[list[bytes], list[bytes]]:
        """Return as many sealed asks and answers as find room; one that is too large for a meeting goes by stick."""
        said: dict[str, list[bytes]] = {"asks": [], "answers": []}
        size = 0
        while self._sealed and size + len(self._sealed[0][1]) <= _MOST_SEALED:
            kind, envelope = self._sealed.pop(0)
            said[kind].append(envelope)
            size += len(envelope)
        if self._sealed and not size:
            self._sealed.pop(0)
        return said["asks"], said["answers"]

    # --- files

    def _next_needs(self) -> list[Piece]:
        while self._needed:
            piece = self._needed[0]
            got = self._carriage.got(piece)
            if 0 <= got < piece.bytes:
                size = min(MOST_PIECE, piece.bytes - got)
                return [Piece(blob=piece.blob, bytes=piece.bytes, sha256=piece.sha256, offset=got, size=size)]
            self._needed.pop(0)
        return []

    def _take_piece(self, piece: Piece, part: bytes) -> None:
        if self._carriage.got(piece) != piece.offset:
            return
        self._carriage.add(piece, piece.offset, part)
        self._count(moved=len(part))
        if piece.offset + len(part) < piece.bytes:
            return
        if self._carriage.finish(piece):
            self._count(received=1)
        else:
            self._needed = [one for one in self._needed if one.blob != piece.blob]
        adopt(self._desk.store)

    def _bytes_of(self, piece: Piece) -> bytes | None:
        try:
            return b"".join(self._carriage.bytes_of(piece, MOST_PIECE)) if piece.size <= MOST_PIECE else None
        except StoreDamaged:
            return None

    def _count(self, given: int = 0, received: int = 0, moved: int = 0) -> None:
        self.met = replace(
            self.met,
            files_given=self.met.files_given + given,
            files_received=self.met.files_received + received,
            file_bytes=self.met.file_bytes + moved,
        )
        if moved:
            self._tell(self.met.file_bytes >> 10, 0)
