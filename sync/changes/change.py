"""A change: what one officer did to one record in one save."""

from typing import Any, Literal

import msgspec

DELETED = "_deleted"
"""The path that says whether a record is deleted: absent or None = alive, else the reason."""

MOST_BYTES = 1 << 20
"""No change is larger."""
MOST_REASON = 2000
"""Characters."""

Operation = Literal["create", "set", "delete", "restore"]
Version = int | str
"""The seq that last changed a path (trunk), or the id of the desk's own earlier unsent change (branch)."""


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One save of one record. Paths are those of sync/domain/records/flat.py; a value None clears the path."""

    id: str  # device.epoch.n, numbered in the transaction that saved it
    record: str  # UUIDv7 made on the device
    kind: str
    op: Operation
    values: dict[str, Any] = {}
    base: dict[str, Version] = {}  # per path the version it was based on; a create has none
    officer: str
    at: str  # claimed time, RFC 3339 UTC
    hlc: str  # hybrid logical clock, sortable text
    reason: str | None = None
    resolves: list[str] = []  # conflicts that a person decides with this change


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One accepted change in the centre's ledger.

    *effect* holds what came into force, where that differs from the values of the change (a merge, a conflict).
    """

    seq: int
    change: Change
    effect: dict[str, Any] | None = None
    device: str | None = None

    @property
    def in_force(self) -> dict[str, Any]:
        """The paths that this entry set, with their values."""
        return self.change.values if self.effect is None else self.effect


def change_id(device: str, epoch: int, number: int) -> str:
    """Name a change: unique for ever, whatever the transport."""
    return f"{device}.{epoch}.{number}"
