"""Alignment difference: SiskoP2MI and Peduli WNI say different things of the same record."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import RECORD_ID, Code, Sensitivity, Text
from sync.domain.records.phrases import Note, OfficerName, When


class AlignmentDifference(Record, frozen=True, kw_only=True):
    """A difference between the two portals, or with our own record, and what was decided about it."""

    ABOUT: ClassVar[About] = About(
        kind="alignment_difference",
        section="sync",
        title=("diff_kind", "path"),
        columns=("value_sisko", "value_peduli", "value_local", "severity", "found_at", "decision"),
        groups=(
            ("where", ("record_kind", "record_id", "path", "diff_kind", "severity", "found_at")),
            ("values", ("value_sisko", "value_peduli", "value_local")),
            ("decision", ("decision", "by", "decided_at", "note")),
        ),
        sensitivity=Sensitivity.PERSONAL,
    )

    record_kind: Annotated[str, Text(40)]
    record_id: Annotated[str, Text(36), RECORD_ID]
    path: Annotated[str | None, Text(160)] = None
    diff_kind: Annotated[str | None, Code("diff_kind")] = None
    value_sisko: Annotated[str | None, Text(4000, lines=True)] = None
    value_peduli: Annotated[str | None, Text(4000, lines=True)] = None
    value_local: Annotated[str | None, Text(4000, lines=True)] = None
    found_at: When = None
    severity: Annotated[str | None, Code("severity")] = None
    decision: Annotated[str | None, Code("diff_decision")] = None
    by: OfficerName = None
    decided_at: When = None
    note: Note = None
