"""Blacklist entry: the proposal to list an employer or agency as problematic, and what became of it."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Ref, Sensitivity
from sync.domain.records.phrases import EMPTY, Day, Files, Note, OfficerName


class BlacklistEntry(Record, frozen=True, kw_only=True):
    """An employer or agency proposed for the list of problematic ones: ground, evidence, approval, appeal."""

    ABOUT: ClassVar[About] = About(
        kind="blacklist_entry",
        section="market",
        title=("employer_id", "agency_id"),
        columns=("ground", "proposed_by", "approved_by", "valid_from", "valid_to", "published_on"),
        groups=(
            ("subject", ("employer_id", "agency_id", "ground", "summary", "evidence")),
            ("decision", ("proposed_by", "proposed_on", "approved_by", "approved_on", "valid_from", "valid_to")),
            ("effect", ("published_on", "sent_to_sisko_on", "appeal")),
        ),
    )

    employer_id: Annotated[str | None, Ref("employer"), Sensitivity.PERSONAL] = None
    agency_id: Annotated[str | None, Ref("agency"), Sensitivity.PERSONAL] = None
    ground: Annotated[str | None, Code("blacklist_ground"), Sensitivity.PERSONAL] = None
    summary: Annotated[Note, Sensitivity.PERSONAL] = None
    evidence: Annotated[Files, Sensitivity.PERSONAL] = EMPTY
    proposed_by: OfficerName = None
    proposed_on: Day = None
    approved_by: OfficerName = None
    approved_on: Day = None
    valid_from: Day = None
    valid_to: Day = None
    published_on: Annotated[Day, Sensitivity.PUBLIC] = None
    sent_to_sisko_on: Day = None
    appeal: Note = None
