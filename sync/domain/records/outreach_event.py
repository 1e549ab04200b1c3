"""Outreach event: a talk, a mobile service, a training; who came and what they asked."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import GEO, Code, Range, Ref, Search, Sensitivity, Text
from sync.domain.records.phrases import EMPTY, Amount, Count, Day, Files, Line, Note, Token


class SectorCount(Element, frozen=True, kw_only=True):
    """How many came from one sector."""

    sector: Annotated[str | None, Code("sector")] = None
    attended: Count = None


class OutreachEvent(Record, frozen=True, kw_only=True):
    """An outreach event: topics, place, partner, attendance, feedback, cost and the cases that followed."""

    ABOUT: ClassVar[About] = About(
        kind="outreach_event",
        section="outreach",
        title=("title",),
        columns=("outreach_kind", "date", "place", "attended_f", "attended_m", "feedback_avg_x100"),
        groups=(
            ("event", ("title", "outreach_kind", "topics", "date", "place", "geo")),
            ("people", ("partner", "speakers")),
            ("attendance", ("planned", "attended_f", "attended_m", "by_sector", "worker_ids")),
            ("feedback", ("feedback_avg_x100", "feedback_n", "questions")),
            ("follow_up", ("cost", "photos", "follow_up_cases", "notes")),
        ),
    )

    title: Annotated[str, Text(200), Search.WORDS, Sensitivity.PUBLIC]
    outreach_kind: Annotated[str | None, Code("outreach_kind"), Sensitivity.PUBLIC] = None
    topics: Annotated[list[str], Code("outreach_topic"), Sensitivity.PUBLIC] = EMPTY
    date: Annotated[Day, Sensitivity.PUBLIC] = None
    place: Line = None
    geo: Annotated[Token, GEO] = None
    partner: Line = None
    speakers: Line = None
    planned: Count = None
    attended_f: Count = None
    attended_m: Count = None
    by_sector: list[SectorCount] = EMPTY
    worker_ids: Annotated[list[str], Ref("worker"), Sensitivity.PERSONAL] = EMPTY
    feedback_avg_x100: Annotated[int | None, Range(100, 500)] = None
    feedback_n: Count = None
    questions: Note = None
    cost: Amount = None
    photos: Files = EMPTY
    follow_up_cases: Annotated[list[str], Ref("case")] = EMPTY
    notes: Note = None
