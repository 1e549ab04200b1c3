"""Visible: text from outside as it is drawn: what nobody sees, or what turns the reading around, is spelled out."""

import re
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    "|[\ud800-\udfff\U000e0000-\U000e0fff]"
    "|(?<![^\x00-\x7f])[\u200c-\u200f]"  # joiners and marks of direction are part of some scripts, never of ours
)


def visible(text: str) -> str:
    """Return *text* with every sign that hides something as its number: `photo‹202E›gpj.exe`."""
    return text if text.isprintable() else _UNSEEN.sub(_number, text)


def fitting(metrics: QFontMetrics, text: str, width: int) -> str:
    """Return as much of *text* as *width* has room for, as it is drawn."""
    return metrics.elidedText(visible(text), Qt.TextElideMode.ElideRight, width)


def _number(found: re.Match[str]) -> str:
    return f"‹{ord(found[0]):04X}›"
