"""TPPO screening: whether a person was trafficked, by act, means and purpose."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Ref, Safer, Sensitivity
from sync.domain.records.phrases import EMPTY, Amount, Flag, Line, Note, Number, OfficerName, When


class TppoScreening(Record, frozen=True, kw_only=True):
    """A screening for trafficking: acts, means, purposes, how the person was held, and the result of two officers."""

    ABOUT: ClassVar[About] = About(
        kind="tppo_screening",
        section="cases",
        title=("worker_id",),
        columns=("screened_at", "by", "second_by", "result", "letter_no"),
        parent="case",
        groups=(
            ("screening", ("worker_id", "screened_at", "by", "second_by", "under_18")),
            ("elements", ("acts", "means", "purposes")),
            ("recruitment", ("recruiter_chain", "route", "visa_used", "platform")),
            ("hold", ("documents_held", "debt", "fines", "quota", "phone_seized", "free_movement")),
            ("result", ("wants_to_report", "non_punishment_note", "result", "letter_no")),
        ),
        sensitivity=Sensitivity.RESTRICTED,
    )

    case_id: Annotated[str, Ref("case")]
    worker_id: Annotated[str | None, Ref("worker")] = None
    screened_at: When = None
    by: OfficerName = None
    second_by: OfficerName = None
    under_18: Annotated[Flag, Safer()] = None
    acts: Annotated[list[str], Code("tppo_act")] = EMPTY
    means: Annotated[list[str], Code("tppo_means")] = EMPTY
    purposes: Annotated[list[str], Code("tppo_purpose")] = EMPTY
    recruiter_chain: Note = None
    route: Line = None
    visa_used: Annotated[str | None, Code("permit_kind")] = None
    platform: Line = None
    documents_held: Annotated[Flag, Safer()] = None
    debt: Amount = None
    fines: Amount = None
    quota: Line = None
    phone_seized: Annotated[Flag, Safer()] = None
    free_movement: Flag = None
    wants_to_report: Flag = None
    non_punishment_note: Note = None
    result: Annotated[str | None, Code("tppo_result")] = None
    letter_no: Number = None
