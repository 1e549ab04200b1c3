"""Placement: one engagement of a worker with one employer, and the way it came about."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import NOT_IN_FUTURE, Code, Ref, Sensitivity
from sync.domain.records.phrases import Country, Day, Line, Number, Token


class Placement(Record, frozen=True, kw_only=True):
    """A placement of a worker: employer, agency, company, scheme, job and how far it is."""

    ABOUT: ClassVar[About] = About(
        kind="placement",
        section="workers",
        title=("job_title", "country"),
        columns=("employer_id", "agency_id", "sector", "scheme", "departed_on", "state"),
        parent="worker",
        groups=(
            ("parties", ("employer_id", "agency_id", "p3mi_id", "vessel_id")),
            ("way", ("scheme", "route", "job_order_id", "sip2mi_no", "sisko_ref")),
            ("job", ("job_title", "job_code", "sector", "employer_type")),
            ("place", ("country", "city", "mission_code")),
            ("progress", ("state", "departed_on", "port", "arrival_confirmed_on")),
        ),
    )

    worker_id: Annotated[str, Ref("worker")]
    employer_id: Annotated[str | None, Ref("employer"), Sensitivity.PERSONAL] = None
    agency_id: Annotated[str | None, Ref("agency"), Sensitivity.PERSONAL] = None
    p3mi_id: Annotated[str | None, Ref("p3mi"), Sensitivity.PERSONAL] = None
    vessel_id: Annotated[str | None, Ref("vessel"), Sensitivity.PERSONAL] = None
    scheme: Annotated[str | None, Code("scheme")] = None
    route: Annotated[str | None, Code("route")] = None
    country: Country = None
    city: Line = None
    mission_code: Annotated[str | None, Code("mission")] = None
    job_title: Line = None
    job_code: Token = None
    sector: Annotated[str | None, Code("sector")] = None
    employer_type: Annotated[str | None, Code("employer_type")] = None
    job_order_id: Annotated[str | None, Ref("job_order")] = None
    sip2mi_no: Number = None
    sisko_ref: Number = None
    departed_on: Annotated[Day, Sensitivity.PERSONAL] = None
    port: Annotated[Line, Sensitivity.PERSONAL] = None
    arrival_confirmed_on: Annotated[Day, NOT_IN_FUTURE, Sensitivity.PERSONAL] = None
    state: Annotated[str | None, Code("placement_state")] = None
