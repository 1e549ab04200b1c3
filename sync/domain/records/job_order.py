"""Job order: a demand for workers that an agency brings to the mission for verification."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import Code, Merge, Range, Ref, Search, Text
from sync.domain.records.phrases import EMPTY, Amount, Count, Country, Day, File, Note, Number


class JobOrderPaper(Element, frozen=True, kw_only=True):
    """A paper of a job order, and whether it is there."""

    kind: Annotated[str | None, Code("job_order_doc")] = None
    state: Annotated[str | None, Code("paper_state")] = None
    file: File = None


class JobOrder(Record, frozen=True, kw_only=True):
    """A job order: who asks for how many workers, on what terms, and how far its verification is."""

    ABOUT: ClassVar[About] = About(
        kind="job_order",
        section="market",
        title=("no", "job"),
        columns=("agency_id", "sector", "qty_f", "qty_m", "state", "valid_to"),
        groups=(
            ("order", ("no", "agency_id", "employer_id", "p3mi_id", "country")),
            ("demand", ("job", "sector", "qty_f", "qty_m", "filled", "wage", "term_months", "valid_to")),
            ("check", ("documents", "site_visit_on", "site_visit_note")),
            ("decision", ("state", "result_note", "verification_no", "sip2mi_no", "sisko_ref")),
        ),
    )

    state: Annotated[str, Code("job_order_state"), Merge.LIFECYCLE]
    no: Number = None
    agency_id: Annotated[str | None, Ref("agency")] = None
    employer_id: Annotated[str | None, Ref("employer")] = None
    p3mi_id: Annotated[str | None, Ref("p3mi")] = None
    country: Country = None
    job: Annotated[str | None, Text(200), Search.WORDS] = None
    sector: Annotated[str | None, Code("sector")] = None
    qty_f: Count = None
    qty_m: Count = None
    filled: Count = None
    wage: Amount = None
    term_months: Annotated[int | None, Range(0, 600)] = None
    valid_to: Day = None
    documents: list[JobOrderPaper] = EMPTY
    site_visit_on: Day = None
    site_visit_note: Note = None
    result_note: Note = None
    verification_no: Number = None
    sip2mi_no: Number = None
    sisko_ref: Number = None
