"""Resealing: what still waits here in the open when its case is restricted goes under the key before it leaves."""

from dataclasses import replace
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from desktop.store import keeping, laying, outbox, projection, records
from desktop.store.device import Meta
from desktop.store.row import CREATED, Stored, write_json
from desktop.store.signer import Signer
from desktop.store.vault import is_place, place
from desktop.store.write import Write
from sync.changes.change import Change, Version
from sync.domain.records.flat import Flat, applied
from sync.domain.rules.restricted import is_sealed_path
from sync.identity.case_key import CaseKey
from sync.identity.officer import hash_of

TURNS: Final = "resealed"
"""In `meta`: how often that was done, so that no envelope leaves that was filled before."""

_STAYED: Final = (
    "SELECT change_id FROM outbox WHERE record = ? AND state IN ('pending', 'held', 'later', 'unsigned') "
    "AND code IS NOT ? AND change_id NOT IN (SELECT change_id FROM handed)"
)
_BODY: Final = "UPDATE history SET body = ?, was = ? WHERE change_id = ?"
_SEAL: Final = "UPDATE outbox SET seal = ?, state = ? WHERE change_id = ?"


def reseal(connection: Connection, stored: Stored, key: CaseKey, signer: Signer | None) -> Stored:
    """Seal what waits of a record and has never left this desk; ids stay. Return the record as it stands then.

    What a colleague entered waits for the colleague's signature over the new form.
    """
    kind, record = stored.row.kind, stored.row.id
    waiting = outbox.waiting(connection, (record,)).get(record, [])
    if not any(map(_is_open, waiting)):
        return stored
    stayed = set(connection.exec_driver_sql(_STAYED, (record, outbox.GIVEN)).scalars())
    state, is_other = _State(stored), False
    for change in waiting:
        after = state.sealed(change, key) if change.id in stayed else change
        if after is not change:
            _rewrite(connection, after, state.values, signer)
            is_other = True
        state.take(after)
    if not is_other:
        return stored
    laying.lay(connection, kind, (record,), lambda _, held: projection.trunk_of(kind, record, held))
    Meta(connection).next(TURNS, 1)
    return records.load(connection, kind, record) or stored


class Unsigned:
    """What colleagues of this desk entered into a record, which waits for their signatures over its new form."""

    def __init__(self, connection: Connection, stored: Stored) -> None:
        sql = "SELECT change_id FROM outbox WHERE record = ? AND state = 'unsigned'"
        self.ids = set(connection.exec_driver_sql(sql, (stored.row.id,)).scalars())
        self._state, self._said = _State(stored), dict[str, Any]()
        self._is_passable = True
        for change in outbox.waiting(connection, (stored.row.id,)).get(stored.row.id, []) if self.ids else ():
            if change.id in self.ids:
                self._said |= change.values
                self._is_passable &= change.op != "create"
            else:
                self._is_passable &= self.ids.isdisjoint(map(str, change.base.values()))
                self._state.take(change)

    def passed(self, write: Write) -> Write | None:
        """Return a write as it goes to the centre before them; None where it is built on what they entered.

        What they replaced still stands there in the open then, so it takes that out, too.
        """
        touched = {path for path, value in self._said.items() if value is not None}
        if not self.ids or not self._is_passable or write.op != "set" or not touched.isdisjoint(write.values):
            return None
        cleared = {path: None for path, value in self._said.items() if value is None and path in self._state.values}
        values = cleared | write.values
        return replace(write, values=values, base={path: self._state.version(path) for path in values})


def put_behind(connection: Connection, change_ids: set[str]) -> None:
    """Let changes wait behind all others."""
    for change in sorted(change_ids):
        connection.exec_driver_sql(
            "UPDATE outbox SET n = (SELECT max(n) + 1 FROM outbox) WHERE change_id = ?", (change,)
        )


def _is_open(change: Change) -> bool:
    """Whether a change says something that is sealed in a restricted case."""
    return any(is_sealed_path(change.kind, path) for path in change.values)


class _State:
    """The record as it stood before each of the changes that wait."""

    def __init__(self, stored: Stored) -> None:
        trunk = projection.trunk_of(stored.row.kind, stored.row.id, stored)
        self.values: Flat = trunk.values
        self._versions: dict[str, Version] = dict(trunk.versions)

    def take(self, change: Change) -> None:
        is_new = change.op == "create"
        self.values = applied({} if is_new else self.values, change.values)
        self._versions |= {CREATED: change.id} if is_new else dict.fromkeys(change.values, change.id)

    def version(self, path: str) -> Version:
        return self._versions.get(path, self._versions.get(CREATED, 0))

    def sealed(self, change: Change, key: CaseKey) -> Change:
        if any(map(is_place, change.values)):  # it was sealed when it was saved
            return change
        values, base = dict[str, Any](), dict[str, Version]()
        for path, value in change.values.items():
            if not is_sealed_path(change.kind, path):
                values[path] = value
                continue
            at = place(key, change.record, path)
            values[at] = None if value is None else key.seal(change.record, path, value)
            if path in self.values:
                values[path] = None
        if values == change.values:
            return change
        if change.op != "create":
            base = {path: change.base.get(path, self.version(path)) for path in values}
        return msgspec.structs.replace(change, values=values, base=base)


def _rewrite(connection: Connection, change: Change, before: Flat, signer: Signer | None) -> None:
    body = write_json(change)
    keeping.check_size(body)
    was = {path: before.get(path) for path in change.values}
    connection.exec_driver_sql(_BODY, (body.decode(), write_json(was).decode(), change.id))
    if signer is not None and signer.officer == change.officer:
        (seal,) = signer.seal(connection, [hash_of(body)])
        connection.exec_driver_sql(_SEAL, (seal, "pending", change.id))
    elif signer is not None:
        connection.exec_driver_sql(_SEAL, (None, "unsigned", change.id))
