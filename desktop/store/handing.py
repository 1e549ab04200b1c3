"""Handing work from desk to desk: the mission's unsent changes that this desk can give, and taking in what it gets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection

from desktop.store import brake, epochs, erasures, handed, history, laying, outbox, peers, projection, records, urgency
from desktop.store.device import Meta, identity
from desktop.store.projection import Trunk
from desktop.store.row import Stored, write_json
from desktop.store.signer import PORTION, Signer
from desktop.store.transactions import Transactions
from sync.changes.change import Change
from sync.changes.hlc import bounded
from sync.changes.rights import missing
from sync.clock import Clock
from sync.domain.records.catalogue import NOUNS
from sync.domain.rules.rights import OWNERS, Roles, readable, sees
from sync.engine.shape import Arrival, arrivals, device_of
from sync.engine.signing import MOST_NAMED, Said, proven
from sync.protocol.messages import Handing, Signature, read_change

_HELD: Final = (
    "SELECT o.change_id, o.kind, o.record FROM outbox o "
    "LEFT JOIN handed d ON d.change_id = o.change_id WHERE o.state != 'refused' "
    "AND (d.seal IS NOT NULL OR o.seal IS NOT NULL) ORDER BY o.n"
)
_PAST: Final = "INSERT INTO history(record, change_id, body, device) VALUES(?, ?, ?, ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Changes for another desk with their signatures, and the ids of those that found no room."""

    handing: Handing
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What became of changes that another desk gave: new here, known before, or left since nothing proves them."""

    changes: int = 0
    known: int = 0
    left: int = 0
    records: int = 0  # that the new ones are about

    def plus(self, more: "Handed") -> "Handed":
        """Add what became of others."""
        return Handed(
            changes=self.changes + more.changes,
            known=self.known + more.known,
            left=self.left + more.left,
            records=self.records + more.records,
        )

    def as_fields(self) -> dict[str, int]:
        """What became of them, as the command line shows it."""
        return asdict(self)


@dataclass(slots=True)
class _New:
    """What is taken in: changes in order, and the signatures that prove them."""

    changes: list[Change] = field(default_factory=list)
    seals: list[tuple[Signature, tuple[bytes, ...], list[str]]] = field(default_factory=list)


class StoreHanding:
    """Short transactions on the encrypted store; any thread but the screen's."""

    def __init__(self, transactions: Transactions, signer: Signer | None, clock: Clock, to: str | None = None) -> None:
        """*to*: the device that is given to, and gets what its officers may read; the rest goes on sealed."""
        self._to = to
        self._transactions = transactions
        self._signer = signer
        self._clock = clock

    def holds(self) -> tuple[str, ...]:
        """Return the ids of unsent changes that can be given to another desk, in the order in which they came."""
        with self._transactions.read() as connection:
            lines = connection.exec_driver_sql(_HELD).all()
            kinds = None if self._to is None else readable(peers.roles_there(connection, self._to))
            return tuple(line.change_id for line in lines if _may_go(connection, kinds, line.kind, line.record))

    def lacks(self, change_ids: Sequence[str]) -> tuple[str, ...]:
        """Return those of *change_ids* that this desk has never seen."""
        with self._transactions.read() as connection:
            known = history.known(connection, change_ids)
        return tuple(one for one in change_ids if one not in known)

    def give(self, change_ids: Sequence[str], most_bytes: int) -> Given:
        """Return as many of these changes as find room, with their signatures; at least one."""
        with self._transactions.write() as connection:
            mission = Meta(connection).needed("mission")
            changes = _bodies(connection, change_ids, most_bytes)
            signatures = handed.signatures(connection, changes, self._signer, PORTION)
            outbox.given(connection, [change.id for change in changes])
        handing = Handing(mission=mission, changes=changes, signatures=list(signatures))
        given = {change.id for change in changes}
        left = set(self.holds()) - given
        return Given(handing=handing, rest=tuple(one for one in change_ids if one in left))

    def take(self, handings: Sequence[Handing]) -> Handed:
        """Take changes in, all in one transaction: they wait here for the centre as they wait at their desk.

        Raises:
            MassDeletion: they would delete a large share of a kind; nothing is taken in until a person allows it.
        """
        with brake.braked(self._transactions, "handing") as connection:
            every = [_taken(connection, one) for one in handings]
            changes = [change for one in every for change in one.new]
            handed.check_brake(connection, changes)
            _lay(connection, changes)
            laying.lay_waiting(connection)
            erasures.carry_out(connection)
            urgency.raise_again(connection, dict.fromkeys((change.kind, change.record) for change in changes))
            _see_clocks(connection, changes, self._clock.now())
            _see_numbers(connection, changes)
        return Handed(
            changes=len(changes),
            known=sum(one.known for one in every),
            left=sum(one.left for one in every),
            records=len({change.record for change in changes}),
        )


def _may_go(connection: Connection, kinds: frozenset[str] | None, kind: str, record: str) -> bool:
    """Whether those who may read *kinds* may read a record; a look at the record itself is rare."""
    if kinds is None or kind not in OWNERS:
        return sees(kinds, kind, {})
    stored = records.load(connection, kind, record)
    return stored is not None and sees(kinds, kind, stored.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """One handing: changes that wait here now, and how many were known or are proven by nothing."""

    new: list[Change]
    known: int
    left: int


def _taken(connection: Connection, handing: Handing) -> _Taken:
    coming = arrivals(handing.changes)
    known = history.known(connection, [one.change.id for one in coming])
    new, left = _proven(connection, handing, coming, known)
    _wait(connection, new)
    return _Taken(new=new.changes, known=sum(one.change.id in known for one in coming), left=left)


def _proven(connection: Connection, handing: Handing, coming: Sequence[Arrival], known: set[str]) -> tuple[_New, int]:
    """Return what is new and proven by its officer's signature, and how many are neither that nor known."""
    officers, granted = peers.officers(connection), peers.roles_by_key(connection)
    revoked = peers.revoked(connection)
    said = [Said(officer=one.change.officer, hash=one.hash) for one in coming]
    wanted = {
        (one.change.officer, one.hash): one.change
        for one in coming
        if one.change.id not in known and one.misshapen is None and device_of(one.change) not in revoked
    }
    new = _New()
    proven_ids: set[str] = set()
    for proof in proven(said, handing.signatures, lambda officer, key: (officer, key) in officers):
        found = [wanted[proof.officer, one] for one in proof.hashes if (proof.officer, one) in wanted]
        made_at = officers[proof.officer, proof.key]  # a stolen desk does not speak for others
        roles = granted[proof.officer, proof.key]
        ids = [one.id for one in found if device_of(one) == made_at and _is_allowed(connection, roles, one)]
        if ids and len(proof.hashes) <= MOST_NAMED:  # more the centre would not hear from this desk
            signature = Signature(officer=proof.officer, key=proof.key, signature=proof.signature)
            new.seals.append((signature, proof.hashes, ids))
            proven_ids.update(ids)
    unique = {change.id: change for change in wanted.values() if change.id in proven_ids}
    new.changes = list(unique.values())
    return new, len({one.change.id for one in coming} - known - proven_ids)


def _is_allowed(connection: Connection, roles: Roles, change: Change) -> bool:
    """Whether an officer may make a change, as far as this desk knows; the centre looks again."""
    before = records.load(connection, change.kind, change.record) if change.kind in NOUNS else None
    return missing(roles, change, {} if before is None else before.values, saw_status=before is not None) is None


def _wait(connection: Connection, new: _New) -> None:
    """Put them behind what waits already."""
    lines = [(change.record, change.id, write_json(change).decode(), device_of(change)) for change in new.changes]
    if lines:
        outbox.queue(connection, new.changes)
        connection.exec_driver_sql(_PAST, lines)
    for signature, hashes, ids in new.seals:
        handed.keep_seal(connection, signature, hashes, ids)


def _lay(connection: Connection, changes: Sequence[Change]) -> None:
    for kind in dict.fromkeys(change.kind for change in changes):
        if kind in NOUNS:  # one that only a newer release knows goes on as it came
            counts = Counter(change.record for change in changes if change.kind == kind)
            laying.lay(connection, kind, list(counts), partial(_trunk, kind, counts))


def _trunk(kind: str, counts: Mapping[str, int], record: str, before: Stored | None) -> Trunk:
    trunk = projection.trunk_of(kind, record, before)
    trunk.news = counts[record]  # an open form is to notice
    return trunk


def _see_clocks(connection: Connection, changes: Sequence[Change], now: datetime) -> None:
    """What is saved here from now on is later than what was handed over, unless that clock is far wrong."""
    meta = Meta(connection)
    seen = [bounded(change.hlc, now) for change in changes]
    meta.keep("hlc", max((meta.text("hlc") or "", *seen)))


def _see_numbers(connection: Connection, changes: Sequence[Change]) -> None:
    """Changes of this very desk that it does not remember: an older copy of the store was put back.

    The next save must not take a number that is taken. The counter is not raised to one from outside.
    """
    meta = Meta(connection)
    desk = identity(meta)
    ours = f"{desk.device}.{desk.epoch}."
    numbers = [int(change.id.removeprefix(ours)) for change in changes if change.id.startswith(ours)]
    if max(numbers, default=0) > meta.number("change"):
        epochs.begin(connection)


def _bodies(connection: Connection, change_ids: Sequence[str], most_bytes: int) -> list[Change]:
    changes: list[Change] = []
    size = 0
    for change_id in change_ids:
        sql = (
            "SELECT h.body FROM history h JOIN outbox o ON o.change_id = h.change_id "
            "WHERE h.change_id = ? AND o.state != 'refused'"
        )
        body = connection.exec_driver_sql(sql, (change_id,)).scalar()
        if body is None:  # the centre has told it meanwhile
            continue
        size += len(body)
        if changes and size > most_bytes:
            break
        changes.append(read_change(body.encode()))
    return changes
