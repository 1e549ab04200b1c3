"""Contract: the work agreement (perjanjian kerja) of a worker, its terms, and its endorsement."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import NOT_IN_FUTURE, Code, Range, Ref, Sensitivity
from sync.domain.records.phrases import EMPTY, Amount, Day, File, Flag, Line, Number, OfficerName, Token


class Deviation(Element, frozen=True, kw_only=True):
    """A term that lies below the standard it is held to."""

    standard: Token = None
    note: Line = None


class Contract(Record, frozen=True, kw_only=True):
    """A work agreement: parties, term, wage, conditions, and the mission's endorsement."""

    ABOUT: ClassVar[About] = About(
        kind="contract",
        section="workers",
        title=("contract_no",),
        columns=("employer_id", "valid_from", "valid_to", "wage", "state"),
        parent="worker",
        groups=(
            ("parties", ("placement_id", "employer_id", "contract_no", "signed_on", "languages")),
            ("term", ("valid_from", "valid_to", "term_months", "extension_no")),
            ("pay", ("wage", "pay_period", "pay_method")),
            ("conditions", ("hours_day", "rest_day", "leave_days", "food", "lodging", "insurance", "ticket")),
            ("endorsement", ("state", "endorsed_by", "endorsed_on", "endorsement_no", "deviates", "document")),
        ),
        sensitivity=Sensitivity.PERSONAL,
    )

    worker_id: Annotated[str, Ref("worker")]
    placement_id: Annotated[str | None, Ref("placement")] = None
    employer_id: Annotated[str | None, Ref("employer")] = None
    contract_no: Number = None
    signed_on: Annotated[Day, NOT_IN_FUTURE] = None
    languages: Annotated[list[str], Code("language")] = EMPTY
    valid_from: Day = None
    valid_to: Day = None
    term_months: Annotated[int | None, Range(0, 600)] = None
    extension_no: Annotated[int | None, Range(0, 99)] = None
    wage: Annotated[Amount, Sensitivity.SPECIFIC] = None
    pay_period: Annotated[str | None, Code("pay_period"), Sensitivity.SPECIFIC] = None
    pay_method: Annotated[str | None, Code("pay_method"), Sensitivity.SPECIFIC] = None
    hours_day: Annotated[int | None, Range(0, 24)] = None
    rest_day: Annotated[str | None, Code("weekday")] = None
    leave_days: Annotated[int | None, Range(0, 366)] = None
    food: Flag = None
    lodging: Flag = None
    insurance: Flag = None
    ticket: Flag = None
    endorsed_by: Annotated[OfficerName, Sensitivity.INTERNAL] = None
    endorsed_on: Annotated[Day, NOT_IN_FUTURE, Sensitivity.INTERNAL] = None
    endorsement_no: Annotated[Number, Sensitivity.INTERNAL] = None
    deviates: Annotated[list[Deviation], Sensitivity.INTERNAL] = EMPTY
    document: File = None
    state: Annotated[str | None, Code("contract_state"), Sensitivity.INTERNAL] = None
