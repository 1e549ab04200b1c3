"""Party: somebody who has a role in a case."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Ref, Search, Sensitivity, Text
from sync.domain.records.phrases import File, Name, Number


class Party(Record, frozen=True, kw_only=True):
    """A person or body in a case: complainant, lawyer, employer, witness; whom they stand for and by what power."""

    ABOUT: ClassVar[About] = About(
        kind="party",
        section="cases",
        title=("name", "organisation"),
        columns=("role", "worker_id", "contact", "represents"),
        parent="case",
        groups=(
            ("person", ("role", "name", "organisation", "contact", "id_no")),
            ("known", ("worker_id", "employer_id", "agency_id", "p3mi_id")),
            ("power", ("represents", "power_of_attorney")),
        ),
        sensitivity=Sensitivity.PERSONAL,
    )

    case_id: Annotated[str, Ref("case")]
    role: Annotated[str, Code("party_role")]
    name: Name = None
    organisation: Annotated[str | None, Text(200), Search.WORDS] = None
    contact: Annotated[str | None, Text(120), Search.NUMBER] = None
    id_no: Number = None
    worker_id: Annotated[str | None, Ref("worker")] = None
    employer_id: Annotated[str | None, Ref("employer")] = None
    agency_id: Annotated[str | None, Ref("agency")] = None
    p3mi_id: Annotated[str | None, Ref("p3mi")] = None
    represents: Annotated[str | None, Ref("party")] = None
    power_of_attorney: File = None
