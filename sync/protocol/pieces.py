"""Pieces of sealed files that go from desk to desk, by stick or on the mission's network."""

from typing import Annotated, Final

import msgspec

MOST_FILE_BYTES: Final = 64 << 20
"""Of one sealed file."""

_Hex16 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
_Hex32 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
_Size = Annotated[int, msgspec.Meta(ge=0, le=MOST_FILE_BYTES)]


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """Some bytes of a sealed file, and the whole that they belong to."""

    blob: _Hex16
    bytes: _Size  # of the whole
    sha256: _Hex32  # of the whole
    offset: _Size
    size: _Size

    @property
    def is_sound(self) -> bool:
        """Whether it lies within its whole."""
        return self.size > 0 and self.offset + self.size <= self.bytes
