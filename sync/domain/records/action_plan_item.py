"""Action-plan item: one thing that the memorandum of the two ministries asks to be done."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import Code, Search, Text
from sync.domain.records.phrases import EMPTY, Day, Files, Line, Note


class Decision(Element, frozen=True, kw_only=True):
    """A decision taken on the item."""

    on: Day = None
    by: Line = None
    text: Annotated[str | None, Text(2000, lines=True)] = None


class ActionPlanItem(Record, frozen=True, kw_only=True):
    """An item of the joint action plan: scope, owners, dates, measure, target and how it stands."""

    ABOUT: ClassVar[About] = About(
        kind="action_plan_item",
        section="plan",
        title=("title",),
        columns=("scope", "owner_bodies", "due", "target", "value", "state"),
        groups=(
            ("item", ("scope", "title", "owner_bodies", "unit")),
            ("time", ("start", "due")),
            ("measure", ("measure", "target", "value")),
            ("standing", ("state", "blocker", "evidence", "decisions")),
        ),
    )

    title: Annotated[str, Text(200), Search.WORDS]
    scope: Annotated[str | None, Code("mou_scope")] = None
    owner_bodies: Annotated[list[str], Code("body")] = EMPTY
    unit: Line = None
    start: Day = None
    due: Day = None
    measure: Line = None
    target: Line = None
    value: Line = None
    state: Annotated[str | None, Code("plan_state")] = None
    evidence: Files = EMPTY
    blocker: Note = None
    decisions: list[Decision] = EMPTY
