"""Scrolled: content that may be longer than the screen; the keyboard scrolls it, too."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def scrolled(name: str, content: QLayout) -> QScrollArea:
    """Return an area that scrolls *content* up and down; *name* is read aloud when the keyboard is on it."""
    inner = QWidget()
    inner.setObjectName("scrolled")
    inner.setLayout(content)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setAccessibleName(name)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    area.viewport().setAutoFillBackground(False)
    return area
