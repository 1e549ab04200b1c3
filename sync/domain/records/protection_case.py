"""Case: one trouble of one or several workers, from the first report to its closing. `case` is a word of Python."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import (
    CASE_NUMBER,
    GEO,
    Code,
    Inner,
    Merge,
    Moment,
    Open,
    Range,
    Ref,
    Safer,
    Search,
    Sensitivity,
    Text,
)
from sync.domain.records.phrases import EMPTY, Day, Flag, Line, Name, Narrative, Note, Number, OfficerName, Token, When

_PERSONAL = Sensitivity.PERSONAL


class Subject(Element, frozen=True, kw_only=True):
    """A worker the case is about, or somebody who is not identified yet."""

    worker_id: Annotated[str | None, Ref("worker")] = None
    role: Annotated[str | None, Code("party_role")] = None
    stub_name: Name = None


class PausedClock(Element, frozen=True, kw_only=True):
    """A clock that stands still, since when, and why."""

    clock: Annotated[str | None, Code("clock")] = None
    since: Moment | None = None
    until: Moment | None = None
    reason: Line = None


class RelatedCase(Element, frozen=True, kw_only=True):
    """Another case that has to do with this one."""

    case_id: Annotated[str | None, Ref("case")] = None
    kind: Annotated[str | None, Code("case_link")] = None


class Case(Record, frozen=True, kw_only=True):
    """A protection case: what happened to whom, who handles it, how far it is, and how it ended."""

    ABOUT: ClassVar[About] = About(
        kind="case",
        section="cases",
        title=("case_no", "summary"),
        columns=("subjects", "category", "priority", "status", "owner", "received_at"),
        groups=(
            ("what", ("summary", "category", "categories", "kemlu_class", "phase", "priority")),
            ("who", ("subjects", "complainant_name", "complainant_relation", "complainant_contact")),
            ("complaint", ("complainant_anonymous", "channel", "how_known", "received_at", "received_by")),
            ("incident", ("incident_from", "incident_to", "incident_country", "incident_place", "incident_geo")),
            ("story", ("narrative", "needs", "requested_outcome")),
            ("handling", ("status", "owner", "unit", "co_owners", "paused", "related")),
            (
                "protection",
                ("risk_flags", "restricted", "raised", "lowering_by", "lowering_at", "lowering_signature", "lowered"),
            ),
            ("numbers", ("case_no", "central_no", "peduli_no", "sisko_no")),
            ("closing", ("closing_reason", "closed_at", "outcome", "satisfaction")),
        ),
    )

    status: Annotated[str, Code("case_status"), Merge.LIFECYCLE]
    case_no: Annotated[str | None, Text(40), CASE_NUMBER, Search.NUMBER, Open()] = None
    central_no: Annotated[Number, Open()] = None
    peduli_no: Annotated[Number, Open()] = None
    sisko_no: Annotated[Number, Open()] = None
    summary: Annotated[str | None, Text(300), Search.WORDS, _PERSONAL] = None
    subjects: Annotated[list[Subject], _PERSONAL] = EMPTY
    phase: Annotated[str | None, Code("phase")] = None
    category: Annotated[str | None, Code("case_category"), _PERSONAL] = None
    categories: Annotated[list[str], Code("case_category"), _PERSONAL] = EMPTY
    kemlu_class: Annotated[str | None, Code("kemlu_class"), _PERSONAL] = None
    priority: Annotated[str | None, Code("priority"), Safer(("P1", "P2", "P3", "P4"))] = None
    channel: Annotated[str | None, Code("channel")] = None
    how_known: Annotated[str | None, Code("how_known"), _PERSONAL] = None
    received_at: When = None
    received_by: OfficerName = None
    complainant_name: Annotated[Name, _PERSONAL] = None
    complainant_relation: Annotated[str | None, Code("relation"), _PERSONAL] = None
    complainant_contact: Annotated[str | None, Text(120), Search.NUMBER, _PERSONAL] = None
    complainant_anonymous: Annotated[Flag, Safer(), _PERSONAL] = None
    incident_from: Annotated[Day, _PERSONAL] = None
    incident_to: Annotated[Day, _PERSONAL] = None
    incident_country: Annotated[str | None, Code("country"), _PERSONAL] = None
    incident_place: Annotated[Line, _PERSONAL] = None
    incident_geo: Annotated[Token, GEO, _PERSONAL] = None
    narrative: Annotated[Narrative, _PERSONAL] = None
    needs: Annotated[list[str], Code("need"), _PERSONAL] = EMPTY
    requested_outcome: Annotated[Note, _PERSONAL] = None
    owner: OfficerName = None
    unit: Annotated[Line, Open()] = None
    co_owners: Annotated[list[str], Text(60)] = EMPTY
    paused: list[PausedClock] = EMPTY
    related: list[RelatedCase] = EMPTY
    risk_flags: Annotated[list[str], Code("risk_flag"), Safer(), Sensitivity.RESTRICTED] = EMPTY
    restricted: Annotated[Flag, Safer()] = None
    raised: Annotated[int | None, Range(1, 1_000_000), Inner()] = None  # how often it was restricted
    lowering_by: Annotated[OfficerName, Merge.LAST, Inner()] = None
    lowering_at: Annotated[When, Merge.LAST, Inner()] = None
    lowering_signature: Annotated[str | None, Text(100), Open(), Merge.LAST, Inner()] = None
    lowered: Annotated[str | None, Text(600), Open(), Merge.LAST, Inner()] = None  # by which two, signed
    closing_reason: Annotated[str | None, Code("closing_reason")] = None
    closed_at: When = None
    outcome: Annotated[Note, _PERSONAL] = None
    satisfaction: Annotated[int | None, Range(1, 5)] = None
