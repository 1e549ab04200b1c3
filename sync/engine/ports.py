"""The two ports of the round: Channel (one message out, one back) and Replica (the desk's store)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from sync.changes.change import Change
from sync.protocol.audit import AuditAsk
from sync.protocol.messages import Answer, Introduced, Mark, Parts, PastAsk, Signature
from sync.protocol.names import Names
from sync.protocol.snapshot.manifest import Manifest
from sync.protocol.snapshot.segment import Segment


class Channel(Protocol):
    """One sealed message out, one sealed message back; by HTTP, by stick, or inside a simulator."""

    def exchange(self, envelope: bytes) -> bytes:
        """Send *envelope*, return the sealed answer.

        Raises:
            Unreachable: no answer came; the envelope may or may not have arrived.
            DeviceRefused: the centre answered that it does not take this device's envelopes.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where this desk stands with the centre."""

    device: str
    epoch: int
    sent: int  # number of the last envelope that was answered
    prev: str  # SHA-256 hex of that envelope, or 64 zeros
    cursor: int
    directory: str = ""  # the token of the directory that the desk was told last
    numbers: bool = True  # every record up to the cursor is here, and may be named by its number
    told: tuple[int, ...] = ()  # up to which entry the states of each lane were told ahead, where beyond the cursor
    officers: tuple[Introduced, ...] = ()  # of this device, of whom the centre is to hear
    erased: tuple[str, ...] = ()  # erasures that were carried out here, of which the centre is to hear


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Pending changes chosen for one envelope, oldest first, with their officers' signatures."""

    changes: tuple[Change, ...]
    signatures: tuple[Signature, ...]
    size: int = 0  # bytes of the changes as they are stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """What an ask wants to be helped with, where the centre holds something else than the desk."""

    marks: tuple[Mark, ...] = ()
    parts: Parts | None = None
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wants:
    """What an ask wants besides bringing its changes."""

    limit_bytes: int
    digest: dict[str, str] | None = None
    compare: bool = False
    snapshot: bool = False
    past: PastAsk | None = None
    mend: Mend = Mend()
    audit: AuditAsk | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What one answer did to the store."""

    sent: int = 0  # changes that left the outbox
    received: int = 0  # news of others
    refused: int = 0
    held: int = 0
    conflicts: int = 0  # conflicts that came in open
    equal: bool | None = None  # whether both sides hold the same; None where the desk is not level with the ledger
    search: bool = False  # they do not, and what differs was not searched for yet
    cases: tuple[str, ...] = ()  # that others changed
    again: int = 0  # own changes that the centre had lost and that are offered again
    mended: int = 0  # records that were brought to the state that the centre told
    ahead: int = 0  # urgent records whose state was told before their news


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """A snapshot that is being taken in: its manifest, and how many of its segments are in the store."""

    manifest: Manifest
    done: int

    @property
    def rows(self) -> int:
        """The records that are here."""
        return sum(part.rows for part in self.manifest.segments[: self.done])

    @property
    def size(self) -> int:
        """The bytes of the segments that are here."""
        return sum(part.size for part in self.manifest.segments[: self.done])

    @property
    def has_urgent(self) -> bool:
        """Whether open cases and their people are here."""
        return self.done >= self.manifest.urgent


@runtime_checkable
class Shelf(Protocol):
    """Where the segments of snapshots lie; a stick has none."""

    def segment(self, name: str, size: int, arrived: bytearray, most: int) -> None:
        """Fetch the segment of that name and size, or *most* bytes of it; they go into *arrived* as they come.

        What is in there already is not fetched again; what came before a failure stays in it.

        Raises:
            Unreachable: the line failed. SnapshotGone: the centre does not keep it any more.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OnItsWay:
    """The size of the frozen envelope, that of its answer where one began to come, and how often the line broke."""

    size: int
    back: int
    failures: int


class Mender(Protocol):
    """The desk's store where the centre holds something else. Each method is one short transaction."""

    def centre_lost(self) -> None:
        """One side has lost what the other knows: begin a new epoch, and search for the last place both share."""
        ...

    def thaw(self) -> int:
        """The envelope on its way is too large for the line: its changes wait again, under a new epoch.

        So it does no harm if the centre has it. Return how many these are. One by itself is put off to the next round
        where others wait behind it; else it stays on its way, and so does an envelope without changes: 0.
        """
        ...

    def on_its_way(self) -> OnItsWay | None:
        """Return what is known of the frozen envelope."""
        ...

    def not_answered(self, announced: int) -> None:
        """A line has broken under the frozen envelope, or its answer, which was *announced* to have so many bytes."""
        ...

    def spoilt(self, envelope: bytes) -> None:
        """The centre's own answer to *envelope* is of no use: what it said goes again, in the next one.

        Else the centre, which keeps that answer, would give it for ever, also when it is itself again.
        """
        ...

    def give_way(self) -> None:
        """The answer to the envelope on its way is too large for the line: all is asked anew, under a new epoch."""
        ...

    def mend(self) -> Mend | None:
        """Return what the next ask should be helped with: the search for that place, or states of records."""
        ...

    def search_ended(self) -> None:
        """What differed was searched for to the end: the same difference is not searched for again."""
        ...

    def differs_in(self, records: Iterable[str]) -> None:
        """Note records of which the centre holds another state: it is asked for until it was told."""
        ...

    def part_sums(self, part: str) -> tuple[int, bytes]:
        """Return how many records a part has, and the short sums of what it is cut into.

        All of it as the centre should hold it.
        """
        ...

    def part_hashes(self, part: str) -> Mapping[str, str]:
        """Return the records of a part with their short hashes."""
        ...


class AuditBook(Protocol):
    """The chain of this device's audit lines, as the round sees it. Each method is one short transaction."""

    def ask(self, most_lines: int, change_ids: tuple[str, ...] = ()) -> AuditAsk | None:
        """Return what the ask that brings these changes says of the audit, with at most so many lines of it."""
        ...

    def left(self, going: int = 0) -> int:
        """Return how many lines may still go in this round: none while more than *going* changes wait."""
        ...


class Replica(Names, Protocol):
    """The desk's store as the round sees it, with the numbers of records. Each method is one short transaction."""

    def position(self) -> Position:
        """Return where the desk stands."""
        ...

    def begin(self) -> None:
        """A scheduled round begins: held changes and those told "later" may be offered again, once."""
        ...

    def in_flight(self) -> bytes | None:
        """Return the envelope that was frozen and not answered yet: it must be sent again as the same bytes."""
        ...

    def batch(self, most_changes: int, most_bytes: int) -> Batch:
        """Return the next pending changes in order; empty when nothing waits."""
        ...

    @property
    def audit(self) -> "AuditBook":
        """Return what the store keeps of the audit."""
        ...

    def freeze(self, envelope: bytes, change_ids: tuple[str, ...], audit: AuditAsk | None = None) -> None:
        """Store *envelope* durably before it is first sent."""
        ...

    def apply(self, answer: Answer, sealed: bytes) -> Applied:
        """Store rows, outcomes, cursor, conflicts and history in ONE transaction, and forget the frozen envelope.

        Where the centre told its fingerprint, it is compared, and the answer, *sealed* as it came, kept as the receipt.

        A manifest is kept, unless its snapshot was refused before or another one is arriving.
        """
        ...

    @property
    def mender(self) -> Mender:
        """Return what the store does where the centre holds something else."""
        ...

    def arriving(self) -> Arriving | None:
        """Return the snapshot that is being taken in."""
        ...

    def arrived(self, name: str) -> bytes:
        """Return what was kept of a segment that did not come whole."""
        ...

    def keep_arrived(self, name: str, part: bytes) -> None:
        """Keep what came of a segment."""
        ...

    def take(self, segment: Segment) -> int:
        """Take the next segment in, in one transaction, and return how many records are new or other here.

        Own waiting changes stay laid over them. With the last one the cursor moves to the snapshot's seq.
        """
        ...

    def past_after(self, record: str) -> int | None:
        """Return the last seq up to which the past of a record was told here; None when all of it is here."""
        ...

    def drop_snapshot(self, *, refused: bool) -> None:
        """Forget what arrives; a *refused* one is not begun again. What was taken in stays: the news go over it."""
        ...
