"""Agency: the partner abroad (mitra usaha) that places workers with employers."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import Code, Search, Sensitivity, Text
from sync.domain.records.phrases import EMPTY, Count, Day, Files, Line, Note, Number, OfficerName


class AgencyVisit(Element, frozen=True, kw_only=True):
    """A visit to the agency and what was found."""

    on: Day = None
    by: OfficerName = None
    finding: Annotated[str | None, Text(2000, lines=True)] = None


class Phone(Element, frozen=True, kw_only=True):
    """A number of the agency."""

    value: Annotated[str | None, Text(120), Search.NUMBER] = None
    note: Line = None


class Agency(Record, frozen=True, kw_only=True):
    """An agency abroad: licence of the host country, accreditation by the mission, visits and standing."""

    ABOUT: ClassVar[About] = About(
        kind="agency",
        section="market",
        title=("name",),
        columns=("country", "licence_no", "licence_expiry", "accreditation_no", "valid_to", "state"),
        groups=(
            ("identity", ("name", "country", "city", "address", "phones")),
            ("licence", ("licence_no", "licence_expiry")),
            ("accreditation", ("accreditation_no", "valid_from", "valid_to", "quota", "state")),
            ("supervision", ("visits", "documents", "notes")),
        ),
    )

    name: Annotated[str, Text(200), Search.NAME, Sensitivity.PUBLIC]
    country: Annotated[str | None, Code("country"), Sensitivity.PUBLIC] = None
    city: Annotated[Line, Sensitivity.PUBLIC] = None
    licence_no: Annotated[Number, Sensitivity.PUBLIC] = None
    licence_expiry: Annotated[Day, Sensitivity.PUBLIC] = None
    address: Annotated[str | None, Text(400, lines=True), Sensitivity.PUBLIC] = None
    phones: list[Phone] = EMPTY
    accreditation_no: Number = None
    valid_from: Day = None
    valid_to: Day = None
    quota: Count = None
    visits: list[AgencyVisit] = EMPTY
    documents: Files = EMPTY
    state: Annotated[str | None, Code("agency_state")] = None
    notes: Note = None
