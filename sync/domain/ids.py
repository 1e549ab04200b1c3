"""Record ids: UUIDv7 as canonical text, made on the device, sortable by the moment of their making."""

import os
import re
from datetime import datetime
from typing import Final
from uuid import UUID

_SHAPE: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_VERSION: Final = 0x7 << 76
_VARIANT: Final = 0b10 << 62
_RANDOM_BITS: Final = (0xFFF << 64) | ((1 << 62) - 1)  # the bits that version and variant leave free


def new_id(now: datetime) -> str:
    """Make an id for a record that begins at *now* (aware)."""
    milliseconds = int(now.timestamp() * 1000)
    random_rest = int.from_bytes(os.urandom(10)) & _RANDOM_BITS
    return str(UUID(int=(milliseconds << 80) | _VERSION | _VARIANT | random_rest))


def is_id(text: str) -> bool:
    """Whether *text* is an id in the one form in which we write it."""
    return _SHAPE.fullmatch(text) is not None
