"""The store as the round sees it: what to send next, and taking an answer in, in one transaction each."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import projection, records, search_index
from desktop.store.device import Meta, identity
from desktop.store.row import Stored, read_json, write_json
from desktop.store.transactions import Transactions
from sync.changes.change import DELETED, Change, Entry
from sync.domain.records.catalogue import NOUNS
from sync.engine.ports import Applied, Batch, Position
from sync.errors import RuleBroken
from sync.identity.envelope import FIRST, digest
from sync.protocol.messages import Answer, News, Result, Signature, read_change

Sign = Callable[[Sequence[Change]], tuple[Signature, ...]]
"""Signs changes, oldest first, with the keys of the officers who made them."""

_BRAKE_LEAST: Final = 200
_BRAKE_SHARE: Final = 0.3
_CONFLICT: Final = "conflict"


class StoreReplica:
    """`Replica` over the encrypted store. Runs on the network lane; opens short transactions of its own."""

    def __init__(self, transactions: Transactions, sign: Sign) -> None:
        self._transactions = transactions
        self._sign = sign

    def begin(self) -> None:
        """Offer held changes and those told "later" again."""
        with self._transactions.write() as connection:
            connection.exec_driver_sql("UPDATE outbox SET state = 'pending' WHERE state IN ('held', 'later')")

    def position(self) -> Position:
        """Return where the desk stands."""
        with self._transactions.read() as connection:
            meta = Meta(connection)
            desk = identity(meta)
            return Position(
                device=desk.device,
                epoch=desk.epoch,
                sent=meta.number("sent"),
                prev=meta.text("prev") or FIRST,
                cursor=meta.number("cursor"),
            )

    def in_flight(self) -> bytes | None:
        """Return the frozen envelope, if one was not answered yet."""
        with self._transactions.read() as connection:
            found = connection.exec_driver_sql("SELECT envelope FROM in_flight").scalar()
            return None if found is None else bytes(found)

    def batch(self, most_changes: int, most_bytes: int) -> Batch:
        """Return the next pending changes: what is urgent first, then in order; a record's own order is kept."""
        with self._transactions.read() as connection:
            lines = connection.exec_driver_sql(
                "SELECT o.body FROM outbox o WHERE o.state = 'pending' ORDER BY "
                "(SELECT max(u.urgent) FROM outbox u WHERE u.record = o.record AND u.state = 'pending') DESC, o.n LIMIT ?",
                (most_changes,),
            )
            bodies: list[str] = []
            size = 0
            for (body,) in lines:
                size += len(body)
                if bodies and size > most_bytes:
                    break
                bodies.append(body)
        changes = tuple(read_change(body.encode()) for body in bodies)
        return Batch(changes=changes, signatures=self._sign(changes) if changes else ())

    def freeze(self, envelope: bytes, change_ids: tuple[str, ...]) -> None:
        """Store the envelope before it is first sent."""
        with self._transactions.write() as connection:
            sent = Meta(connection).number("sent")
            connection.exec_driver_sql("INSERT INTO in_flight(seq, envelope) VALUES(?, ?)", (sent + 1, envelope))
            _mark(connection, change_ids, "frozen")

    def apply(self, answer: Answer) -> Applied:
        """Take an answer in; see `Replica`.

        Raises:
            RuleBroken: the answer would delete a large share of a kind; nothing is taken in; rule "mass-change".
        """
        with self._transactions.write() as connection:
            return _Taking(connection, answer).run()


def _mark(connection: Connection, change_ids: Iterable[str], state: str) -> None:
    lines = [(state, change) for change in change_ids]
    if lines:
        connection.exec_driver_sql("UPDATE outbox SET state = ? WHERE change_id = ?", lines)


class _Taking:
    """Takes one answer into the store, inside one transaction."""

    def __init__(self, connection: Connection, answer: Answer) -> None:
        self._connection = connection
        self._answer = answer
        self._meta = Meta(connection)
        self._touched: dict[str, set[str]] = {}

    def run(self) -> Applied:
        counts = self._outcomes()
        entries = [entry for entry in map(self._entry, self._answer.news) if entry is not None]
        opened = self._conflicts(entries)
        self._lay(entries)
        self._history(entries)
        self._advance()
        device = self._answer.device
        received = sum(1 for entry in entries if entry.device != device)
        return Applied(
            sent=counts["sent"], received=received, refused=counts["refused"], held=counts["held"], conflicts=opened
        )

    def _touch(self, kind: str, record: str) -> None:
        self._touched.setdefault(kind, set()).add(record)

    def _outcomes(self) -> dict[str, int]:
        counts = {"sent": 0, "refused": 0, "held": 0}
        for result in self._answer.results:
            match result.outcome:
                case "applied" | "known" | "conflict":
                    self._settle(result, "accepted")
                    counts["sent"] += 1
                case "refused":
                    self._settle(result, "refused")
                    counts["refused"] += 1
                case "held":
                    self._settle(result, "held")
                    counts["held"] += 1
                case "later":
                    self._settle(result, "later")
        self._connection.exec_driver_sql("UPDATE outbox SET state = 'pending' WHERE state = 'frozen'")
        return counts

    def _settle(self, result: Result, state: str) -> None:
        self._connection.exec_driver_sql(
            "UPDATE outbox SET state = ?, seq = ?, code = ?, field = ?, needs = ? WHERE change_id = ?",
            (state, result.seq, result.code, result.field, result.needs, result.id),
        )
        found = self._connection.exec_driver_sql(
            "SELECT kind, record FROM outbox WHERE change_id = ?", (result.id,)
        ).first()
        if found is not None:
            self._touch(found.kind, found.record)

    def _entry(self, news: News) -> Entry | None:
        """Return the whole entry; for an own change from the outbox or the history."""
        if news.entry is not None:
            own = news.entry.device == self._answer.device
            if own:
                self._leave(news.entry.change.id)
            return news.entry
        if news.own is None:
            return None
        body = self._connection.exec_driver_sql("SELECT body FROM history WHERE change_id = ?", (news.own,)).scalar()
        self._leave(news.own)
        if body is None:
            return None
        change = read_change(body.encode())
        return Entry(seq=news.seq, change=change, effect=news.effect, device=self._answer.device)

    def _leave(self, change: str) -> None:
        self._connection.exec_driver_sql("DELETE FROM outbox WHERE change_id = ?", (change,))

    def _conflicts(self, entries: Sequence[Entry]) -> int:
        opened = 0
        for entry in entries:
            if entry.change.kind != _CONFLICT:
                continue
            opened += entry.change.op == "create"
            values = entry.change.values
            if "record_id" in values and values.get("record_kind") in NOUNS:
                self._touch(values["record_kind"], values["record_id"])
            elif entry.change.op == "set":
                known = records.load(self._connection, _CONFLICT, entry.change.record)
                if known is not None and known.values.get("record_kind") in NOUNS:
                    self._touch(known.values["record_kind"], known.values["record_id"])
        return opened

    def _lay(self, entries: Sequence[Entry]) -> None:
        """Lay the news on the records that they touch, conflicts first: a row's state depends on them."""
        by_record: dict[str, dict[str, list[Entry]]] = {}
        for entry in entries:
            if entry.change.kind in NOUNS:
                self._touch(entry.change.kind, entry.change.record)
                by_record.setdefault(entry.change.kind, {}).setdefault(entry.change.record, []).append(entry)
        self._brake(by_record)
        for kind in sorted(self._touched, key=lambda touched: touched != _CONFLICT):
            self._lay_kind(kind, by_record.get(kind, {}))

    def _lay_kind(self, kind: str, news: dict[str, list[Entry]]) -> None:
        touched = sorted(self._touched[kind])
        before = records.load_many(self._connection, kind, touched)
        waiting = self._waiting(kind, touched)
        states = self._states(touched)
        after: list[Stored] = []
        gone: list[str] = []
        for record in touched:
            trunk = projection.trunk_of(kind, record, before.get(record))
            for entry in news.get(record, ()):
                trunk.take(entry)
            changes = waiting.get(record, [])
            state = states.get(record) or ("waiting" if changes else "centre")
            shown = projection.project(trunk, before.get(record), changes, state)
            if shown is None:
                gone.append(record)
            else:
                after.append(shown)
        records.save_many(self._connection, kind, after)
        search_index.index(self._connection, kind, after)
        self._hide(kind, gone, before)

    def _hide(self, kind: str, gone: Sequence[str], before: dict[str, Stored]) -> None:
        """A refused creation is not in any list, but stays readable in its tray."""
        for record in gone:
            if record in before:
                sql = f"UPDATE r_{kind} SET _sync = 'refused' WHERE _id = ?"  # noqa: S608 - a declared kind
                self._connection.exec_driver_sql(sql, (record,))

    def _waiting(self, kind: str, touched: Sequence[str]) -> dict[str, list[Change]]:
        """The own changes that still lie over the trunk, in order. A refused one lies over nothing any more."""
        found: dict[str, list[Change]] = {}
        wanted = set(touched)
        for record, body in self._connection.exec_driver_sql(
            "SELECT record, body FROM outbox WHERE kind = ? AND state != 'refused' ORDER BY n", (kind,)
        ):
            if record in wanted:
                found.setdefault(record, []).append(read_change(body.encode()))
        return found

    def _states(self, touched: Sequence[str]) -> dict[str, str]:
        """Records that are more than waiting or at the centre: refused, held, in conflict (which wins)."""
        wanted = set(touched)
        states: dict[str, str] = {}
        for record, state in self._connection.exec_driver_sql(
            "SELECT record, state FROM outbox WHERE state IN ('refused', 'held')"
        ):
            if record in wanted:
                states[record] = state
        for (record,) in self._connection.exec_driver_sql("SELECT record_id FROM r_conflict WHERE state = 'OPEN'"):
            if record in wanted:
                states[record] = _CONFLICT
        return states

    def _brake(self, by_record: dict[str, dict[str, list[Entry]]]) -> None:
        """More deletions than any day's work: stop and let a person look before anything is taken in."""
        for kind, news in by_record.items():
            deleted = sum(any(entry.in_force.get(DELETED) is not None for entry in one) for one in news.values())
            if deleted < _BRAKE_LEAST:
                continue
            held = self._connection.exec_driver_sql(f"SELECT count(*) FROM r_{kind}").scalar()  # noqa: S608
            if deleted > _BRAKE_SHARE * int(held or 0):
                raise RuleBroken(rule="mass-change", kind=kind, count=deleted)

    def _history(self, entries: Sequence[Entry]) -> None:
        lines: list[tuple[Any, ...]] = []
        for entry in entries:
            effect = None if entry.effect is None else write_json(entry.effect).decode()
            body = write_json(entry.change).decode()
            lines.append((entry.change.record, entry.change.id, entry.seq, body, effect, entry.device or ""))
        if lines:
            self._connection.exec_driver_sql(
                "INSERT INTO history(record, change_id, seq, body, effect, device) VALUES(?, ?, ?, ?, ?, ?) "
                "ON CONFLICT(change_id) DO UPDATE SET seq = excluded.seq, effect = excluded.effect",
                lines,
            )

    def _advance(self) -> None:
        """Move the cursor, and forget the envelope that was answered: only here, with everything else."""
        envelope = self._connection.exec_driver_sql("SELECT envelope FROM in_flight").scalar()
        if envelope is not None:
            self._meta.keep("prev", digest(bytes(envelope)))
            self._meta.keep("sent", self._meta.number("sent") + 1)
            self._connection.exec_driver_sql("DELETE FROM in_flight")
        self._meta.keep("cursor", self._answer.cursor)
        self._meta.keep("centre_time", self._answer.time)
