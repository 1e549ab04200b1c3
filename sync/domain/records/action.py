"""Action: one entry of the log of a case, what was done and what comes next."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Moment, Range, Ref, Search, Sensitivity
from sync.domain.records.phrases import EMPTY, Day, Files, Flag, Line, Name, Narrative, Note, OfficerName, Token


class Action(Record, frozen=True, kw_only=True):
    """Something that was done for a case: a call, a visit, a letter, a mediation; with its next step."""

    ABOUT: ClassVar[About] = About(
        kind="action",
        section="cases",
        title=("type", "summary"),
        columns=("at", "by", "place", "next_step", "next_due"),
        parent="case",
        groups=(
            ("what", ("type", "at", "by", "place", "party_ids", "summary", "result")),
            ("next", ("next_step", "next_due", "next_done")),
            ("details", ("minutes", "interpreter", "attachments", "corrects", "device")),
        ),
    )

    case_id: Annotated[str, Ref("case")]
    type: Annotated[str, Code("action_type")]
    at: Moment
    by: OfficerName = None
    place: Annotated[Line, Sensitivity.PERSONAL] = None
    party_ids: Annotated[list[str], Ref("party"), Sensitivity.PERSONAL] = EMPTY
    summary: Annotated[Narrative, Search.WORDS, Sensitivity.PERSONAL] = None
    result: Annotated[Note, Sensitivity.PERSONAL] = None
    next_step: Line = None
    next_due: Day = None
    next_done: Flag = None
    minutes: Annotated[int | None, Range(0, 10_000)] = None
    interpreter: Annotated[Name, Sensitivity.PERSONAL] = None
    attachments: Files = EMPTY
    corrects: Annotated[str | None, Ref("action")] = None
    device: Token = None
