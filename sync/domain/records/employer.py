"""Employer: who gives the work abroad, a household, a company or the owner of a ship."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import Code, Range, Ref, Safer, Search, Sensitivity, Text
from sync.domain.records.phrases import EMPTY, Country, Flag, Line, Note, Number


class Phone(Element, frozen=True, kw_only=True):
    """A number of the employer."""

    value: Annotated[str | None, Text(120), Search.NUMBER] = None
    note: Line = None


class Employer(Record, frozen=True, kw_only=True):
    """An employer abroad, how to reach them, and whether they are known for harm."""

    ABOUT: ClassVar[About] = About(
        kind="employer",
        section="market",
        title=("name",),
        columns=("type", "country", "city", "phones", "risk_flag"),
        groups=(
            ("identity", ("name", "type", "id_no", "household_size")),
            ("place", ("country", "city", "address", "phones")),
            ("risk", ("risk_flag", "blacklist_id", "notes")),
        ),
        sensitivity=Sensitivity.PERSONAL,
    )

    name: Annotated[str, Text(200), Search.NAME]
    type: Annotated[str | None, Code("employer_type")] = None
    id_no: Number = None
    country: Country = None
    city: Line = None
    address: Annotated[str | None, Text(400, lines=True)] = None
    phones: list[Phone] = EMPTY
    household_size: Annotated[int | None, Range(0, 200)] = None
    risk_flag: Annotated[Flag, Safer()] = None
    blacklist_id: Annotated[str | None, Ref("blacklist_entry")] = None
    notes: Note = None
