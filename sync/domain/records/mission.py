"""Mission: an embassy, consulate or office that runs a protection desk."""

from typing import Annotated, ClassVar

from sync.domain.records.declaration import About, Element, Record
from sync.domain.records.fields import Code, Merge, Search, Sensitivity, Text
from sync.domain.records.phrases import EMPTY, Country, Flag, Line


class Post(Element, frozen=True, kw_only=True):
    """A service post of the mission, or a day on which it serves elsewhere."""

    name: Line = None
    place: Line = None
    hours: Line = None


class Mission(Record, frozen=True, kw_only=True):
    """A mission: its code, kind, place, time zone, money, area and hotline."""

    ABOUT: ClassVar[About] = About(
        kind="mission",
        section="settings",
        title=("code", "name"),
        columns=("mission_kind", "country", "city", "hotline", "has_shelter"),
        groups=(
            ("mission", ("code", "mission_kind", "name", "parent_code")),
            ("place", ("country", "city", "time_zone", "currency")),
            ("service", ("working_area", "languages", "hotline", "has_shelter", "posts")),
        ),
        sensitivity=Sensitivity.PUBLIC,
    )

    code: Annotated[str, Code("mission"), Search.NUMBER]
    mission_kind: Annotated[str | None, Code("mission_kind")] = None
    name: Annotated[str | None, Text(200), Search.WORDS] = None
    country: Country = None
    city: Line = None
    time_zone: Annotated[str | None, Text(60)] = None
    currency: Annotated[str | None, Code("currency")] = None
    parent_code: Annotated[str | None, Code("mission")] = None
    working_area: Annotated[list[str], Text(80)] = EMPTY
    languages: Annotated[list[str], Code("language")] = EMPTY
    hotline: Annotated[Line, Merge.LAST] = None
    has_shelter: Flag = None
    posts: list[Post] = EMPTY
