"""Conflict: two people gave one field different values; a person decides which holds."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import JSON_TEXT, RECORD_ID, Code, Range, Sensitivity, Text
from sync.domain.records.phrases import OfficerName, When


class Conflict(Record, frozen=True, kw_only=True):
    """A conflict of two changes: the value in force, the other one, who wrote it, and what was decided."""

    ABOUT: ClassVar[About] = About(
        kind="conflict",
        section="sync",
        title=("record_kind", "path"),
        columns=("present", "other", "other_officer", "other_at", "state", "decided_by"),
        groups=(
            ("where", ("record_kind", "record_id", "path", "state")),
            ("values", ("present", "present_version", "other", "chosen")),
            ("other_side", ("other_officer", "other_at", "other_device", "other_change")),
            ("decision", ("decided_by", "decided_at")),
        ),
        sensitivity=Sensitivity.PERSONAL,
    )

    record_kind: Annotated[str, Text(40), Sensitivity.INTERNAL]
    record_id: Annotated[str, Text(36), RECORD_ID, Sensitivity.INTERNAL]
    path: Annotated[str, Text(160), Sensitivity.INTERNAL]
    state: Annotated[str, Code("conflict_state"), Sensitivity.INTERNAL]
    present: Annotated[str | None, Text(200_000, lines=True), JSON_TEXT] = None
    other: Annotated[str | None, Text(200_000, lines=True), JSON_TEXT] = None
    other_officer: Annotated[OfficerName, Sensitivity.INTERNAL] = None
    other_at: Annotated[When, Sensitivity.INTERNAL] = None
    other_device: Annotated[str | None, Text(60), Sensitivity.INTERNAL] = None
    other_change: Annotated[str | None, Text(120), Sensitivity.INTERNAL] = None
    present_version: Annotated[int | None, Range(0, 2**53 - 1), Sensitivity.INTERNAL] = None
    decided_by: Annotated[OfficerName, Sensitivity.INTERNAL] = None
    decided_at: Annotated[When, Sensitivity.INTERNAL] = None
    chosen: Annotated[str | None, Text(200_000, lines=True), JSON_TEXT] = None
