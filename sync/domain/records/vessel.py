"""Vessel: a ship on which workers serve."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Record
from sync.domain.records.fields import Code, Ref, Search, Text
from sync.domain.records.phrases import Country, Line, Name, Number


class Vessel(Record, frozen=True, kw_only=True):
    """A merchant, fishing or cruise ship: its marks, its owner and who mans it."""

    ABOUT: ClassVar[About] = About(
        kind="vessel",
        section="market",
        title=("name",),
        columns=("imo_no", "flag", "type", "owner", "area"),
        groups=(
            ("ship", ("name", "imo_no", "call_sign", "flag", "type")),
            ("owner", ("owner", "captain", "area")),
            ("manning", ("manning_abroad", "manning_home", "siuppak_no")),
        ),
    )

    name: Annotated[str, Text(120), Search.NAME]
    imo_no: Number = None
    call_sign: Number = None
    flag: Country = None
    type: Annotated[str | None, Code("vessel_type")] = None
    owner: Annotated[str | None, Text(200), Search.WORDS] = None
    manning_abroad: Annotated[str | None, Ref("agency")] = None
    manning_home: Annotated[str | None, Ref("p3mi")] = None
    siuppak_no: Number = None
    captain: Name = None
    area: Line = None
