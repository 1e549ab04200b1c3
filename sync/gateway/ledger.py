"""The ledger of one mission within a transaction: reads ahead in bulk, merges in memory, writes at the end."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update

from sync.changes.change import Change, change_id
from sync.changes.conflict import CENTRE
from sync.changes.digest import Digest, fingerprint
from sync.changes.hlc import bounded
from sync.changes.merge import STALE
from sync.changes.state import Flat, RecordState
from sync.clock import moment, stamp
from sync.gateway.emptying import Gone, empty
from sync.gateway.tables import ledger, missions, records, sums

_AT_ONCE: Final = 500
_MOST_EPOCH: Final = 10**9
"""Nine digits: what an id has room for."""
_encoder = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A change that has its place: what it said, and what of it came into force."""

    seq: int
    text: str
    change: Change
    in_force: Flat


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """How a change came: from which device, in which envelope; both are the centre for its own."""

    device: str
    batch: str | None


class Book:
    """A mission's ledger while one transaction writes to it. Whoever opens it holds the mission's counter row.

    The lock is taken before anything is read, and not only when numbers are given: merging reads present values, and
    they must not move until the result is numbered and committed.
    """

    def __init__(self, connection: Connection, scope: str, now: datetime) -> None:
        self.scope = scope
        self.now = now
        self.connection = connection
        counter = select(missions.c.seq).where(missions.c.code == scope).with_for_update()
        self.head: int = connection.execute(counter).scalar_one()
        self._states: dict[str, RecordState | None] = {}
        self._before: dict[str, RecordState | None] = {}
        self._placed: dict[str, Placed | None] = {}
        self._by_seq: dict[int, Change] = {}
        self._entries: list[dict[str, Any]] = []
        self._former: list[RecordState | None] = []  # of the record of each entry
        self._erased: dict[str, Gone] = {}  # records, and by which entry and decision each was erased

    def own_id(self, record: str, values: Flat) -> str:
        """Return the id of the next entry, where it is the centre's own.

        What it says is part of it: a centre that was restored gives its numbers again, for other entries or the same.
        """
        said = hashlib.sha256(_encoder.encode([record, values])).digest()
        return change_id(CENTRE, int.from_bytes(said) % _MOST_EPOCH, self.head + 1)

    def read_ahead(self, record_ids: Iterable[str], change_ids: Iterable[str]) -> None:
        """Fetch what a batch will ask for, a few hundred at a time."""
        for some in _portions(set(record_ids) - set(self._states)):
            self._states |= dict.fromkeys(some)
            rows = self.connection.execute(select(records).where(records.c.scope == self.scope, records.c.id.in_(some)))
            self._states |= {row.id: state_of(row) for row in rows}
        for some in _portions(set(change_ids) - set(self._placed)):
            self._placed |= dict.fromkeys(some)
            rows = self.connection.execute(
                select(ledger).where(ledger.c.scope == self.scope, ledger.c.change_id.in_(some))
            )
            self._placed |= {row.change_id: placed_of(row) for row in rows}

    def state(self, record: str) -> RecordState | None:
        """Return a record as it stands after the entries so far."""
        if record not in self._states:
            self.read_ahead([record], [])
        return self._states[record]

    def all_of(self, kind: str, said: str) -> Iterator[RecordState]:
        """Yield the records of a kind, after the entries so far, in whose values as they are written stands *said*."""
        said_there = records.c["values"].contains(said, autoescape=True)
        here = (records.c.scope == self.scope, records.c.kind == kind, said_there)
        found = set(self.connection.scalars(select(records.c.id).where(*here)))
        fresh = {name for name, state in self._states.items() if state is not None and state.kind == kind}
        self.read_ahead(found, ())
        states = (self._states[name] for name in sorted(found | fresh))
        yield from (one for one in states if one is not None and said in _encoder.encode(one.values).decode())

    def all_records(self) -> Iterator[tuple[str, str, Flat]]:
        """Yield all records by kind, id and values, after the entries so far."""
        query = select(records.c.id, records.c.kind, records.c["values"]).where(records.c.scope == self.scope)
        for row in self.connection.execute(query):
            if row.id not in self._states:
                yield row.kind, row.id, msgspec.json.decode(row.values)
        for record, state in list(self._states.items()):
            if state is not None:
                yield state.kind, record, state.values

    def placed(self, change_id: str) -> Placed | None:
        """Return the entry of a change; None when the ledger does not have it."""
        if change_id not in self._placed:
            self.read_ahead([], [change_id])
        return self._placed[change_id]

    def change(self, seq: int, /) -> Change:
        """Return the change of an entry, with its clock bounded by the time at which it came (`Past`)."""
        if seq not in self._by_seq:
            row = self.connection.execute(select(ledger).where(ledger.c.scope == self.scope, ledger.c.seq == seq)).one()
            self._by_seq[seq] = tamed(placed_of(row).change, moment(row.received_at))
        return self._by_seq[seq]

    def disputed(self, conflict: str, /) -> str | None:
        """Return the path that a conflict is about (`Past`)."""
        state = self.state(conflict)
        return None if state is None else state.values.get("path")

    def version_of(self, change_id: str, path: str) -> int | None:
        """Return the seq of an earlier change; `STALE` where something else came into force at *path*."""
        placed = self.placed(change_id)
        if placed is None:
            return None
        said = placed.change.values.get(path)
        return placed.seq if placed.in_force.get(path) == said else STALE

    def append(self, change: Change, state: RecordState, effect: Flat, source: Source) -> int:
        """Enter *change* as the next entry: *state* is its record after it, *effect* what came into force."""
        text = text_of(change)
        self.head += 1
        self._former.append(self.state(change.record))
        self._before.setdefault(change.record, self.state(change.record))
        self._states[change.record] = state
        self._placed[change.id] = Placed(seq=self.head, text=text, change=change, in_force=effect)
        self._by_seq[self.head] = tamed(change, self.now)
        self._entries.append(
            {
                "scope": self.scope,
                "seq": self.head,
                "change_id": change.id,
                "device": source.device,
                "officer": change.officer,
                "record": change.record,
                "kind": change.kind,
                "at": change.at,
                "change": text,
                "effect": None if effect == change.values else _encoder.encode(effect).decode(),
                "received_at": stamp(self.now),
                "batch": source.batch,
            }
        )
        return self.head

    def erase(self, record: str, decision: str, *, open_past: bool = False) -> None:
        """What *record* said up to the last entry goes with `write`; of its open past only what is sealed now."""
        self._erased[record] = Gone(seq=self.head, decision=decision, open_past=open_past)

    def take_back(self, head: int) -> None:
        """Take the entries behind *head* out again, as if they had never been appended."""
        while self.head > head:
            entry = self._entries.pop()
            self._states[entry["record"]] = self._former.pop()
            self._placed[entry["change_id"]] = None
            self._erased = {record: gone for record, gone in self._erased.items() if gone.seq <= head}
            del self._by_seq[self.head]
            self.head -= 1

    def write(self) -> None:
        """Write all entries, their records, the digest and the counter; the caller commits."""
        if not self._entries:
            return
        self.connection.execute(insert(ledger), self._entries)
        newest = {entry["record"]: entry["seq"] for entry in self._entries}
        for some in _portions(record for record in newest if self._before[record] is not None):
            self.connection.execute(delete(records).where(records.c.scope == self.scope, records.c.id.in_(some)))
        self.connection.execute(insert(records), [self._row(record, seq) for record, seq in newest.items()])
        if self._erased:
            empty(self.connection, self.scope, self._erased)
        counter = {"seq": self.head, "fingerprint": fingerprint(self._write_sums())}
        self.connection.execute(update(missions).where(missions.c.code == self.scope).values(counter))

    def _row(self, record: str, seq: int) -> dict[str, Any]:
        state = self._states[record]
        assert state is not None  # noqa: S101 it was written by append
        return {
            "scope": self.scope,
            "id": record,
            "kind": state.kind,
            "values": _encoder.encode(state.values).decode(),
            "versions": _encoder.encode(state.versions).decode(),
            "created": state.created,
            "changed": seq,
        }

    def _write_sums(self) -> dict[str, str]:
        digest = sums_of(self.connection, self.scope)
        for record, before in self._before.items():
            after = self._states[record]
            if after is not None:
                digest.replace(after.kind, record, None if before is None else before.values, after.values)
        self.connection.execute(delete(sums).where(sums.c.scope == self.scope))
        kept = [{"scope": self.scope, "kind": share, "total": total} for share, total in digest.shares().items()]
        self.connection.execute(insert(sums), kept)
        return digest.per_kind()


def sums_of(connection: Connection, scope: str) -> Digest:
    """Return the sums of all records of a mission, as they were moved on with each change."""
    rows = connection.execute(select(sums.c.kind, sums.c.total).where(sums.c.scope == scope))
    return Digest({row.kind: row.total for row in rows})


def digest_of_scope(connection: Connection, scope: str, kinds: frozenset[str] | None = None) -> dict[str, str]:
    """Return the digest of all records of a mission, or of those of some kinds."""
    return sums_of(connection, scope).per_kind(kinds)


def head_of(connection: Connection, scope: str, kinds: frozenset[str] | None) -> tuple[int, str]:
    """Return the last seq with the fingerprint of that very moment, in one look and without a lock."""
    if kinds is None:
        at = connection.execute(select(missions.c.seq, missions.c.fingerprint).where(missions.c.code == scope)).one()
        return at.seq, at.fingerprint
    query = select(missions.c.seq, sums.c.kind, sums.c.total).outerjoin(sums, sums.c.scope == missions.c.code)
    rows = connection.execute(query.where(missions.c.code == scope)).all()
    shares = {row.kind: row.total for row in rows if row.kind is not None}
    return rows[0].seq, fingerprint(Digest(shares).per_kind(kinds))


def change_with_id(connection: Connection, scope: str, name: str) -> Change | None:
    """Return the change of that id; None where the ledger has none."""
    same = (ledger.c.scope == scope, ledger.c.change_id == name)
    text = connection.scalar(select(ledger.c.change).where(*same))
    return None if text is None else msgspec.json.decode(text, type=Change)


def text_of(change: Change) -> str:
    """Write a change in the form in which it travels, and of which officers sign the hash."""
    return _encoder.encode(change).decode()


def tamed(change: Change, received: datetime) -> Change:
    """Return *change* with its clock bounded by the time at which the centre received it."""
    hlc = bounded(change.hlc, received)
    return change if hlc == change.hlc else msgspec.structs.replace(change, hlc=hlc)


def state_of(row: Row[tuple[object, ...]]) -> RecordState:
    """Read a row of the record table."""
    return RecordState(
        kind=row.kind,
        values=msgspec.json.decode(row.values),
        versions=msgspec.json.decode(row.versions, type=dict[str, int]),
        created=row.created,
    )


def placed_of(row: Row[tuple[object, ...]]) -> Placed:
    """Read a row of the ledger."""
    change = msgspec.json.decode(row.change, type=Change)
    effect = change.values if row.effect is None else msgspec.json.decode(row.effect, type=dict[str, Any])
    return Placed(seq=row.seq, text=row.change, change=change, in_force=effect)


def _portions(ids: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(ids)
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]
