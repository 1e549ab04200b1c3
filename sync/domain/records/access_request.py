"""Access request: an officer asks to read a restricted case; whoever holds its key answers."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Ref, Text
from sync.domain.records.phrases import OfficerName, When


class AccessRequest(Record, frozen=True, kw_only=True):
    """Who asks to read a restricted case, for which reason, and what became of it; never what is in the case."""

    ABOUT: ClassVar[About] = About(
        kind="access_request",
        section="cases",
        title=("officer", "access_reason"),
        columns=("asked_at", "access_state", "answered_by", "answered_at"),
        parent="case",
        groups=(
            ("ask", ("officer", "access_reason", "asked_at")),
            ("answer", ("access_state", "answered_by", "answered_at")),
        ),
    )

    case_id: Annotated[str, Ref("case")]
    officer: Annotated[str, Text(60)]
    access_reason: Annotated[str, Code("access_reason")]
    asked_at: When = None
    access_state: Annotated[str | None, Code("access_state")] = None
    answered_by: OfficerName = None
    answered_at: When = None
