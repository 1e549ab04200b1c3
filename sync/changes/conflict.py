"""Conflicts as records: what the centre writes into the ledger when a person must decide, and when one has decided."""

import hashlib
from typing import Any, Final
from uuid import UUID

import msgspec

from sync.changes.change import Change
from sync.changes.state import Clash, Flat, RecordState

KIND: Final = "conflict"
CENTRE: Final = "centre"
"""Officer and device of the changes that the centre itself makes."""
OPEN: Final = "OPEN"
DECIDED: Final = "DECIDED"

_encoder = msgspec.json.Encoder(order="sorted")
_VERSION_7: Final = 0x7 << 76
_VARIANT: Final = 0b10 << 62
_FREE: Final = (0xFFF << 64) | ((1 << 62) - 1)


def conflict_id(change: Change, path: str) -> str:
    """Name the conflict that *change* left at *path*: always the same, in the form of every record id."""
    hashed = int.from_bytes(hashlib.sha256(f"{change.id}\0{path}".encode()).digest()[:10])
    milliseconds = int(change.hlc[:13]) & ((1 << 48) - 1)
    return str(UUID(int=(milliseconds << 80) | _VERSION_7 | _VARIANT | (hashed & _FREE)))


def opened(clash: Clash, change: Change, gave_way: Change, mission: str) -> Flat:
    """Return the flat values of a new conflict of the record of *change*; *gave_way* entered the other value."""
    return {
        "mission": mission,
        "record_kind": change.kind,
        "record_id": change.record,
        "path": clash.path,
        "present": as_text(clash.present),
        "present_version": clash.present_version,
        "state": OPEN,
        **_other(clash.other, gave_way),
    }


def entered_again(change: Change, value: Any) -> Flat:
    """Return what changes in an open conflict when the officer whose value gave way has edited that value since."""
    return _other(value, change)


def decided(change: Change, conflict: RecordState) -> Flat:
    """Return what changes in *conflict* when *change* decides it; without a value it keeps the present one."""
    path = conflict.values.get("path", "")
    chosen = as_text(change.values[path]) if path in change.values else conflict.values.get("present")
    return {"state": DECIDED, "decided_by": change.officer, "decided_at": change.at, "chosen": chosen}


def by_centre(name: str, conflict: str, values: Flat, cause: Change, state: RecordState | None = None) -> Change:
    """Make the centre's own change of a conflict, under the id *name*; its times are those of its cause.

    Without a *state* the conflict is new.
    """
    return Change(
        id=name,
        record=conflict,
        kind=KIND,
        op="create" if state is None else "set",
        values=values,
        base={} if state is None else {path: state.version(path) for path in values},
        officer=CENTRE,
        at=cause.at,
        hlc=cause.hlc,
    )


def as_text(value: Any) -> str:
    """Write any value as canonical JSON text."""
    return _encoder.encode(value).decode()


def _other(value: Any, gave_way: Change) -> Flat:
    return {
        "other": as_text(value),
        "other_officer": gave_way.officer,
        "other_at": gave_way.at,
        "other_device": gave_way.id.rsplit(".", 2)[0],
        "other_change": gave_way.id,
    }
