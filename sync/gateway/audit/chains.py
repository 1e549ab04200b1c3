"""Taking a device's audit lines in: each must follow from one that is held; what does not is kept and told.

Nothing that comes is thrown away: lines of a forged or forked chain are evidence as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update

from sync.changes.change import Change
from sync.changes.conflict import CENTRE
from sync.gateway.audit.log import Arrived, Note, keep_head, row_of
from sync.gateway.tables import audit_chains, audit_lines
from sync.protocol.audit import FIRST, MOST_LINES, AuditAnswer, AuditAsk, short, with_changes

GAP: Final = "alarm-gap"  # lines before these are missing
GAP_FILLED: Final = "gap-filled"
FORKED: Final = "alarm-forked"  # two lines follow one: two copies of a store, or a forged one
REWRITTEN: Final = "alarm-rewritten"  # its past is not the one that it had delivered
ROLLED_BACK: Final = "alarm-rolled-back"  # it has forgotten lines that it had delivered, without saying so
RESTORED: Final = "desk-restored"  # the same, and it says so: a store from a backup began a new epoch
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Who tells: a device in one of its epochs, and when."""

    mission: str
    device: str
    epoch: int
    at: str


class Chain:
    """The chain of one device within a transaction that holds the device's row."""

    def __init__(self, connection: Connection, teller: Teller) -> None:
        self._connection = connection
        self._teller = teller
        self.mission, self.device = teller.mission, teller.device
        known = connection.execute(select(audit_chains).where(audit_chains.c.device == teller.device)).one_or_none()
        self._is_new = known is None
        self._n: int = 0 if known is None else known.n
        self._hash: str = FIRST if known is None else known.hash
        self._epoch: int = 0 if known is None else known.epoch
        self.arrived = Arrived()

    def take(self, ask: AuditAsk, head: int, change_of: Callable[[str], Change | None]) -> AuditAnswer:
        """Take what *ask* says, and return what is held of it; *head*: the end of the ledger that is told with it."""
        held, whole = self._take(ask, change_of) if ask.send is not None else (self._n, False)
        is_held = self._holds(ask)
        if ask.send is None and not is_held:
            self._judge(ask)
        told = {"told_n": ask.n, "told_at": self._teller.at, "heard": head}
        values = {"epoch": self._epoch, "n": self._n, "hash": self._hash} | told
        keep_head(self._connection, self._teller.device, self._is_new, values)
        return AuditAnswer(held=None if is_held else held, whole=whole)

    def _take(self, ask: AuditAsk, change_of: Callable[[str], Change | None]) -> tuple[int, bool]:
        """Return up to which line of this chain all is held, and whether lines must be said whole."""
        sent = ask.send
        if sent is None or not sent.lines or len(sent.lines) > MOST_LINES:
            return self._n, False
        if not sent.prev and sent.n != self._n + 1:
            return self._n, True
        lines = with_changes(sent, change_of)
        if lines is None:
            return self._n, True
        rows, prev = list[dict[str, Any]](), sent.prev or self._hash
        for number, line in enumerate(lines, start=sent.n):
            rows.append(row_of(self._teller.mission, self._teller.device, prev, number, line))
            prev = rows[-1]["hash"]
        if short(prev) != (sent.last or ask.head):
            if not sent.changed:
                self._tell(REWRITTEN)
            return self._n, True
        return self._place(rows), False

    def _place(self, rows: list[dict[str, Any]]) -> int:
        known = self._known([row["hash"] for row in rows])
        fresh = [row for row in rows if row["hash"] not in known]
        if not fresh:
            return int(rows[-1]["n"])
        first = fresh[0]
        parent = self._line(first["prev"])
        is_loose = first["prev"] != FIRST and (parent is None or bool(parent.loose))
        if first["prev"] == FIRST or parent is not None:
            self._look_for_branch(first)
        else:
            self._tell(GAP if first["n"] - 1 > self._n else REWRITTEN)
        for row in fresh:
            row["loose"] = int(is_loose)
        self.arrived.rows.extend(fresh)
        if is_loose:
            return self._n
        self._n, self._hash, self._epoch = fresh[-1]["n"], fresh[-1]["hash"], fresh[-1]["epoch"]
        self._join()
        return int(rows[-1]["n"])

    def _look_for_branch(self, first: dict[str, Any]) -> None:
        """Another line may have followed the same one: the desk was restored, or there are two of it."""
        same = (audit_lines.c.device == self._teller.device, audit_lines.c.prev == first["prev"])
        other = self._connection.execute(select(audit_lines.c.epoch).where(*same).limit(1)).one_or_none()
        if other is not None:
            self._tell(RESTORED if first["epoch"] > other.epoch else FORKED)

    def _join(self) -> None:
        """Lines that waited for these follow now."""
        loose = (audit_lines.c.device == self._teller.device, audit_lines.c.loose == 1)
        asked = select(audit_lines.c.place, audit_lines.c.n, audit_lines.c.prev, audit_lines.c.hash).where(*loose)
        waiting = {row.prev: row for row in self._connection.execute(asked)}
        joined = []
        while (row := waiting.pop(self._hash, None)) is not None:
            joined.append(row.place)
            self._n, self._hash = row.n, row.hash
        for at in range(0, len(joined), _AT_ONCE):
            some = audit_lines.c.place.in_(joined[at : at + _AT_ONCE])
            self._connection.execute(update(audit_lines).where(some).values(loose=0))
        if joined and not waiting:
            self._tell(GAP_FILLED)

    def _holds(self, ask: AuditAsk) -> bool:
        """Whether the told head is a line that follows from the first on, with nothing missing."""
        if ask.n == self._n and ask.head == short(self._hash):
            return True
        same = (audit_lines.c.device == self._teller.device, audit_lines.c.n == ask.n, audit_lines.c.loose == 0)
        rows = self._connection.execute(select(audit_lines.c.hash).where(*same))
        found = any(short(row.hash) == ask.head for row in rows)
        if found and ask.n < self._n and self._teller.epoch <= self._epoch:
            self._tell(ROLLED_BACK)
        return found

    def _judge(self, ask: AuditAsk) -> None:
        """A head that is not held, without lines: they wait for room, or the chain is another one."""
        if ask.n <= self._n and self._teller.epoch <= self._epoch:
            self._tell(REWRITTEN)

    def _tell(self, act: str) -> None:
        """Note what was found, once until something else is found of the device."""
        device = self._teller.device
        about = (audit_lines.c.device == CENTRE, audit_lines.c.record == device)
        newest = select(audit_lines.c.act).where(*about).order_by(audit_lines.c.place.desc()).limit(1)
        if self._connection.scalar(newest) != act and all(one.act != act for one in self.arrived.notes):
            self.arrived.notes.append(Note(mission=self._teller.mission, act=act, record=device))

    def _line(self, digest: str) -> Row[Any] | None:
        same = (audit_lines.c.device == self._teller.device, audit_lines.c.hash == digest)
        return self._connection.execute(select(audit_lines.c.loose).where(*same).limit(1)).one_or_none()

    def _known(self, hashes: Sequence[str]) -> set[str]:
        found = set[str]()
        for at in range(0, len(hashes), _AT_ONCE):
            same = (audit_lines.c.device == self._teller.device, audit_lines.c.hash.in_(hashes[at : at + _AT_ONCE]))
            found.update(self._connection.execute(select(audit_lines.c.hash).where(*same)).scalars())
        return found
