"""Next of kin: family of a worker, and who inherits."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import NIK, Code, Ref, Search, Sensitivity, Text
from sync.domain.records.phrases import Flag, Line, OfficerName, When


class NextOfKin(Record, frozen=True, kw_only=True):
    """A relative or proxy of a worker: how to reach them, whether that is allowed, and whether they inherit."""

    ABOUT: ClassVar[About] = About(
        kind="next_of_kin",
        section="workers",
        title=("name",),
        columns=("relation", "phone", "is_heir", "may_contact", "informed_at"),
        parent="worker",
        groups=(
            ("person", ("name", "relation", "nik", "language")),
            ("contact", ("phone", "address", "may_contact")),
            ("inheritance", ("is_heir", "heir_rank", "bank_account")),
            ("informed", ("informed_at", "informed_by")),
            ("guardianship", ("guardian_of_worker", "guardian_of_child")),
        ),
        sensitivity=Sensitivity.PERSONAL,
    )

    worker_id: Annotated[str, Ref("worker")]
    name: Annotated[str, Text(120), Search.NAME]
    relation: Annotated[str | None, Code("relation")] = None
    nik: Annotated[str | None, Text(16), NIK, Search.NUMBER] = None
    phone: Annotated[str | None, Text(120), Search.NUMBER] = None
    address: Annotated[str | None, Text(400, lines=True)] = None
    language: Annotated[str | None, Code("language")] = None
    is_heir: Flag = None
    heir_rank: Annotated[str | None, Code("heir_rank")] = None
    informed_at: When = None
    informed_by: OfficerName = None
    may_contact: Flag = None
    guardian_of_worker: Annotated[str | None, Ref("worker"), Sensitivity.SPECIFIC] = None
    guardian_of_child: Annotated[Line, Sensitivity.SPECIFIC] = None
    bank_account: Annotated[Line, Sensitivity.SPECIFIC] = None
