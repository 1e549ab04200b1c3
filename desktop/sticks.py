"""Sticks: writing and reading the file that carries work between desks and the centre where no line is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop.desk import Desk
from desktop.keys import durable
from desktop.store.enrolment import Line, line_of
from desktop.store.handing import Handed, StoreHanding
from desktop.store.peers import Station, stations
from desktop.store.store import Store
from sync.clock import stamp
from sync.engine import bundles, handover
from sync.engine.bundles import MAX_BUNDLE_BYTES, Bundle, KeyOf, Stick, Taken
from sync.engine.conversation import Conversation
from sync.engine.ports import Applied
from sync.errors import (
    BadBundle,
    BadEnvelope,
    BadMessage,
    InvalidField,
    NotEnrolled,
    UnreadableFile,
    UnsuitableFolder,
    UnwritableFile,
)
from sync.protocol.messages import Handing

HANDING_BYTES: Final = 1 << 20
"""Of changes in one envelope that goes from desk to desk."""
_MOST_HANDINGS: Final = 40


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
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A bundle that was taken in."""

    sender: str  # device
    mark: str  # of that device, as in its case numbers
    created: str
    taken: Taken
    handed: Handed | None  # None where nothing was handed to this desk

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
        }


def write(desk: Desk, path: Path, to: str | None = None) -> Written:
    """Write this desk's unsent work, and what it carries for others, into a file.

    With *to*, the mark of a desk of the mission, that desk can take the work in before the centre has it.

    Raises:
        NotEnrolled: no centre yet. InvalidField: no such desk is known here; rule "unknown-station".
        UnwritableFile: the place cannot be written; nothing has changed.
    """
    known = _stations(desk.store)
    stick, line = _stick(desk, known)
    station = None if to is None else _station(known, line, to)
    handings, handed = ([], 0) if station is None else _handings(desk, line, station)
    bundle = stick.packed(desk.mission, stamp(desk.clock.now()), handings)
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
        handed=handed,
        to=None if station is None else station.mark,
    )


def handing_of(desk: Desk) -> StoreHanding:
    """Return what goes from *desk* to others before the centre has it."""
    return desk.store.handing(desk.sign, desk.officer.user)


def others(desk: Desk) -> tuple[str, ...]:
    """Return the marks of the other desks of the mission to which work can be handed."""
    me = desk.store.identity().device
    return tuple(sorted(one.mark for one in _stations(desk.store).values() if one.device != me))


def _station(known: dict[str, Station], line: Line, to: str) -> Station:
    said = to.strip().casefold()
    for one in known.values():
        if said in (one.mark.casefold(), one.device) and one.device != line.device.id:
            return one
    raise InvalidField(field="to", rule="unknown-station")


def _handings(desk: Desk, line: Line, station: Station) -> tuple[list[bytes], int]:
    """Seal all unsent changes that this desk holds to *station*, and count them."""
    handing = handing_of(desk)
    rest: tuple[str, ...] = handing.holds()
    sealed, count = list[bytes](), 0
    while rest and len(sealed) < _MOST_HANDINGS:
        given = handing.give(rest, HANDING_BYTES)
        sealed.append(handover.sealed(given.handing, (station.device, station.keys.seal), line.device, desk.clock))
        rest, count = given.rest, count + len(given.handing.changes)
    return sealed, count


def read(desk: Desk, path: Path) -> Read:
    """Take a bundle in: verified first, then what is for this desk, then what goes on for others.

    Raises:
        NotEnrolled: no centre yet. UnreadableFile: it cannot be read. BadBundle: see `bundles.read`.
        MassDeletion: what was handed over would delete a large share of a kind; nothing was taken in.
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
    handings = _for_me(desk, line, stick, bundle)
    handed = handing_of(desk).take(handings) if handings else None
    taken = stick.unpacked(bundle)
    mark = known[bundle.sender].mark
    return Read(sender=bundle.sender, mark=mark, created=bundle.created, taken=taken, handed=handed)


def _for_me(desk: Desk, line: Line, stick: Stick, bundle: Bundle) -> list[Handing]:
    """Open what is handed to this desk; one envelope that is not sound refuses the whole file."""
    keys = _keys(_stations(desk.store), line)
    mine = (raw for head, raw in stick.proven(bundle.handings, handover.KIND) if head.to[0].id == line.device.id)
    try:
        return [handover.opened(raw, line.device, keys, desk.mission) for raw in mine]
    except (BadEnvelope, BadMessage):
        raise BadBundle(rule="envelope") from None


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
