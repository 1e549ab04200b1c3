"""The manifest of a snapshot: its segments in order, and the key that opens them; it travels in a sealed answer."""

from typing import Annotated, Final

import msgspec

FORMAT: Final = 1
MOST_ROWS: Final = 50_000
MOST_BYTES: Final = 16 << 20
"""No segment holds more, or is larger on its way."""

_WHOLE: Final = 1 << 53

Name = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
Count = Annotated[int, msgspec.Meta(ge=0, lt=_WHOLE)]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One segment: the SHA-256 of its sealed bytes, which is its name, how many those are, and its records."""

    name: Name
    size: Annotated[int, msgspec.Meta(ge=1, le=MOST_BYTES)]
    rows: Annotated[int, msgspec.Meta(ge=1, le=MOST_ROWS)]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """All records of the mission as they stood at *seq*. The first *urgent* segments hold what must be there first."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f-]{36}\Z")]
    format: int = FORMAT
    seq: Count
    key: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{43}\Z")]  # base64url, 32 bytes
    urgent: Count
    segments: Annotated[list[Part], msgspec.Meta(min_length=1, max_length=10_000)]

    @property
    def rows(self) -> int:
        """The records of all segments."""
        return sum(part.rows for part in self.segments)

    @property
    def size(self) -> int:
        """The bytes of all segments."""
        return sum(part.size for part in self.segments)
