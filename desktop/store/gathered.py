"""What several desks did to one record before the centre has ordered it: merged here by the same rules, in one order.

The order follows from the changes alone, so that desks that hold the same changes show the same. The centre decides
anew, in its ledger's order, and raises the conflicts; until then each value that gave way stands in the history.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from desktop.store import records
from desktop.store.projection import Trunk, Values
from desktop.store.row import CREATED
from sync.changes.change import Change, Version
from sync.changes.conflict import KIND as CONFLICT
from sync.changes.merge import STALE, merge, on_trunk
from sync.changes.state import RecordState
from sync.domain.records.catalogue import NOUNS
from sync.protocol.messages import read_change

_FROM: Final = 1 << 53
"""Places of changes that wait: behind every seq."""
_NOBODY: Final = Change(id="centre.0.0", record="", kind="", op="set", officer="", at="", hlc="")
"""Stands for a change that only the centre remembers."""


class Gathered:
    """Lays the waiting changes of several desks over one record (`Over` of the projection)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._laid: list[Change] = []
        self._places: dict[str, int] = {}
        self._effects: dict[str, dict[str, Any]] = {}

    def __call__(self, trunk: Trunk, waiting: Sequence[Change]) -> Values:
        """Return values and versions after all of *waiting*."""
        self._laid, self._places, self._effects = [], {}, {}
        state = _state_of(trunk)
        for change in in_order(waiting):
            state = self._merged(state, change)
        if state is None:
            return {}, {}
        versions: dict[str, Version] = {CREATED: self._version(state.created)}
        versions |= {path: self._version(seq) for path, seq in state.versions.items()}
        return dict(state.values), versions

    def _merged(self, state: RecordState | None, change: Change) -> RecordState | None:
        place = _FROM + len(self._laid)
        settled = on_trunk(change, self._version_of)
        if settled is None:
            return state
        merged = merge(NOUNS.get(change.kind), state, settled, place, self)
        if merged.state is None:  # it does not fit on what is here; the centre says so to its desk
            return state
        self._laid.append(change)
        self._places[change.id] = place
        self._effects[change.id] = merged.effect
        return merged.state

    def _version(self, seq: int) -> Version:
        return self._laid[seq - _FROM].id if seq >= _FROM else seq

    def _version_of(self, change_id: str, path: str) -> int:
        """Return the place of the change that another one was based on, `STALE` where it did not come into force."""
        if change_id in self._places:
            laid = self._laid[self._places[change_id] - _FROM]
            same = self._effects[change_id].get(path) == laid.values.get(path)
            return self._places[change_id] if same else STALE
        sql = "SELECT seq FROM history WHERE change_id = ?"
        return self._connection.exec_driver_sql(sql, (change_id,)).scalar() or STALE

    def change(self, seq: int, /) -> Change:
        """Return the change that has a place (`Past`)."""
        if seq >= _FROM:
            return self._laid[seq - _FROM]
        body = self._connection.exec_driver_sql("SELECT body FROM history WHERE seq = ?", (seq,)).scalar()
        return _NOBODY if body is None else read_change(body.encode())

    def disputed(self, conflict: str, /) -> str | None:
        """Return the path that a conflict is about (`Past`)."""
        stored = records.load(self._connection, CONFLICT, conflict)
        return None if stored is None else stored.values.get("path")


def in_order(waiting: Sequence[Change]) -> list[Change]:
    """Order changes: each behind those it was based on, else by their clocks; the same on every desk."""
    left = {change.id: change for change in sorted(waiting, key=lambda one: (one.op != "create", one.hlc, one.id))}
    ordered: list[Change] = []
    while left:
        free = next((one for one in left.values() if not _waits_for(one, left)), next(iter(left.values())))
        ordered.append(left.pop(free.id))
    return ordered


def _waits_for(change: Change, left: Mapping[str, Change]) -> bool:
    return any(base in left and base != change.id for base in change.base.values())


def _state_of(trunk: Trunk) -> RecordState | None:
    if not trunk.exists:
        return None
    versions = dict(trunk.versions)
    created = versions.pop(CREATED, STALE)
    return RecordState(kind=trunk.kind, values=trunk.values, versions=versions, created=created)
