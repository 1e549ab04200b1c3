"""Market note: what the mission hears of work abroad, and how sure that is."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Range, Search, Text
from sync.domain.records.phrases import Amount, Count, Day, Line, Note


class MarketNote(Record, frozen=True, kw_only=True):
    """A chance on the labour market abroad: demand, wages, requirements, source and how far the talks are."""

    ABOUT: ClassVar[About] = About(
        kind="market_note",
        section="market",
        title=("country", "job"),
        columns=("sector", "demand_qty", "wage_min", "wage_max", "stage", "valid_to"),
        groups=(
            ("work", ("country", "sector", "job", "demand_qty")),
            ("terms", ("wage_min", "wage_max", "language_level", "requirement")),
            ("source", ("source", "confidence", "valid_to", "contact")),
            ("stage", ("stage", "notes")),
        ),
    )

    country: Annotated[str, Code("country")]
    sector: Annotated[str | None, Code("sector")] = None
    job: Annotated[str | None, Text(200), Search.WORDS] = None
    demand_qty: Count = None
    wage_min: Amount = None
    wage_max: Amount = None
    language_level: Line = None
    requirement: Note = None
    source: Line = None
    confidence: Annotated[int | None, Range(1, 5)] = None
    valid_to: Day = None
    stage: Annotated[str | None, Code("market_stage")] = None
    contact: Line = None
    notes: Note = None
