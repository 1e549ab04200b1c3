"""Country policy: a rule of a host country or of Indonesia for it, in force from day to day."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Search, Sensitivity
from sync.domain.records.phrases import Day, Flag, Line, Note, Number


class CountryPolicy(Record, frozen=True, kw_only=True):
    """A policy for one country: topic, state, text, legal source, and whether it differs from the centre's."""

    ABOUT: ClassVar[About] = About(
        kind="country_policy",
        section="market",
        title=("country", "topic"),
        columns=("state", "legal_no", "valid_from", "valid_to", "review_on", "differs_from_centre"),
        groups=(
            ("policy", ("country", "topic", "state", "text")),
            ("source", ("legal_no", "source", "valid_from", "valid_to", "review_on")),
            ("difference", ("differs_from_centre", "difference_note")),
        ),
    )

    country: Annotated[str, Code("country"), Sensitivity.PUBLIC]
    topic: Annotated[str, Code("policy_topic"), Sensitivity.PUBLIC]
    state: Annotated[str | None, Code("policy_state"), Sensitivity.PUBLIC] = None
    text: Annotated[Note, Search.WORDS] = None
    legal_no: Annotated[Number, Sensitivity.PUBLIC] = None
    valid_from: Annotated[Day, Sensitivity.PUBLIC] = None
    valid_to: Annotated[Day, Sensitivity.PUBLIC] = None
    source: Line = None
    review_on: Day = None
    differs_from_centre: Flag = None
    difference_note: Note = None
