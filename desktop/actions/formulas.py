"""Text that a spreadsheet would take for a formula, made harmless."""

from typing import Final

_BEGINS_ONE: Final = ("=", "+", "-", "@", "\t", "\r")


def neutral(text: str) -> str:
    """Put Excel's own mark of text before what would begin a formula."""
    return "'" + text if text.startswith(_BEGINS_ONE) else text
