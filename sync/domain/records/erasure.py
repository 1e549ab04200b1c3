"""Erasure: the decision of two officers that what is known of a case, a person or a file goes for good."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import RECORD_ID, Author, Code, Inner, Range, Text
from sync.domain.records.phrases import OfficerName, When

_By = Annotated[str, Text(60), Author.DESK]


class Erasure(Record, frozen=True, kw_only=True):
    """What is to be erased on which legal basis, who asked, who confirmed it, and what the centre did; no content."""

    ABOUT: ClassVar[About] = About(
        kind="erasure",
        section="sync",
        title=("subject_kind", "erasure_basis"),
        columns=("asked_at", "asked_by", "erasure_state", "confirmed_by", "done_at"),
        groups=(
            ("what", ("subject_kind", "subject_id", "erasure_scope", "erasure_basis", "reason")),
            (
                "decision",
                (
                    "asked_by",
                    "asked_at",
                    "asked_signature",
                    "erasure_state",
                    "confirmed_by",
                    "confirmed_at",
                    "confirmed_signature",
                ),
            ),
            ("done", ("done_at", "records")),
        ),
    )

    subject_kind: Annotated[str, Text(40), Author.DESK]
    subject_id: Annotated[str, Text(36), RECORD_ID, Author.DESK]
    erasure_scope: Annotated[str | None, Code("erasure_scope"), Author.DESK] = None  # None: all of it
    erasure_basis: Annotated[str, Code("erasure_basis"), Author.DESK]
    reason: Annotated[str, Text(2000, lines=True), Author.DESK]
    asked_by: _By
    asked_at: Annotated[When, Author.DESK] = None
    asked_signature: Annotated[str | None, Text(100), Inner()] = None
    erasure_state: Annotated[str, Code("erasure_state")]
    confirmed_by: OfficerName = None
    confirmed_at: When = None
    confirmed_signature: Annotated[str | None, Text(100), Inner()] = None
    done_at: Annotated[When, Author.CENTRE] = None
    records: Annotated[int | None, Range(0, 10_000_000), Author.CENTRE] = None
