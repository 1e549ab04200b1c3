"""What can be said about a field of a record: the marks of a declaration, and the field that is derived from them."""

from dataclasses import dataclass, field
from enum import Enum, IntEnum, StrEnum
from typing import Any, NewType

Moment = NewType("Moment", str)
"""An RFC 3339 time in UTC with milliseconds, ``2026-03-10T06:42:00.000Z``."""


class Shape(StrEnum):
    """How a value looks on the wire, in SQL and in a form."""

    TEXT = "text"  # one line
    LONG_TEXT = "long_text"  # several lines
    CODE = "code"
    CODES = "codes"  # a set of codes of one list
    INTEGER = "integer"
    FLAG = "flag"
    DATE = "date"  # PartialDate
    MOMENT = "moment"
    MONEY = "money"
    REF = "ref"  # the id of another record
    REFS = "refs"
    ELEMENTS = "elements"  # a list of small structs with ids


SETS = frozenset({Shape.CODES, Shape.REFS, Shape.ELEMENTS})


class Merge(StrEnum):
    """What happens when two desks changed the field from the same version (see sync/changes/merge.py)."""

    ASK = "ask"
    SAFER = "safer"
    LAST = "last"
    BOTH = "both"
    LIFECYCLE = "lifecycle"


class Sensitivity(IntEnum):
    """Class of personal data: domain page D0."""

    PUBLIC = 0
    INTERNAL = 1
    PERSONAL = 2
    SPECIFIC = 3  # UU 27/2022 art. 4: health, biometric, criminal record, child, finance
    RESTRICTED = 4


class Search(Enum):
    """How the global search finds the value."""

    NAME = "name"  # in any spelling
    NUMBER = "number"  # passport, NIK, permit, case number, phone: by prefix, blanks ignored
    WORDS = "words"


class Author(StrEnum):
    """Who may write a field."""

    OFFICER = "officer"
    DESK = "desk"  # the programme, once, when the record is made
    CENTRE = "centre"  # the centre alone, in changes of its own


# --- marks, written inside Annotated[...]


@dataclass(frozen=True, slots=True)
class Text:
    """At most *max* characters; *lines* when it may hold several lines."""

    max: int = 200
    lines: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the list *name* in resources/codelists; an unknown one is carried and shown as it is."""

    name: str


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of a record of *kind*."""

    kind: str


@dataclass(frozen=True, slots=True)
class Range:
    """Whole numbers from *least* to *most*."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Safer:
    """SAFER merge: *order* lists the codes from the most protective to the least; a flag and a set need none."""

    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check of the value; the name is the key of its words (``rule.<name>``)."""

    name: str


@dataclass(frozen=True, slots=True)
class Open:
    """What stays readable for everybody in a restricted case: by it the case is found, given out and hurried."""


@dataclass(frozen=True, slots=True)
class Inner:
    """What only the programme reads, such as a key: it stands on no screen, in no list and in no export."""


NIK = Rule("nik")
SIXTEEN_DIGITS = Rule("sixteen-digits")
NOT_IN_FUTURE = Rule("not-in-future")
CASE_NUMBER = Rule("case-number")
REGION = Rule("region")
GEO = Rule("geo")
RECORD_ID = Rule("record-id")
JSON_TEXT = Rule("json")
HEX = Rule("hex")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field, derived from its annotation; everything else in the house reads this."""

    name: str
    shape: Shape
    required: bool = False
    code_list: str | None = None
    to: str | None = None  # kind that a REF or REFS points to
    max: int | None = None  # characters of a text
    range: Range | None = None
    merge: Merge = Merge.ASK
    safer: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.INTERNAL
    search: Search | None = None
    rules: tuple[str, ...] = ()
    author: Author = Author.OFFICER
    is_inner: bool = False
    is_open: bool = False  # readable also in a restricted case
    element: type[Any] | None = None
    parts: tuple["Field", ...] = field(default=())  # the fields of an element, without its id

    @property
    def is_set(self) -> bool:
        """Whether the value is a list that merges element by element."""
        return self.shape in SETS
