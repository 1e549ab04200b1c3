"""What happened to a record and to each of its fields: every value ever entered, the losing ones included."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from desktop.store.portions import portions
from desktop.store.row import open_values, read_json
from sync.changes.hlc import AHEAD
from sync.clock import moment
from sync.protocol.messages import read_change


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One change of a record. *in_force* is false for a path whose value gave way to another."""

    change_id: str
    seq: int | None  # None: not at the centre yet
    kind: str
    op: str
    officer: str
    device: str
    at: str
    values: dict[str, Any]
    was: dict[str, Any] | None  # what stood there before; known for changes of this desk
    gave_way: tuple[str, ...]
    reason: str | None
    since: str | None  # signed times of the centre: it was made after this one, as far as is proven
    until: str | None  # and before this one

    @property
    def is_doubtful(self) -> bool:
        """Whether the clock of its device said a time at which it cannot have been made."""
        claimed = moment(self.at)
        too_late = self.until is not None and claimed > moment(self.until) + AHEAD
        return too_late or (self.since is not None and claimed < moment(self.since) - AHEAD)

    def without(self, hidden: frozenset[str]) -> "Past":
        """Return the change without the values of *hidden* fields."""

        def open_ones(values: dict[str, Any]) -> dict[str, Any]:
            return {path: value for path, value in values.items() if path.partition("/")[0] not in hidden}

        was = None if self.was is None else open_ones(self.was)
        return replace(self, values=open_ones(self.values), was=was) if hidden else self

    def as_fields(self) -> dict[str, Any]:
        """The change as the command line shows it."""
        return {
            "change": self.change_id,
            "seq": self.seq,
            "op": self.op,
            "officer": self.officer,
            "device": self.device,
            "at": self.at,
            "doubtful": self.is_doubtful,
            "between": [self.since, self.until],
            "values": open_values(self.kind, self.values),
            "gave_way": list(self.gave_way),
            "reason": self.reason,
        }


def of_record(connection: Connection, record: str) -> list[Past]:
    """Return the changes of a record: the centre's order first, then what waits."""
    lines = connection.exec_driver_sql(
        "SELECT change_id, seq, body, effect, device, was, since, until FROM history WHERE record = ? "
        "ORDER BY seq IS NULL, seq, n",
        (record,),
    )
    return [_past(line) for line in lines]


def known(connection: Connection, change_ids: Sequence[str]) -> set[str]:
    """Return those of *change_ids* that this store has ever seen."""
    found: set[str] = set()
    for part in portions(change_ids):
        sql = f"SELECT change_id FROM history WHERE change_id IN ({','.join('?' * len(part))})"  # noqa: S608
        found |= {change_id for (change_id,) in connection.exec_driver_sql(sql, part)}
    return found


def _past(line: Any) -> Past:
    change = read_change(line.body.encode())
    effect = change.values if line.effect is None else read_json(line.effect)
    return Past(
        change_id=line.change_id,
        seq=line.seq,
        kind=change.kind,
        op=change.op,
        officer=change.officer,
        device=line.device,
        at=change.at,
        values=change.values,
        was=None if line.was is None else read_json(line.was),
        gave_way=tuple(path for path, value in change.values.items() if path not in effect or effect[path] != value),
        reason=change.reason,
        since=line.since,
        until=line.until,
    )


def of_path(connection: Connection, record: str, path: str) -> list[Past]:
    """Return the changes that gave *path* (or an element below it) a value."""
    return [
        past
        for past in of_record(connection, record)
        if any(one == path or one.startswith(f"{path}/") for one in past.values)
    ]
