"""Sealing: what an officer writes into a restricted case is sealed in the save itself; raising and lowering."""

from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from desktop.store import case_marks, reasons
from desktop.store.family import values_of
from desktop.store.resealing import Unsigned, reseal
from desktop.store.row import Stored
from desktop.store.signer import Signer
from desktop.store.turning import Turning
from desktop.store.vault import Vault, is_place, place
from desktop.store.write import Write
from sync.changes.change import DELETED
from sync.domain.records.flat import Flat, applied
from sync.domain.rules.restricted import (
    KEY,
    SEALED,
    case_of,
    is_restricted,
    is_sealed_path,
    sealed_fields,
)
from sync.domain.rules.urgency import CASE
from sync.errors import CaseSealed, RuleBroken
from sync.identity.case_key import CaseKey


@dataclass(frozen=True, slots=True)
class Turn:
    """A case whose restriction begins or ends with a write, or what came into one: what belongs to it must follow."""

    record: str
    case: str
    raised: bool  # the case itself
    closes: bool


class Sealing:
    """Works within one unit of work; *vault* is None where nobody is signed in (tests of the bare store)."""

    def __init__(self, connection: Connection, vault: Vault | None, officer: str, signer: Signer | None) -> None:
        self._connection = connection
        self._vault = vault
        self._officer = officer
        self._signer = signer
        self._known: dict[str, bool] = {}  # by case, whether it is closed
        self._ended: set[str] = set()  # cases whose restriction ends in this unit
        self.raised: set[str] = set()  # cases that are restricted in this unit
        self.passed: set[str] = set()  # colleagues' changes that go to the centre after those of this unit
        self.drawn: set[str] = set()  # cases for which a key was drawn to write, which their members must get

    def plain(self, stored: Stored) -> Flat:
        """Return the values of a record as this officer reads them, without what stays sealed."""
        values = stored.values
        if self._vault is not None and SEALED in stored.row.fields:
            values = self._vault.plain(self._connection, stored.row.id, values)
        return {path: value for path, value in values.items() if not is_place(path)}

    def sealed(self, kind: str, write: Write) -> tuple[Write, Turn | None]:
        """Return *write* as it may leave this officer's memory.

        Raises:
            CaseSealed: it writes into a restricted case of which this officer has no key, or takes somebody's key.
            RuleBroken: it ends a restriction that another officer has not asked to end; rule "two-officers". It takes
            what is sealed out of its case; rule "stays-sealed".
        """
        if kind == KEY and write.op != "create":
            self._check_key(write.before.values)
        if reasons.is_plain(write.why.reason):
            write = self._reasoned(kind, write)
        if not sealed_fields(kind) or write.op in ("delete", "restore"):
            return write, None
        name, before = write.before.row.id, write.before.values
        after = applied(before, write.values)
        belongs = case_of(kind, name, after, partial(values_of, self._connection))
        is_closed = any(map(is_place, before))
        came = (
            case_of(kind, write.before.row.id, write.before.values, partial(values_of, self._connection))
            if write.op == "set"
            else belongs
        )
        moved = kind != CASE and belongs != came
        if moved and is_closed:
            raise RuleBroken(field="case_id", rule="stays-sealed")
        if belongs is None:
            return write, None
        case = belongs[1]
        write, turn = self._turn(write, after) if kind == CASE else (write, None)
        # Only who ends a restriction lays open: a flag that is gone, by whomever, opens nothing that is sealed.
        if self._is_closed(case) or (is_closed and not self._is_ended(case)):
            turn = Turn(name, case, raised=False, closes=True) if moved else turn
            return self._closed(kind, write, case), turn
        return (self._laid_open(write, case) if is_closed else write), turn

    def _reasoned(self, kind: str, write: Write) -> Write:
        """Return a write in a restricted case with its reason sealed, where this officer has a key."""
        record, reason = write.before.row.id, write.why.reason or ""
        belongs = case_of(kind, record, write.before.values, partial(values_of, self._connection))
        is_of_closed = belongs is not None and self._vault is not None and self._is_closed(belongs[1])
        key = self._key(belongs[1]) if belongs is not None and is_of_closed else None
        if key is None:
            return write
        said = reasons.sealed(key, record, reason)
        values = {DELETED: said} if write.op == "delete" else write.values
        return replace(write, values=values, why=replace(write.why, reason=said))

    def _check_key(self, gift: Flat) -> None:
        is_own = gift.get("officer") == self._officer
        if not is_own and self._signed_in().keys.newest(self._connection, gift["case_id"]) is None:
            raise CaseSealed(kind=CASE)

    def _turn(self, write: Write, after: Flat) -> tuple[Write, Turn | None]:
        case, before = write.before.row.id, write.before.values
        was, now = is_restricted(before), is_restricted(after)
        turning = Turning(self._connection, self._vault, self._officer, self._signer)
        if was is now:
            self._known[case] = now or self._was_closed(case, before)
            return (turning.asking(write) if now else write), None
        write = turning.raising(write) if now else turning.lowering(write)
        if was:
            self._ended.add(case)
        if now:
            self.raised.add(case)
        self._known[case] = now
        return write, Turn(case, case, raised=now, closes=now)

    def waits_sealed(self, stored: Stored, case: str) -> Stored:
        """Return a record of a restricted case once nothing of it waits in the open that has never left this desk."""
        key = None if self._vault is None else self._key(case)
        return stored if key is None else reseal(self._connection, stored, key, self._signer)

    def turned(self, kind: str, stored: Stored) -> Flat:
        """Return what writing a record anew means once the restriction of its case has begun or ended."""
        plain = self.plain(stored)
        return {path: value for path, value in plain.items() if is_sealed_path(kind, path)}

    def _closed(self, kind: str, write: Write, case: str) -> Write:
        if write.op == "set":
            write = replace(write, before=self.waits_sealed(write.before, case))
        # What stands there in the open goes under the key, too: the first time all of it, later what came unaware.
        said = {path: value for path, value in write.before.values.items() if is_sealed_path(kind, path)} | write.values
        if not any(is_sealed_path(kind, path) for path in said) and case not in self.raised:
            return write
        key = self._key(case)
        if key is None:
            raise CaseSealed(kind=kind)
        values = _under(key, kind, write.before, said)
        paths = self._signed_in().paths(self._connection, write.before.row.id, write.before.values)
        twice = {at: None for at, path in paths.items() if path in said and at not in values}
        write = replace(write, values=twice | values)
        unsigned = Unsigned(self._connection, write.before)
        passed = unsigned.passed(write)
        if passed is None:
            return write
        self.passed |= unsigned.ids  # no colleague who is away holds a restriction back
        return passed

    def _laid_open(self, write: Write, case: str) -> Write:
        """Return a write that takes the restriction away: every value in the open again, no place left.

        What came sealed after that, as somebody was unaware, stays where this officer cannot open it.
        """
        before = write.before
        plain = self._signed_in().plain(self._connection, before.row.id, before.values)
        if case in self._ended and any(map(is_place, plain)):
            raise CaseSealed(kind=before.row.kind)
        values: Flat = {path: None for path in before.values if is_place(path) and path not in plain}
        values |= {path: value for path, value in plain.items() if path not in before.values}
        return replace(write, values=values | write.values)

    def _key(self, case: str) -> CaseKey | None:
        key = self._signed_in().keys.to_write(self._connection, case)
        if self._signed_in().keys.is_fresh(case):
            self.drawn.add(case)
        return key

    def _is_closed(self, case: str) -> bool:
        if case not in self._known:
            values = values_of(self._connection, CASE, case) or {}
            self._known[case] = is_restricted(values) or self._was_closed(case, values)
        return self._known[case]

    def _was_closed(self, case: str, values: Flat) -> bool:
        """Whether a case is closed for this desk, though a centre may say that it is not."""
        is_held = any(map(is_place, values)) and not self._is_ended(case)
        return is_held or case_marks.is_closed(self._connection, case)

    def _is_ended(self, case: str) -> bool:
        return case in self._ended or case_marks.is_open(self._connection, case)

    def _signed_in(self) -> Vault:
        if self._vault is None:
            raise CaseSealed
        return self._vault


def _under(key: CaseKey, kind: str, before: Stored, said: Flat) -> Flat:
    values: Flat = {}
    for path, value in said.items():
        if not is_sealed_path(kind, path):
            values[path] = value
            continue
        at = place(key, before.row.id, path)
        if value is not None:
            values[at] = key.seal(before.row.id, path, value)
        elif at in before.values:
            values[at] = None
        if path in before.values:
            values[path] = None
    return values
