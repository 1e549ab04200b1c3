"""Scrolled: content that may be longer than the screen; the keyboard scrolls it, too."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLayout, QLineEdit, QPlainTextEdit, QScrollArea, QWidget


class Scrolled(QScrollArea):
    """Scrolls up and down. Tab stops here to read on, but not in a form: there the fields take one along."""

    def __init__(self, name: str, content: QLayout) -> None:
        super().__init__()
        inner = QWidget()
        inner.setObjectName("scrolled")
        inner.setLayout(content)
        self.setWidgetResizable(True)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setWidget(inner)
        self.viewport().setAutoFillBackground(False)

    def showEvent(self, event: QShowEvent) -> None:
        is_form = self.findChild(QLineEdit) is not None or self.findChild(QPlainTextEdit) is not None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if is_form else Qt.FocusPolicy.TabFocus)
        super().showEvent(event)


def scrolled(name: str, content: QLayout) -> Scrolled:
    """Return an area that scrolls *content*; *name* is read aloud when the keyboard is on it."""
    return Scrolled(name, content)
