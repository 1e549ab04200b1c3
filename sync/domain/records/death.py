"""Death: a worker has died; cause, family, papers, body and estate."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import NOT_IN_FUTURE, Code, Ref, Sensitivity
from sync.domain.records.phrases import EMPTY, Amount, Day, File, Line, Name, Note, Number, OfficerName, When


class DeathPaper(Element, frozen=True, kw_only=True):
    """A paper that a death needs, and whether it is there."""

    paper: Annotated[str | None, Code("death_paper")] = None
    state: Annotated[str | None, Code("paper_state")] = None
    number: Number = None
    file: File = None


class Property(Element, frozen=True, kw_only=True):
    """Something the dead person left."""

    item: Line = None
    value: Amount = None
    handed_to: Line = None


class Death(Record, frozen=True, kw_only=True):
    """The death of a worker: what is known, when the family was told, the papers, the body and what is left."""

    ABOUT: ClassVar[About] = About(
        kind="death",
        section="cases",
        title=("worker_id",),
        columns=("died_at", "cause_code", "family_told_at", "decision", "arrived_at"),
        parent="case",
        groups=(
            ("event", ("worker_id", "died_at", "place", "cause_code", "cause", "how_known")),
            ("family", ("learned_at", "family_told_at", "told_by", "heirs")),
            ("papers", ("papers", "death_letter_no", "civil_reg_no", "payer", "poverty_letter")),
            ("body", ("body_place", "decision", "religion_wish", "escort", "airway_bill", "arrived_at")),
            ("estate", ("property", "wages_due", "bpjs_claim")),
        ),
        sensitivity=Sensitivity.SPECIFIC,
    )

    case_id: Annotated[str, Ref("case")]
    worker_id: Annotated[str | None, Ref("worker")] = None
    died_at: Annotated[Day, NOT_IN_FUTURE] = None
    place: Line = None
    cause: Note = None
    cause_code: Annotated[str | None, Code("death_cause")] = None
    how_known: Annotated[str | None, Code("how_known")] = None
    learned_at: Annotated[When, Sensitivity.PERSONAL] = None
    family_told_at: Annotated[When, Sensitivity.PERSONAL] = None
    told_by: Annotated[OfficerName, Sensitivity.PERSONAL] = None
    papers: Annotated[list[DeathPaper], Sensitivity.PERSONAL] = EMPTY
    body_place: Annotated[Line, Sensitivity.PERSONAL] = None
    decision: Annotated[str | None, Code("body_decision"), Sensitivity.PERSONAL] = None
    religion_wish: Annotated[Note, Sensitivity.PERSONAL] = None
    escort: Annotated[Name, Sensitivity.PERSONAL] = None
    airway_bill: Annotated[Number, Sensitivity.PERSONAL] = None
    arrived_at: Annotated[When, Sensitivity.PERSONAL] = None
    heirs: Annotated[list[str], Ref("next_of_kin")] = EMPTY
    property: list[Property] = EMPTY
    wages_due: Amount = None
    bpjs_claim: Annotated[str | None, Ref("claim")] = None
    death_letter_no: Number = None
    civil_reg_no: Number = None
    payer: Annotated[str | None, Code("payer"), Sensitivity.PERSONAL] = None
    poverty_letter: Annotated[File, Sensitivity.PERSONAL] = None
