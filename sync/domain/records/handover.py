"""Handover: a returned person, or remains, given into somebody's care (serah terima)."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Ref, Sensitivity
from sync.domain.records.phrases import EMPTY, File, Line, Name, Note, Number, When


class Handover(Record, frozen=True, kw_only=True):
    """A handover at the end of a return: who received, who witnessed, and the minutes."""

    ABOUT: ClassVar[About] = About(
        kind="handover",
        section="cases",
        title=("minutes_no", "receiver_name"),
        columns=("receiver_kind", "at", "place", "witness"),
        parent="return_trip",
        groups=(
            ("receiver", ("receiver_kind", "receiver_name", "witness")),
            ("moment", ("at", "place", "line_ids", "case_id")),
            ("papers", ("minutes_no", "signature", "refusal_statement", "notes")),
        ),
        sensitivity=Sensitivity.PERSONAL,
    )

    return_trip_id: Annotated[str, Ref("return_trip")]
    case_id: Annotated[str | None, Ref("case")] = None
    line_ids: Annotated[list[str], Ref("manifest_line")] = EMPTY
    receiver_kind: Annotated[str | None, Code("receiver")] = None
    receiver_name: Name = None
    witness: Line = None
    place: Line = None
    at: When = None
    minutes_no: Number = None
    signature: File = None
    refusal_statement: File = None
    notes: Note = None
