"""Return trip: one journey home, of one person or of three hundred."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Range, Search, Text
from sync.domain.records.phrases import EMPTY, Line, Note, When


class ReturnTrip(Record, frozen=True, kw_only=True):
    """A journey home: programme, carrier, port, escort, payer, and to whom it was announced."""

    ABOUT: ClassVar[About] = About(
        kind="return_trip",
        section="cases",
        title=("code", "from_place"),
        columns=("programme", "departs", "arrives", "port", "payer", "notice_sent_at"),
        groups=(
            ("trip", ("code", "programme", "from_place", "route", "carrier")),
            ("times", ("departs", "arrives", "port")),
            ("care", ("escort", "payer", "notes")),
            ("notice", ("notice_sent_to", "notice_sent_at", "manifest_version", "printed_hash")),
        ),
    )

    code: Annotated[str, Text(40), Search.NUMBER]
    programme: Annotated[str | None, Code("return_programme")] = None
    from_place: Line = None
    route: Line = None
    carrier: Line = None
    departs: When = None
    arrives: When = None
    port: Annotated[str | None, Code("port_of_entry")] = None
    escort: Annotated[list[str], Text(60)] = EMPTY
    payer: Annotated[str | None, Code("payer")] = None
    notice_sent_to: Annotated[list[str], Code("body")] = EMPTY
    notice_sent_at: When = None
    manifest_version: Annotated[int | None, Range(0, 9_999)] = None
    printed_hash: Annotated[str | None, Text(64)] = None
    notes: Note = None
