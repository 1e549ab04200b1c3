"""Keeps None alive: PySide6 6.12.0 takes a reference to None at every call that returns nothing.

Found 2026-11-24 on Python 3.11 (6.11.3 is sound; from Python 3.12 on None cannot die): after some thousand calls the
interpreter ends with "deallocating None". Until a sound release is pinned, None gets more references than can be taken.
"""

import ctypes
import sys
from typing import Final

_ENOUGH: Final = 1 << 48


def keep_none() -> None:
    """Make the number of references to None so large that it never reaches nought; a second call changes nothing."""
    if sys.version_info < (3, 12) and sys.getrefcount(None) < _ENOUGH:
        ctypes.c_ssize_t.from_address(id(None)).value += 2 * _ENOUGH
