"""Court file: a trial that a worker faces, up to the death penalty."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import Code, Ref, Safer, Sensitivity, Text
from sync.domain.records.phrases import EMPTY, Day, Flag, Line, Name, Note, Number, When


class Hearing(Element, frozen=True, kw_only=True):
    """A hearing: when, who was there, and what came of it."""

    at: When = None
    room: Line = None
    lawyer: Name = None
    interpreter: Name = None
    result: Annotated[str | None, Text(4000, lines=True)] = None
    next_at: When = None


class CourtFile(Record, frozen=True, kw_only=True):
    """A court file: charge, stage, hearings, lawyer, verdict, appeal and clemency."""

    ABOUT: ClassVar[About] = About(
        kind="court_file",
        section="cases",
        title=("court_no", "court"),
        columns=("worker_id", "charge", "stage", "max_penalty", "appeal_due"),
        parent="case",
        groups=(
            ("court", ("worker_id", "court", "court_no", "stage")),
            ("charge", ("charge", "article", "max_penalty", "death_penalty_risk")),
            ("hearings", ("hearings", "lawyer")),
            ("verdict", ("verdict", "appeal_due", "clemency")),
            ("victim_side", ("diyat_talks", "victim_family")),
        ),
        sensitivity=Sensitivity.SPECIFIC,
    )

    case_id: Annotated[str, Ref("case")]
    worker_id: Annotated[str | None, Ref("worker")] = None
    court: Line = None
    court_no: Number = None
    charge: Line = None
    article: Line = None
    max_penalty: Line = None
    death_penalty_risk: Annotated[Flag, Safer(), Sensitivity.RESTRICTED] = None
    stage: Annotated[str | None, Code("court_stage")] = None
    hearings: list[Hearing] = EMPTY
    lawyer: Annotated[Name, Sensitivity.RESTRICTED] = None
    verdict: Annotated[Note, Sensitivity.RESTRICTED] = None
    appeal_due: Annotated[Day, Sensitivity.RESTRICTED] = None
    clemency: Annotated[Note, Sensitivity.RESTRICTED] = None
    diyat_talks: Annotated[Note, Sensitivity.RESTRICTED] = None
    victim_family: Annotated[Note, Sensitivity.RESTRICTED] = None
