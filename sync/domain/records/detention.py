"""Detention: a worker is held by an authority of the host country."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import NOT_IN_FUTURE, Code, Ref, Search, Sensitivity, Text
from sync.domain.records.phrases import EMPTY, Day, Flag, Line, Note, OfficerName, When


class DetentionVisit(Element, frozen=True, kw_only=True):
    """A consular visit to the detained person."""

    at: When = None
    by: OfficerName = None
    findings: Annotated[str | None, Text(4000, lines=True)] = None


class Detention(Record, frozen=True, kw_only=True):
    """A detention: where, by whom, since when, how the mission learned of it, and the visits."""

    ABOUT: ClassVar[About] = About(
        kind="detention",
        section="cases",
        title=("worker_id", "place"),
        columns=("detention_kind", "authority", "since", "until", "notice_at"),
        parent="case",
        groups=(
            ("place", ("worker_id", "detention_kind", "place", "authority")),
            ("time", ("since", "until")),
            ("notice", ("notice_at", "notice_how", "wants_help")),
            ("visits", ("visits", "notes")),
        ),
        sensitivity=Sensitivity.SPECIFIC,
    )

    case_id: Annotated[str, Ref("case")]
    worker_id: Annotated[str | None, Ref("worker")] = None
    detention_kind: Annotated[str | None, Code("detention_kind")] = None
    place: Annotated[str | None, Text(200), Search.WORDS] = None
    authority: Line = None
    since: Annotated[Day, NOT_IN_FUTURE] = None
    until: Day = None
    notice_at: When = None
    notice_how: Annotated[str | None, Code("how_known")] = None
    wants_help: Flag = None
    visits: list[DetentionVisit] = EMPTY
    notes: Note = None
