"""Shelter stay: one person's time in a shelter, from the door in to the door out."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import NOT_IN_FUTURE, Code, Ref, Sensitivity, Text
from sync.domain.records.phrases import EMPTY, Day, Flag, Line, Name, Note, Number, OfficerName, Token, When


class Child(Element, frozen=True, kw_only=True):
    """A child that stays with its parent."""

    name: Name = None
    sex: Annotated[str | None, Code("sex")] = None
    birth_date: Annotated[Day, NOT_IN_FUTURE] = None


class Belonging(Element, frozen=True, kw_only=True):
    """Something that was handed over for keeping."""

    item: Line = None
    returned: Flag = None


class Absence(Element, frozen=True, kw_only=True):
    """A time away from the shelter."""

    since: When = None
    until: When = None
    note: Line = None


class Incident(Element, frozen=True, kw_only=True):
    """Something that went wrong during the stay."""

    at: When = None
    by: OfficerName = None
    note: Annotated[str | None, Text(2000, lines=True)] = None


class Review(Element, frozen=True, kw_only=True):
    """A look, every thirty days, at whether the stay must go on."""

    at: When = None
    by: OfficerName = None
    note: Annotated[str | None, Text(2000, lines=True)] = None


class ShelterStay(Record, frozen=True, kw_only=True):
    """A stay in a shelter: why, in which bed, what was handed over, and how it ended."""

    ABOUT: ClassVar[About] = About(
        kind="shelter_stay",
        section="cases",
        title=("worker_id",),
        columns=("shelter_id", "in_at", "out_at", "bed", "exit_kind"),
        parent="case",
        groups=(
            ("stay", ("worker_id", "shelter_id", "in_at", "bed", "reason", "children")),
            ("entry", ("health_screen", "phone_policy", "consent", "belongings", "valuables_sealed_no")),
            ("course", ("absences", "incidents", "reviews")),
            ("exit", ("out_at", "exit_kind", "exit_note")),
        ),
        sensitivity=Sensitivity.SPECIFIC,
    )

    case_id: Annotated[str, Ref("case")]
    worker_id: Annotated[str | None, Ref("worker")] = None
    shelter_id: Annotated[str | None, Ref("shelter")] = None
    children: list[Child] = EMPTY
    in_at: When = None
    out_at: When = None
    bed: Token = None
    reason: Annotated[str | None, Code("case_category")] = None
    health_screen: Note = None
    phone_policy: Line = None
    consent: Flag = None
    belongings: Annotated[list[Belonging], Sensitivity.PERSONAL] = EMPTY
    valuables_sealed_no: Annotated[Number, Sensitivity.PERSONAL] = None
    absences: list[Absence] = EMPTY
    incidents: list[Incident] = EMPTY
    reviews: list[Review] = EMPTY
    exit_kind: Annotated[str | None, Code("shelter_exit"), Sensitivity.PERSONAL] = None
    exit_note: Note = None
