"""Sticks: writing and reading the file that carries work between desks and the centre where no line is."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from desktop.desk import Desk
from desktop.keys import durable
from desktop.store.carriage import Carriage, adopt
from desktop.store.enrolment import Line, line_of
from desktop.store.handing import Handed, StoreHanding
from desktop.store.peers import Station, stations
from desktop.store.store import Store
from sync.clock import stamp
from sync.engine import bundles, handover
from sync.engine.bundles import Bundle, KeyOf, Stick, Taken
from sync.engine.conversation import Conversation
from sync.engine.ports import Applied
from sync.errors import (
    BadBundle,
    BadEnvelope,
    BadMessage,
    DiskFull,
    InvalidField,
    NotEnrolled,
    UnreadableFile,
    UnsuitableFolder,
    UnwritableFile,
)
from sync.protocol.messages import Handing
from sync.protocol.pieces import Piece

HANDING_BYTES: Final = 1 << 20
"""Of changes in one envelope that goes from desk to desk."""
_MOST_HANDINGS: Final = 40


_CHUNK: Final = 1 << 20
_SPARE: Final = 1 << 20
"""Left free on the stick, for its own lists."""
_MOST_FILE: Final = (4 << 30) - 1
"""No file on a stick as they are sold (FAT32) is larger; what is left goes with the next one."""

ALL: Final = 1 << 40
"""As many bytes of files as find room."""

Tell = Callable[[int, int], None]
"""Hears of kilobytes done and in all; raises Cancelled to stop."""


def nobody(_done: int, _total: int) -> None:
    """Nobody waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a stick is to take along besides the ask."""

    to: str | None = None  # the mark of a desk that is to take the work in itself
    most_bytes: int = ALL  # of sealed files
    previews_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What of files waits, in bytes."""

    previews: int
    all: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Sealed files of a bundle."""

    files: int = 0  # that are complete here or there with it
    bytes: int = 0
    left: int = 0  # bytes that wait for another stick or the line; of a bundle that was read: that did not come right

    def as_fields(self) -> dict[str, int]:
        """The files as the command line shows them."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A bundle that was written; it is only taken from the outbox when the centre's answer comes back."""

    path: Path
    size_bytes: int
    changes: int  # of this desk, waiting
    asks: int  # carried for other desks
    answers: int  # of the centre, for other desks
    handed: int  # changes that the named station can take in itself, of this desk and of others
    to: str | None  # its mark
    files: Files

    def as_fields(self) -> dict[str, Any]:
        """The result as the command line shows it."""
        return {
            "file": str(self.path),
            "bytes": self.size_bytes,
            "changes": self.changes,
            "asks": self.asks,
            "answers": self.answers,
            "handed": self.handed,
            "to": self.to,
            "files": self.files.as_fields(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A bundle that was taken in."""

    sender: str  # device
    mark: str  # of that device, as in its case numbers
    created: str
    taken: Taken
    handed: Handed | None  # None where nothing was handed to this desk
    files: Files

    @property
    def has_moved(self) -> bool:
        """Whether records may be others than before."""
        return self.taken.applied is not None or (self.handed is not None and bool(self.handed.changes))

    def as_fields(self) -> dict[str, Any]:
        """The result as the command line shows it."""
        applied = self.taken.applied or Applied()
        return {
            "sender": {"device": self.sender, "mark": self.mark},
            "created": self.created,
            "answered": self.taken.applied is not None,
            "sent": applied.sent,
            "received": applied.received,
            "refused": applied.refused,
            "conflicts": applied.conflicts,
            "asks": self.taken.asks,
            "answers": self.taken.answers,
            "handed": None if self.handed is None else self.handed.as_fields(),
            "files": self.files.as_fields(),
        }


def room(desk: Desk) -> Room:
    """Return how much of files waits for a stick."""
    carriage = desk.files.carriage()
    return Room(previews=carriage.waiting(previews_only=True), all=carriage.waiting())


def write(desk: Desk, path: Path, load: Load | None = None, tell: Tell = nobody) -> Written:
    """Write this desk's unsent work, what it carries for others, and sealed files, into a file.

    Raises:
        NotEnrolled: no centre yet. InvalidField: no such desk is known here; rule "unknown-station".
        UnwritableFile: the place cannot be written, or has no room; nothing has changed.
        Cancelled: *tell* said so; the file is as it was before.
    """
    load = load or Load()
    known = known_stations(desk.store)
    stick, line = stick_of(desk, known)
    station = None if load.to is None else _station(known, line, load.to)
    sealed, handed = ([], 0) if station is None else handings(desk, line, station)
    carriage = desk.files.carriage()
    with desk.talking:  # a round, or somebody who meets this desk, may freeze an ask at this moment, too
        bundle = stick.packed(desk.mission, stamp(desk.clock.now()), sealed, ())
    small = len(bundles.write(bundle, line.device))
    most = min(_free(path), _MOST_FILE) - small - _SPARE
    pieces = carriage.chosen(min(most, load.most_bytes), previews_only=load.previews_only)
    bundle = msgspec.structs.replace(bundle, files=pieces)
    size = put(path, bundles.write(bundle, line.device), contents(carriage, pieces, tell))
    carriage.written(pieces)
    gone = sum(piece.size for piece in pieces)
    desk.do(lambda unit: unit.note("bundle-write"))
    return Written(
        path=path,
        size_bytes=size,
        changes=desk.standing().waiting,
        asks=len(bundle.asks) - 1,
        answers=len(bundle.answers),
        handed=handed,
        to=None if station is None else station.mark,
        files=Files(
            files=sum(piece.offset + piece.size == piece.bytes for piece in pieces),
            bytes=gone,
            left=carriage.waiting() - sum(piece.offset + piece.size for piece in pieces),
        ),
    )


def _free(path: Path) -> int:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        raise UnwritableFile(field="file") from None


def contents(carriage: Carriage, pieces: list[Piece], tell: Tell) -> Iterator[bytes]:
    done, total = 0, sum(piece.size for piece in pieces)
    for piece in pieces:
        for part in carriage.bytes_of(piece, _CHUNK):
            yield part
            done += len(part)
            tell(done >> 10, total >> 10)


def put(path: Path, front: bytes, contents: Iterator[bytes]) -> int:
    """Write the file, whole or not at all; return its size."""
    size = len(front)
    try:
        with durable.replacing(path) as file:
            file.write(front)
            for part in contents:
                file.write(part)
                size += len(part)
    except DiskFull:
        raise UnwritableFile(field="file", rule="disk-full") from None
    except (OSError, UnsuitableFolder):
        raise UnwritableFile(field="file") from None
    return size


def handing_of(desk: Desk, to: str | None = None) -> StoreHanding:
    """Return what goes from *desk* to others before the centre has it, as far as those at the device *to* may read."""
    return desk.store.handing(to)


def others(desk: Desk) -> tuple[str, ...]:
    """Return the marks of the other desks of the mission to which work can be handed."""
    me = desk.store.identity().device
    return tuple(sorted(one.mark for one in known_stations(desk.store).values() if one.device != me))


def _station(known: dict[str, Station], line: Line, to: str) -> Station:
    said = to.strip().casefold()
    for one in known.values():
        if said in (one.mark.casefold(), one.device) and one.device != line.device.id:
            return one
    raise InvalidField(field="to", rule="unknown-station")


def handings(desk: Desk, line: Line, station: Station) -> tuple[list[bytes], int]:
    """Seal all unsent changes that this desk holds to *station*, and count them."""
    handing = handing_of(desk, station.device)
    rest: tuple[str, ...] = handing.holds()
    sealed, count = list[bytes](), 0
    while rest and len(sealed) < _MOST_HANDINGS:
        given = handing.give(rest, HANDING_BYTES)
        sealed.append(handover.sealed(given.handing, (station.device, station.keys.seal), line.device, desk.clock))
        rest, count = given.rest, count + len(given.handing.changes)
    return sealed, count


def read(desk: Desk, path: Path, tell: Tell = nobody) -> Read:
    """Take a bundle in: verified first, then what is for this desk, then what goes on for others.

    Raises:
        NotEnrolled: no centre yet. UnreadableFile: it cannot be read. BadBundle: see `bundles.read`.
        MassDeletion: what was handed over would delete a large share of a kind; nothing was taken in.
        Cancelled: *tell* said so; the work was taken in, and of the files those that had come.
    """
    known = known_stations(desk.store)
    stick, line = stick_of(desk, known)
    if not path.is_file():  # a pipe on a stick would be waited for without end
        raise UnreadableFile(field="file", rule="not-there")
    try:
        with path.open("rb") as file:
            bundle = bundles.read(file, keys_of(known, line))
            handings = _for_me(desk, line, stick, bundle)
            handed = handing_of(desk).take(handings) if handings else None
            with desk.talking:  # neither is to apply the same answer
                taken = stick.unpacked(bundle)
            files = _take_files(desk.files.carriage(), bundle.files, file, tell)
    except OSError:
        raise UnreadableFile(field="file", rule="not-there") from None
    adopt(desk.store)
    mark = known[bundle.sender].mark
    desk.do(lambda unit: unit.note("bundle-read"))
    return Read(sender=bundle.sender, mark=mark, created=bundle.created, taken=taken, handed=handed, files=files)


def _take_files(carriage: Carriage, pieces: list[Piece], file: BinaryIO, tell: Tell) -> Files:
    """Take sealed files in; what breaks off or comes out wrong waits for the next stick or the line."""
    done, total, whole, left = 0, sum(piece.size for piece in pieces), 0, 0
    for piece in pieces:
        with carriage.claimed(piece) as is_ours:  # else a round brings it at this moment
            got = carriage.got(piece) if is_ours else -1
            for at in range(piece.offset, piece.offset + piece.size, _CHUNK):
                part = file.read(min(_CHUNK, piece.offset + piece.size - at))
                if not part:  # it says more than there is
                    break
                done += len(part)
                if at <= got < at + len(part):
                    carriage.add(piece, got, part[got - at :])
                    got = at + len(part)
                tell(done >> 10, total >> 10)
            is_new = got == piece.bytes and not carriage.is_here(piece)
            if is_new and carriage.finish(piece):
                whole += 1
            elif got < piece.offset + piece.size or is_new:
                left += piece.size
    return Files(files=whole, bytes=done, left=left)


def _for_me(desk: Desk, line: Line, stick: Stick, bundle: Bundle) -> list[Handing]:
    """Open what is handed to this desk; one envelope that is not sound refuses the whole file."""
    keys = keys_of(known_stations(desk.store), line)
    mine = (raw for head, raw in stick.proven(bundle.handings, handover.KIND) if head.to[0].id == line.device.id)
    try:
        return [handover.opened(raw, line.device, keys, desk.mission) for raw in mine]
    except (BadEnvelope, BadMessage):
        raise BadBundle(rule="envelope") from None


def stick_of(desk: Desk, known: dict[str, Station]) -> tuple[Stick, Line]:
    """Return what packs and unpacks for *desk*, and its line.

    Raises:
        NotEnrolled: no centre yet.
    """
    line = line_of(desk.store)
    if line is None:
        raise NotEnrolled
    replica = desk.store.replica()
    conversation = Conversation(line.device, line.centre, desk.clock, replica)
    return Stick(replica, desk.store.pouch(), conversation, keys_of(known, line)), line


def known_stations(store: Store) -> dict[str, Station]:
    """Return the desks of the mission by device, this one among them."""
    with store.reading() as connection:
        return stations(connection)


def keys_of(known: dict[str, Station], line: Line) -> KeyOf:
    """Know the devices of the mission, and their centre."""
    keys = {device: station.keys.verify for device, station in known.items()}
    return (keys | {line.centre.id: line.centre.keys.verify}).__getitem__
