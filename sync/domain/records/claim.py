"""Claim: money or another right that is owed to a worker."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import NOT_IN_FUTURE, Code, Merge, Ref, Sensitivity
from sync.domain.records.phrases import Amount, Day, Line, Name, Note


class Claim(Record, frozen=True, kw_only=True):
    """Money owed to a worker: what for, from whom, before which forum, how much was agreed and received."""

    ABOUT: ClassVar[About] = About(
        kind="claim",
        section="cases",
        title=("claim_kind",),
        columns=("claimed", "agreed", "received", "forum", "state", "limitation_on"),
        parent="case",
        groups=(
            ("claim", ("claim_kind", "worker_id", "basis", "period_from", "period_to")),
            ("amounts", ("claimed", "agreed", "received")),
            ("debtor", ("debtor_id", "debtor_name", "forum", "filed_on", "limitation_on")),
            ("state", ("state", "notes")),
        ),
        sensitivity=Sensitivity.SPECIFIC,
    )

    case_id: Annotated[str, Ref("case")]
    claim_kind: Annotated[str, Code("claim_kind")]
    worker_id: Annotated[str | None, Ref("worker")] = None
    basis: Line = None
    period_from: Day = None
    period_to: Day = None
    claimed: Amount = None
    agreed: Amount = None
    received: Amount = None
    debtor_id: Annotated[str | None, Ref("party"), Sensitivity.PERSONAL] = None
    debtor_name: Annotated[Name, Sensitivity.PERSONAL] = None
    forum: Annotated[str | None, Code("claim_forum"), Sensitivity.PERSONAL] = None
    filed_on: Annotated[Day, NOT_IN_FUTURE, Sensitivity.PERSONAL] = None
    limitation_on: Annotated[Day, Sensitivity.PERSONAL] = None
    state: Annotated[str | None, Code("claim_state"), Merge.LIFECYCLE, Sensitivity.PERSONAL] = None
    notes: Note = None
