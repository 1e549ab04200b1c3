"""Taking one answer of the centre in: outcomes, news, conflicts, history and cursor, inside one transaction."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import carried, outbox, outcomes, peers, projection, records, search_index
from desktop.store.device import Meta
from desktop.store.projection import Trunk
from desktop.store.row import Stored, write_json
from desktop.store.schema import table_of
from sync.changes.change import DELETED, Change, Entry
from sync.changes.conflict import KIND as CONFLICT
from sync.changes.conflict import OPEN
from sync.domain.records.catalogue import NOUNS
from sync.engine.ports import Applied
from sync.errors import RuleBroken
from sync.identity.envelope import digest
from sync.protocol.messages import Answer, News

ALLOWED: Final = "mass_change_allowed"
"""In `meta`: a person has looked at a mass deletion and lets it in, once."""

_BRAKE_LEAST: Final = 200
_BRAKE_SHARE: Final = 0.3
_MOST_VARIABLES: Final = 500
_PAST: Final = (
    "INSERT INTO history(record, change_id, seq, body, effect, device) VALUES(?, ?, ?, ?, ?, ?) "
    "ON CONFLICT(change_id) DO UPDATE SET seq = excluded.seq, effect = excluded.effect"
)


class Taking:
    """Takes one answer in; the transaction is its maker's."""

    def __init__(self, connection: Connection, answer: Answer) -> None:
        self._connection = connection
        self._answer = answer
        self._meta = Meta(connection)
        self._touched: dict[str, set[str]] = {}
        self._own: set[str] = set()

    def run(self) -> Applied:
        """Take everything in, and say what it was.

        Raises:
            RuleBroken: the answer would delete a large share of a kind; rule "mass-change".
        """
        settled = outcomes.settle(self._connection, self._answer.results)
        for kind, record in settled.moved:
            self._touch(kind, record)
        entries = self._entries()
        self._brake(entries)
        self._touch_disputed(entries)
        self._lay(entries)
        self._history(entries)
        self._advance()
        return Applied(
            sent=settled.accepted,
            received=sum(entry.change.id not in self._own for entry in entries),
            refused=settled.refused,
            held=settled.held,
            conflicts=sum(entry.change.kind == CONFLICT and entry.change.op == "create" for entry in entries),
        )

    def _touch(self, kind: str, record: str) -> None:
        self._touched.setdefault(kind, set()).add(record)

    def _entries(self) -> list[Entry]:
        """Return the news whole, with our own changes filled in; those leave the outbox."""
        bodies = outcomes.own_changes(self._connection, [news.own for news in self._answer.news if news.own])
        entries = [entry for news in self._answer.news if (entry := self._whole(news, bodies)) is not None]
        mine = {entry.change.id for entry in entries if entry.device == self._answer.device}
        self._own = self._known(mine)
        outbox.leave(self._connection, mine)
        return entries

    def _whole(self, news: News, bodies: dict[str, Change]) -> Entry | None:
        if news.entry is not None:
            return news.entry
        change = None if news.own is None else bodies.get(news.own)
        if change is None:
            return None
        return Entry(seq=news.seq, change=change, effect=news.effect, device=self._answer.device)

    def _known(self, mine: Iterable[str]) -> set[str]:
        """Of our own changes those that this store has saved: a restored store may hear of others."""
        sql = "SELECT 1 FROM history WHERE change_id = ?"
        return {change for change in mine if self._connection.exec_driver_sql(sql, (change,)).first() is not None}

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

    def _lay(self, entries: Sequence[Entry]) -> None:
        """Lay the news on the records that they touch, conflicts first: a row's state depends on them."""
        by_kind: dict[str, dict[str, list[Entry]]] = {}
        for entry in entries:
            self._touch(entry.change.kind, entry.change.record)
            by_kind.setdefault(entry.change.kind, {}).setdefault(entry.change.record, []).append(entry)
        for kind in sorted(self._touched, key=lambda touched: touched != CONFLICT):
            lay = self._lay_kind if kind in NOUNS else self._carry
            lay(kind, by_kind.get(kind, {}))

    def _lay_kind(self, kind: str, news: dict[str, list[Entry]]) -> None:
        touched = sorted(self._touched[kind])
        before = records.load_many(self._connection, kind, touched)
        waiting = outbox.waiting(self._connection, touched)
        states = self._states(touched)
        after: list[Stored] = []
        for record in touched:
            trunk = self._taken(projection.trunk_of(kind, record, before.get(record)), news.get(record, ()))
            changes = waiting.get(record, [])
            sync = states.get(record) or ("waiting" if changes else "centre")
            shown = projection.project(trunk, before.get(record), changes, sync)
            if shown is not None:
                after.append(shown)
            elif record in before:
                after.append(projection.refused_at_birth(before[record]))
        records.save_many(self._connection, kind, after)
        search_index.index(self._connection, kind, after, before)

    def _taken(self, trunk: Trunk, entries: Iterable[Entry]) -> Trunk:
        for entry in entries:
            trunk.take(entry, own=entry.change.id in self._own)
        return trunk

    def _carry(self, kind: str, news: dict[str, list[Entry]]) -> None:
        known = carried.load(self._connection, kind, list(news))
        trunks = (known.get(record) or Trunk(kind=kind, record=record) for record in news)
        carried.keep(self._connection, [self._taken(trunk, news[trunk.record]) for trunk in trunks])

    def _states(self, touched: Sequence[str]) -> dict[str, str]:
        """Records that are more than waiting or at the centre: refused, held, in conflict (which wins)."""
        states = outbox.states(self._connection, touched)
        for start in range(0, len(touched), _MOST_VARIABLES):
            part = tuple(touched[start : start + _MOST_VARIABLES])
            sql = f"SELECT record_id FROM r_conflict WHERE record_id IN ({','.join('?' * len(part))}) AND state = '{OPEN}'"  # noqa: S608, E501
            states |= {record: CONFLICT for (record,) in self._connection.exec_driver_sql(sql, part)}
        return states

    def _brake(self, entries: Sequence[Entry]) -> None:
        """More deletions than any day's work: stop and let a person look before anything is taken in."""
        deleted: dict[str, set[str]] = {}
        for entry in entries:
            if entry.in_force.get(DELETED) is not None and entry.change.kind in NOUNS:
                deleted.setdefault(entry.change.kind, set()).add(entry.change.record)
        if any(self._is_too_many(kind, len(gone)) for kind, gone in deleted.items()):
            if not self._meta.number(ALLOWED):
                kind, gone = max(deleted.items(), key=lambda one: len(one[1]))
                raise RuleBroken(rule="mass-change", kind=kind, count=len(gone))
            self._meta.keep(ALLOWED, 0)

    def _is_too_many(self, kind: str, gone: int) -> bool:
        sql = f"SELECT count(*) FROM {table_of(kind).name} WHERE _deleted IS NULL"  # noqa: S608 - our own name
        held = int(self._connection.exec_driver_sql(sql).scalar() or 0)
        return gone > _BRAKE_LEAST and gone > _BRAKE_SHARE * held

    def _history(self, entries: Sequence[Entry]) -> None:
        lines: list[tuple[Any, ...]] = []
        for entry in entries:
            effect = None if entry.effect is None else write_json(entry.effect).decode()
            body = write_json(entry.change).decode()
            lines.append((entry.change.record, entry.change.id, entry.seq, body, effect, entry.device or ""))
        if lines:
            self._connection.exec_driver_sql(_PAST, lines)

    def _advance(self) -> None:
        """Move the cursor, and forget the envelope that was answered: only here, with everything else."""
        envelope = self._connection.exec_driver_sql("SELECT envelope FROM in_flight").scalar()
        if envelope is not None:
            self._meta.keep("prev", digest(bytes(envelope)))
            self._meta.keep("sent", self._meta.number("sent") + 1)
            self._connection.exec_driver_sql("DELETE FROM in_flight")
        self._meta.keep("cursor", self._answer.cursor)
        self._meta.keep("centre_time", self._answer.time)
        if self._answer.peers is not None:
            peers.keep(self._meta, self._answer.peers)
