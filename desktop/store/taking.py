"""Taking one answer of the centre in: outcomes, news, conflicts, history and cursor, inside one transaction."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import (
    ahead,
    arriving,
    audit_delivery,
    audit_proofs,
    brake,
    brought,
    carried,
    directory,
    erasures,
    handed,
    history,
    laying,
    lease,
    load,
    mending,
    officers,
    outbox,
    outcomes,
    projection,
    receipts,
    records,
    rejoining,
    scope,
    urgency,
)
from desktop.store.device import Meta
from desktop.store.projection import Trunk
from desktop.store.row import Stored, write_json
from sync.changes.change import Change, Entry
from sync.changes.conflict import KIND as CONFLICT
from sync.domain.records.catalogue import NOUNS
from sync.domain.rules.urgency import is_urgent
from sync.engine.ports import Applied
from sync.identity.envelope import digest
from sync.protocol.messages import Answer, News

_PAST: Final = (
    "INSERT INTO history(record, change_id, seq, body, effect, device, until) VALUES(?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT(change_id) DO UPDATE SET seq = excluded.seq, effect = excluded.effect, "
    "until = coalesce(history.until, excluded.until)"
)


class Taking:
    """Takes one answer in; the transaction is its maker's."""

    def __init__(self, connection: Connection, folder: Path, answer: Answer, sealed: bytes) -> None:
        """*folder*: of the store."""
        self._connection = connection
        self._folder = folder
        self._sealed = sealed
        self._answer = answer
        self._meta = Meta(connection)
        self._touched: dict[str, set[str]] = {}
        self._own: set[str] = set()
        self._forged: set[str] = set()  # own changes that the centre tells with another content

    def run(self) -> Applied:
        """Take everything in, and say what it was.

        Raises:
            MassDeletion: the answer would delete a large share of a kind.
        """
        scope.hear(self._connection, self._answer.kinds)
        is_awaited = self._is_awaited()
        settled = outcomes.settle(self._connection, self._answer.results, awaited=is_awaited)
        for kind, record in settled.moved:
            self._touch(kind, record)
        entries = self._entries()
        fresh = ahead.not_told(self._connection, entries)
        brake.check(self._connection, brake.doomed(one for one in fresh if one.change.id not in self._own))
        self._touch_disputed(entries)
        self._lay(entries, fresh)
        told = ahead.take(self._connection, self._answer)
        mended = mending.take(self._connection, self._answer.states, self._answer.absent)
        laying.lay_waiting(self._connection)
        lease.prove(self._connection, self._answer.time, awaited=is_awaited)
        self._history(entries)
        self._past()
        erasures.carry_out(self._connection)
        self._advance()
        again = 0 if self._answer.common is None else rejoining.hear(self._connection, self._answer.common)
        equal = receipts.compare(self._connection, self._answer, self._sealed)
        return Applied(
            sent=settled.accepted,
            received=sum(entry.change.id not in self._own for entry in entries),
            refused=settled.refused,
            held=settled.held,
            conflicts=sum(entry.change.kind == CONFLICT and entry.change.op == "create" for entry in entries),
            equal=equal,
            cases=brought.cases(self._connection, (one for one in entries if one.change.id not in self._own)),
            search=equal is False and receipts.is_to_search(self._connection),
            again=again,
            mended=mended,
            ahead=told,
        )

    def _is_awaited(self) -> bool:
        envelope = self._connection.exec_driver_sql("SELECT envelope FROM in_flight").scalar()
        return envelope is not None and digest(bytes(envelope)) == self._answer.request

    def _touch(self, kind: str, record: str) -> None:
        self._touched.setdefault(kind, set()).add(record)

    def _entries(self) -> list[Entry]:
        """Return the news whole, with our own changes filled in; these, and those handed to us, leave the outbox."""
        bodies = outcomes.own_changes(self._connection, [news.own for news in self._answer.news if news.own])
        entries = [entry for news in self._answer.news if (entry := self._whole(news, bodies)) is not None]
        self._forged = outcomes.refuse_forged(self._connection, [entry.change for entry in entries])
        ids = [entry.change.id for entry in entries if entry.change.id not in self._forged]
        mine = {entry.change.id for entry in entries if entry.device == self._answer.device} & set(ids)
        told = handed.of(self._connection, ids)
        self._own = history.known(self._connection, list(mine)) | told  # a restored store may hear of more
        outbox.leave(self._connection, mine | told)
        return entries

    def _whole(self, news: News, bodies: dict[str, Change]) -> Entry | None:
        if news.entry is not None:
            return news.entry
        change = None if news.own is None else bodies.get(news.own)
        if change is None:
            return None
        return Entry(seq=news.seq, change=change, effect=news.effect, device=self._answer.device)

    def _touch_disputed(self, entries: Sequence[Entry]) -> None:
        """A conflict that comes or goes changes how its record is shown."""
        for entry in entries:
            if entry.change.kind != CONFLICT:
                continue
            values = entry.change.values
            if "record_id" not in values:
                known = records.load(self._connection, CONFLICT, entry.change.record)
                values = {} if known is None else known.values
            if values.get("record_kind") in NOUNS:
                self._touch(values["record_kind"], values["record_id"])

    def _lay(self, entries: Sequence[Entry], fresh: Sequence[Entry]) -> None:
        """Lay the *fresh* ones on their records, conflicts first: a row's state depends on them."""
        by_kind: dict[str, dict[str, list[Entry]]] = {}
        for entry in entries:
            self._touch(entry.change.kind, entry.change.record)
        for entry in fresh:
            by_kind.setdefault(entry.change.kind, {}).setdefault(entry.change.record, []).append(entry)
        for kind in sorted(self._touched, key=lambda touched: touched != CONFLICT):
            lay = self._lay_kind if kind in NOUNS else self._carry
            lay(kind, by_kind.get(kind, {}))
            news = by_kind.get(kind, {}).values()
            urgent = {one.change.record for each in news for one in each if is_urgent(kind, one.in_force)}
            urgency.raise_told(self._connection, kind, sorted(urgent))

    def _lay_kind(self, kind: str, news: dict[str, list[Entry]]) -> None:
        def trunk_of(record: str, before: Stored | None) -> Trunk:
            return self._taken(projection.trunk_of(kind, record, before), news.get(record, ()))

        laying.lay(self._connection, kind, sorted(self._touched[kind]), trunk_of)

    def _taken(self, trunk: Trunk, entries: Iterable[Entry]) -> Trunk:
        for entry in entries:
            trunk.take(entry, own=entry.change.id in self._own)
        return trunk

    def _carry(self, kind: str, news: dict[str, list[Entry]]) -> None:
        known = carried.load(self._connection, kind, list(news))
        trunks = (known.get(record) or Trunk(kind=kind, record=record) for record in news)
        carried.keep(self._connection, [self._taken(trunk, news[trunk.record]) for trunk in trunks])

    def _history(self, entries: Sequence[Entry]) -> None:
        lines: list[tuple[Any, ...]] = []
        for entry in entries:
            if entry.change.id in self._forged:
                continue
            effect = None if entry.effect is None else write_json(entry.effect).decode()
            body = write_json(entry.change).decode()
            made = (entry.change.record, entry.change.id, entry.seq)
            lines.append((*made, body, effect, entry.device or "", self._answer.time))
        if lines:
            self._connection.exec_driver_sql(_PAST, lines)

    def _past(self) -> None:
        """Keep what was told of one record's past; the record itself stands as it is."""
        past = self._answer.past
        if past is None:
            return
        self._history(past.entries)
        last = past.entries[-1].seq if past.entries else 0
        arriving.keep_past(self._connection, past.record, last, whole=not past.more)

    def _audit(self) -> None:
        """Take in what the centre holds of this desk's audit, and what it proves of its log."""
        if self._answer.audit is not None:
            audit_proofs.check(self._connection, self._answer.audit, self._answer.device, self._answer.time)
        audit_delivery.hear(self._connection, self._answer.audit)

    def _advance(self) -> None:
        """Move the cursor, and forget the envelope that was answered, and no other: only here, with everything else."""
        if self._is_awaited():
            self._meta.keep("prev", self._answer.request)
            self._meta.keep("sent", self._meta.number("sent") + 1)
            self._audit()
            erasures.told(self._connection)
            self._connection.exec_driver_sql("DELETE FROM in_flight")
        if self._answer.cursor > self._meta.number("cursor"):
            arriving.drop(self._connection, refused=False)  # news have come instead
        if self._answer.snapshot is not None:
            arriving.begin(self._connection, self._answer.snapshot)
        self._meta.keep("cursor", self._answer.cursor)
        ahead.reached(self._connection, self._answer.cursor)
        load.heard(self._meta, self._answer)
        self._meta.keep("centre_time", self._answer.time)
        if self._answer.directory is not None:
            directory.hear(self._connection, self._folder, self._answer.directory)
            officers.heard(self._connection)
