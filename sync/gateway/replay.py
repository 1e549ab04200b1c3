"""Verifying the centre: the ledger is played again from its first entry and must give the very records it has."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, select

from sync.changes.change import DELETED, Change
from sync.changes.conflict import CENTRE
from sync.changes.digest import Digest, fingerprint
from sync.changes.merge import STALE, merge, on_trunk
from sync.changes.state import Flat, RecordState
from sync.clock import moment
from sync.domain.records.catalogue import NOUNS
from sync.domain.rules.erasure import CONFIRMED, ERASURE, erasure_of, is_erased, is_of_open_past
from sync.errors import BadMessage
from sync.gateway.blobs.shelves import damaged
from sync.gateway.emptying import emptied
from sync.gateway.ledger import Placed, placed_of, state_of, sums_of, tamed
from sync.gateway.tables import ledger, missions, records, signatures
from sync.identity.keys import VerifyKey
from sync.identity.officer import HASH_BYTES, change_hash, verify_batch

_AT_ONCE: Final = 1000
_TWO: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it must be: *rule* says what, *seq* or *record* where."""

    mission: str
    rule: str
    seq: int | None = None
    record: str | None = None


@dataclass(slots=True, kw_only=True)
class Verified:
    """What was found of one mission."""

    mission: str
    head: int
    digest: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def verify(connection: Connection) -> list[Verified]:
    """Play every mission's ledger again; *connection* must see one moment of the database."""
    rows = connection.execute(select(missions.c.code, missions.c.seq).order_by(missions.c.code)).all()
    return [_Replay(connection, row.code, row.seq).run() for row in rows]


class _Replay:
    """One mission's ledger, entry by entry; holds the records, and asks the database for anything else."""

    def __init__(self, connection: Connection, scope: str, head: int) -> None:
        self._connection = connection
        self._scope = scope
        self._found = Verified(mission=scope, head=head)
        self._states: dict[str, RecordState] = {}
        self._batch = ""
        self._proofs: dict[str, frozenset[bytes]] = {}  # of one batch: officer -> hashes that were signed
        self._emptied = emptied(connection, scope)
        self._erased_by: dict[str, set[str]] = {}  # decisions that stand on emptied entries, and the records of these
        self._deciders: dict[str, set[str]] = {}  # of every erasure, the officers who signed a change of it

    def run(self) -> Verified:
        last = 0
        for row in self._rows():
            if row.seq != last + 1:
                self._find("gap", seq=last + 1)
            last = row.seq
            self._check_signature(row)
            self._play(row)
        if last != self._found.head:
            self._find("counter", seq=last)
        self._compare()
        self._check_erasures()
        for record in damaged(self._connection, self._scope):
            self._find("blob", record=record)
        return self._found

    def change(self, seq: int, /) -> Change:
        """Return the change of an entry (`Past`)."""
        row = self._connection.execute(select(ledger).where(ledger.c.scope == self._scope, ledger.c.seq == seq)).one()
        return tamed(placed_of(row).change, moment(row.received_at))

    def disputed(self, conflict: str, /) -> str | None:
        """Return the path that a conflict is about (`Past`)."""
        state = self._states.get(conflict)
        return None if state is None else state.values.get("path")

    def _rows(self) -> Iterator[Row[tuple[object, ...]]]:
        """Yield the entries in order, a thousand at a time."""
        last = 0
        query = select(ledger).where(ledger.c.scope == self._scope).order_by(ledger.c.seq).limit(_AT_ONCE)
        while some := self._connection.execute(query.where(ledger.c.seq > last)).all():
            yield from some
            last = some[-1].seq

    def _play(self, row: Row[tuple[object, ...]]) -> None:
        placed = placed_of(row)
        if row.kind == ERASURE and row.batch is not None:
            self._deciders.setdefault(row.record, set()).add(row.officer)
        if row.seq in self._emptied:
            self._states[row.record] = _as_recorded(placed, self._states.get(row.record))
            self._erased_by.setdefault(self._emptied[row.seq][1], set()).add(row.record)
            return
        change = on_trunk(tamed(placed.change, moment(row.received_at)), self._version_of)
        state = self._states.get(row.record)
        merged = None if change is None else merge(NOUNS.get(row.kind), state, change, row.seq, self)
        if merged is None or merged.state is None:
            # An older release may have let pass what this one refuses; what was in force then, is.
            self._states[row.record] = _as_recorded(placed, state)
            self._find("not-mergeable", seq=row.seq)
            return
        if merged.effect != placed.in_force:
            self._find("effect", seq=row.seq)
        self._states[row.record] = merged.state

    def _version_of(self, change_id: str, path: str) -> int | None:
        query = select(ledger).where(ledger.c.scope == self._scope, ledger.c.change_id == change_id)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        placed = placed_of(row)
        return placed.seq if placed.in_force.get(path) == placed.change.values.get(path) else STALE

    def _check_signature(self, row: Row[tuple[object, ...]]) -> None:
        if row.batch is None:
            if row.device != CENTRE:
                self._find("signature", seq=row.seq)
            return
        if row.batch != self._batch:  # the entries of a batch stand together
            self._batch, self._proofs = row.batch, self._signed(row.batch)
        kept = self._emptied.get(row.seq)
        signed = change_hash(msgspec.json.decode(row.change, type=Change)) if kept is None else bytes.fromhex(kept[0])
        if signed not in self._proofs.get(row.officer, ()):
            self._find("signature", seq=row.seq)

    def _signed(self, batch: str) -> dict[str, frozenset[bytes]]:
        """Return by officer the hashes that kept signatures prove."""
        proofs: dict[str, frozenset[bytes]] = {}
        for row in self._connection.execute(select(signatures).where(signatures.c.batch == batch)):
            proofs[row.officer] = proofs.get(row.officer, frozenset()).union(_proven(row))
        return proofs

    def _compare(self) -> None:
        """Compare what the ledger gives with what the tables hold."""
        digest, left = Digest(), dict(self._states)
        for row in self._connection.execute(select(records).where(records.c.scope == self._scope)):
            kept = state_of(row)
            digest.add(kept.kind, row.id, kept.values)
            if left.pop(row.id, None) != kept:
                self._find("record", record=row.id)
        for record in left:
            self._find("record", record=record)
        self._found.digest = digest.per_kind()
        told = self._connection.scalar(select(missions.c.fingerprint).where(missions.c.code == self._scope))
        if digest.shares() != sums_of(self._connection, self._scope).shares():
            self._find("digest")
        elif fingerprint(self._found.digest) != told:
            self._find("fingerprint")

    def _check_erasures(self) -> None:
        """Nothing is empty but what a decision of two officers erased."""
        for decision, gone in self._erased_by.items():
            state = self._states.get(decision)
            made = state if state is not None and state.kind == ERASURE and _is_made(state.values) else None
            if made is None or len(self._deciders.get(decision, ())) < _TWO:
                self._find("erasure", record=decision)
            if made is not None and is_of_open_past(made.values):
                continue  # the records live on, and are compared
            for record in gone:
                if erasure_of(self._states[record].values.get(DELETED)) != decision:
                    self._find("erasure", record=record)

    def _find(self, rule: str, *, seq: int | None = None, record: str | None = None) -> None:
        self._found.findings.append(Finding(mission=self._scope, rule=rule, seq=seq, record=record))


def _is_made(decision: Flat) -> bool:
    return decision.get("erasure_state") == CONFIRMED


def _as_recorded(placed: Placed, state: RecordState | None) -> RecordState:
    values: Flat = placed.in_force
    if state is None and not is_erased(values):
        return RecordState(kind=placed.change.kind, values=values, versions={}, created=placed.seq)
    before = state or RecordState(kind=placed.change.kind, values={}, versions={}, created=placed.seq)
    return before.with_values(values, placed.seq)


def _proven(proof: Any) -> list[bytes]:
    """Return the hashes under an officer's kept signature; none when it does not hold."""
    hashes = [proof.hashes[at : at + HASH_BYTES] for at in range(0, len(proof.hashes), HASH_BYTES)]
    try:
        verify_batch(VerifyKey.read(proof.key), hashes, proof.signature)
    except BadMessage:
        return []
    return hashes
