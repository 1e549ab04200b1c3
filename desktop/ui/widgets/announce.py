"""Announce: say a sentence to a screen reader without moving the focus."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str) -> None:
    """Have *text* read aloud, on behalf of *widget*."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
