"""Referral: a case, or a part of it, handed to another body."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import Code, Merge, Ref, Sensitivity
from sync.domain.records.phrases import EMPTY, File, Flag, Line, Note, When


class PackageItem(Element, frozen=True, kw_only=True):
    """A field or a file that was really sent."""

    field: Line = None
    file: File = None


class Referral(Record, frozen=True, kw_only=True):
    """A referral: from whom to whom, what was really sent on which ground, and how the receiver answered."""

    ABOUT: ClassVar[About] = About(
        kind="referral",
        section="cases",
        title=("to_body", "referral_kind"),
        columns=("from_body", "sent_at", "ack_at", "feedback_due", "state"),
        parent="case",
        groups=(
            ("parties", ("from_body", "to_body", "to_mission", "referral_kind", "reason")),
            ("package", ("package", "legal_basis", "consent")),
            ("course", ("state", "sent_at", "ack_at", "feedback_due", "outcome")),
        ),
    )

    case_id: Annotated[str, Ref("case")]
    to_body: Annotated[str, Code("body"), Sensitivity.PERSONAL]
    referral_kind: Annotated[str, Code("referral_kind"), Sensitivity.PERSONAL]
    state: Annotated[str, Code("referral_state"), Merge.LIFECYCLE]
    from_body: Annotated[str | None, Code("body"), Sensitivity.PERSONAL] = None
    to_mission: Annotated[str | None, Code("mission"), Sensitivity.PERSONAL] = None
    reason: Annotated[Note, Sensitivity.PERSONAL] = None
    package: Annotated[list[PackageItem], Sensitivity.PERSONAL] = EMPTY
    legal_basis: Line = None
    consent: Flag = None
    sent_at: When = None
    ack_at: When = None
    feedback_due: When = None
    outcome: Note = None
