"""Cost line: one part of what a placement may cost, and who pays it."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Sensitivity
from sync.domain.records.phrases import Amount, Day, Line, Number


class CostLine(Record, frozen=True, kw_only=True):
    """A component of the placement cost for a country and a job: who pays, and how much at most."""

    ABOUT: ClassVar[About] = About(
        kind="cost_line",
        section="market",
        title=("country", "component"),
        columns=("job", "payer", "max_amount", "valid_from", "valid_to"),
        groups=(
            ("cost", ("country", "job", "component", "payer", "max_amount")),
            ("validity", ("valid_from", "valid_to", "legal_no")),
        ),
        sensitivity=Sensitivity.PUBLIC,
    )

    country: Annotated[str, Code("country")]
    component: Annotated[str, Code("cost_component")]
    job: Line = None
    payer: Annotated[str | None, Code("payer")] = None
    max_amount: Amount = None
    valid_from: Day = None
    valid_to: Day = None
    legal_no: Number = None
