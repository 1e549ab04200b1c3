"""A record as the centre holds it, and the conflicts that a merge leaves for people."""

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from sync.changes.change import DELETED
from sync.domain.rules.erasure import is_erased, left_of

Flat = dict[str, Any]


class RecordState(msgspec.Struct, frozen=True, kw_only=True):
    """The values in force, and per path the seq that last changed it; paths not listed have the seq of creation."""

    kind: str
    values: Flat
    versions: dict[str, int]
    created: int

    def version(self, path: str) -> int:
        """Return the seq that last changed *path*."""
        return self.versions.get(path, self.created)

    @property
    def is_deleted(self) -> bool:
        """Whether the record is deleted (and could be restored)."""
        return self.values.get(DELETED) is not None

    def with_values(self, changed: Flat, seq: int) -> "RecordState":
        """Return this record with *changed* in force since *seq*; None takes a path away, an erasure takes all."""
        values = self.values | changed
        if is_erased(values):  # nothing is left, not even which paths there were
            left = left_of(self.kind, values)
            return RecordState(kind=self.kind, values=left, versions={DELETED: seq}, created=self.created)
        return RecordState(
            kind=self.kind,
            values={path: value for path, value in values.items() if value is not None},
            versions=self.versions | dict.fromkeys(changed, seq),
            created=self.created,
        )


@dataclass(frozen=True, slots=True)
class Clash:
    """Two people gave one path different values: *present* is in force, *other* is kept for a person to decide.

    *gave_way* says whose the other value is: of the change just merged, or the one that was there before.
    """

    path: str
    present: Any
    other: Any
    present_version: int
    gave_way: Literal["change", "present"]
