"""P3MI: an Indonesian company licensed to place workers."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import Code, Search, Sensitivity, Text
from sync.domain.records.phrases import EMPTY, Day, Line, Name, Note, Number


class Phone(Element, frozen=True, kw_only=True):
    """A number of the company."""

    value: Annotated[str | None, Text(120), Search.NUMBER] = None
    note: Line = None


class P3mi(Record, frozen=True, kw_only=True):
    """A placement company (P3MI): its licence, its deposit and its sanctions."""

    ABOUT: ClassVar[About] = About(
        kind="p3mi",
        section="market",
        title=("name",),
        columns=("sip3mi_no", "sip3mi_expiry", "deposit_state", "sanction"),
        groups=(
            ("licence", ("name", "sip3mi_no", "sip3mi_expiry", "sisko_id")),
            ("contact", ("director", "address", "phones")),
            ("standing", ("deposit_state", "sanction", "notes")),
        ),
    )

    name: Annotated[str, Text(200), Search.NAME, Sensitivity.PUBLIC]
    sip3mi_no: Annotated[Number, Sensitivity.PUBLIC] = None
    sip3mi_expiry: Annotated[Day, Sensitivity.PUBLIC] = None
    sisko_id: Annotated[Number, Sensitivity.PUBLIC] = None
    address: Annotated[str | None, Text(400, lines=True)] = None
    director: Annotated[Name, Sensitivity.PERSONAL] = None
    phones: list[Phone] = EMPTY
    deposit_state: Annotated[str | None, Code("deposit_state")] = None
    sanction: Annotated[str | None, Code("p3mi_sanction")] = None
    notes: Note = None
