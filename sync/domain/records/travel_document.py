"""Travel document: a passport or SPLP that the mission issues, and on what proof."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import NOT_IN_FUTURE, Code, Ref, Sensitivity
from sync.domain.records.phrases import EMPTY, Day, Flag, Line, Number


class TravelDocument(Record, frozen=True, kw_only=True):
    """A travel document issued to a worker: why, after which check of citizenship, and when it was used."""

    ABOUT: ClassVar[About] = About(
        kind="travel_document",
        section="workers",
        title=("type", "number"),
        columns=("issued", "expires", "reason", "used_on"),
        parent="worker",
        groups=(
            ("document", ("type", "number", "issued", "expires", "used_on")),
            ("ground", ("reason", "citizenship_check", "check_result", "police_report_no")),
            ("handling", ("case_id", "fee_waived", "collective_list_id")),
        ),
        sensitivity=Sensitivity.PERSONAL,
    )

    worker_id: Annotated[str, Ref("worker")]
    type: Annotated[str, Code("doc_type")]
    case_id: Annotated[str | None, Ref("case")] = None
    number: Number = None
    issued: Day = None
    expires: Day = None
    used_on: Annotated[Day, NOT_IN_FUTURE] = None
    reason: Annotated[str | None, Code("splp_reason")] = None
    citizenship_check: Annotated[list[str], Code("citizenship_check")] = EMPTY
    check_result: Line = None
    police_report_no: Number = None
    fee_waived: Flag = None
    collective_list_id: Annotated[str | None, Ref("return_trip")] = None
