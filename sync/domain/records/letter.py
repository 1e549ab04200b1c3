"""Letter: a paper that the mission sends out, from its template to its signature."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Ref, Search, Sensitivity, Text
from sync.domain.records.phrases import File, Line, Narrative, Number, OfficerName, When


class Letter(Record, frozen=True, kw_only=True):
    """A letter out: template, register number, addressee, signer, and how it left."""

    ABOUT: ClassVar[About] = About(
        kind="letter",
        section="cases",
        title=("register_no", "addressee"),
        columns=("template", "language", "signer", "signed_at", "sent_how"),
        groups=(
            ("letter", ("template", "register_no", "language", "addressee", "subject")),
            ("body", ("body", "file")),
            ("about", ("case_id", "worker_id")),
            ("signature", ("signer", "signed_at", "sent_how", "sent_at")),
        ),
        sensitivity=Sensitivity.PERSONAL,
    )

    template: Annotated[str, Code("letter_template")]
    case_id: Annotated[str | None, Ref("case")] = None
    worker_id: Annotated[str | None, Ref("worker")] = None
    register_no: Number = None
    language: Annotated[str | None, Code("language")] = None
    addressee: Annotated[str | None, Text(200), Search.WORDS] = None
    subject: Line = None
    body: Narrative = None
    file: File = None
    signer: OfficerName = None
    signed_at: When = None
    sent_how: Annotated[str | None, Code("channel")] = None
    sent_at: When = None
