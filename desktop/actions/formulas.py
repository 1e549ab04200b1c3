"""Text that a spreadsheet would take for a formula, or that turns what is read around, made harmless."""

import re
from typing import Final

_BEGINS_ONE: Final = ("=", "+", "-", "@", "\t", "\r")
_INSIDE: Final = re.compile(r"""(?<=[;,\t\r\n"])(?=[=+@]|-(?! ))""")
"""Where a formula begins for a program that splits at other signs than we do; a list of points in a note is none."""
_TURNS: Final[dict[int, None]] = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def neutral(text: str) -> str:
    """Put Excel's own mark of text before what would begin a formula, and leave out what turns the reading."""
    text = text.translate(_TURNS)
    return ("'" if text.startswith(_BEGINS_ONE) else "") + _INSIDE.sub("'", text)
