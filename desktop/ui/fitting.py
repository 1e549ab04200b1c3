"""Fitting: as much of a text as there is room for, with every sign of it to be seen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from desktop.words import visible


def fitting(metrics: QFontMetrics, text: str, width: int) -> str:
    """Return as much of *text* as *width* has room for, as it is drawn."""
    return metrics.elidedText(visible(text), Qt.TextElideMode.ElideRight, width)
