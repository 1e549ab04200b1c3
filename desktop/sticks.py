"""Sticks: writing and reading the file that carries work between desks and the centre where no line is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.desk import Desk
from desktop.keys import durable
from desktop.store.enrolment import Line, line_of
from desktop.store.peers import Station, stations
from desktop.store.store import Store
from sync.clock import stamp
from sync.engine import bundles
from sync.engine.bundles import MAX_BUNDLE_BYTES, KeyOf, Stick, Taken
from sync.engine.conversation import Conversation
from sync.engine.ports import Applied
from sync.errors import BadBundle, NotEnrolled, UnreadableFile, UnsuitableFolder, UnwritableFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A bundle that was written; it is only taken from the outbox when the centre's answer comes back."""

    path: Path
    size_bytes: int
    changes: int  # of this desk, waiting
    asks: int  # carried for other desks
    answers: int  # of the centre, for other desks

    def as_fields(self) -> dict[str, Any]:
        """The result as the command line shows it."""
        return {
            "file": str(self.path),
            "bytes": self.size_bytes,
            "changes": self.changes,
            "asks": self.asks,
            "answers": self.answers,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A bundle that was taken in."""

    sender: str  # device
    mark: str  # of that device, as in its case numbers
    created: str
    taken: Taken

    @property
    def has_moved(self) -> bool:
        """Whether the centre's answer to this desk was in it."""
        return self.taken.applied is not None

    def as_fields(self) -> dict[str, Any]:
        """The result as the command line shows it."""
        applied = self.taken.applied or Applied()
        return {
            "sender": {"device": self.sender, "mark": self.mark},
            "created": self.created,
            "answered": self.has_moved,
            "sent": applied.sent,
            "received": applied.received,
            "refused": applied.refused,
            "conflicts": applied.conflicts,
            "asks": self.taken.asks,
            "answers": self.taken.answers,
        }


def write(desk: Desk, path: Path) -> Written:
    """Write this desk's unsent work, and what it carries for others, into a file.

    Raises:
        NotEnrolled: no centre yet. UnwritableFile: the place cannot be written; nothing has changed.
    """
    stick, line = _stick(desk, _stations(desk.store))
    bundle = stick.packed(desk.mission, stamp(desk.clock.now()))
    raw = bundles.write(bundle, line.device)
    try:
        durable.replace(path, raw)
    except (OSError, UnsuitableFolder):
        raise UnwritableFile(field="file") from None
    return Written(
        path=path,
        size_bytes=len(raw),
        changes=desk.standing().waiting,
        asks=len(bundle.asks) - 1,
        answers=len(bundle.answers),
    )


def read(desk: Desk, path: Path) -> Read:
    """Take a bundle in: verified first, then what is for this desk, then what goes on for others.

    Raises:
        NotEnrolled: no centre yet. UnreadableFile: it cannot be read. BadBundle: see `bundles.read`.
    """
    known = _stations(desk.store)
    stick, line = _stick(desk, known)
    try:
        if path.stat().st_size > MAX_BUNDLE_BYTES:
            raise BadBundle(rule="shape")
        raw = path.read_bytes()
    except OSError:
        raise UnreadableFile(field="file", rule="not-there") from None
    bundle = bundles.read(raw, _keys(known, line))
    taken = stick.unpacked(bundle)
    return Read(sender=bundle.sender, mark=known[bundle.sender].mark, created=bundle.created, taken=taken)


def _stick(desk: Desk, known: dict[str, Station]) -> tuple[Stick, Line]:
    line = line_of(desk.store)
    if line is None:
        raise NotEnrolled
    replica = desk.store.replica(desk.sign)
    conversation = Conversation(line.device, line.centre, desk.clock, replica)
    return Stick(replica, desk.store.pouch(), conversation, _keys(known, line)), line


def _stations(store: Store) -> dict[str, Station]:
    with store.reading() as connection:
        return stations(connection)


def _keys(known: dict[str, Station], line: Line) -> KeyOf:
    """Know the devices of the mission, and their centre."""
    keys = {device: station.keys.verify for device, station in known.items()}
    return (keys | {line.centre.id: line.centre.keys.verify}).__getitem__
