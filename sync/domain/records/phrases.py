"""Annotations that recur in the declarations, so that a name or a note is as long everywhere."""

from typing import Annotated, Any, Final

import msgspec

from sync.domain.money import Money
from sync.domain.partial_date import PartialDate
from sync.domain.records.fields import Code, Merge, Moment, Open, Range, Ref, Search, Text

Line = Annotated[str | None, Text(200)]
Token = Annotated[str | None, Text(40)]
Number = Annotated[str | None, Text(60), Search.NUMBER]
Name = Annotated[str | None, Text(120), Search.NAME]
Note = Annotated[str | None, Text(4000, lines=True), Merge.BOTH]
Narrative = Annotated[str | None, Text(60_000, lines=True), Merge.BOTH]
OfficerName = Annotated[str | None, Text(60), Open()]
Day = PartialDate | None
When = Moment | None
Amount = Money | None
Flag = bool | None
Count = Annotated[int | None, Range(0, 1_000_000)]
Country = Annotated[str | None, Code("country")]
File = Annotated[str | None, Ref("attachment")]
Files = Annotated[list[str], Ref("attachment")]

EMPTY: Final[Any] = msgspec.field(default_factory=list)
"""The default of every list: a new empty one for each record."""
