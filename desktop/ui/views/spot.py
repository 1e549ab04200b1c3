"""Spot: finds where the cursor stands in a form, and puts it back there."""

from collections.abc import Mapping

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from desktop.ui.views.places import Spot


def spot_of(fields: Mapping[str, QWidget], area: QScrollArea) -> Spot | None:
    """Return where the keyboard is among *fields*; None when it is elsewhere."""
    focus: QWidget | None = area.window().focusWidget()  # the last one that had it, when a dialog has it now
    name = next((name for name, field in fields.items() if focus and field.isAncestorOf(focus)), None)
    if name is None or focus is None:
        return None
    part, scroll = fields[name].findChildren(QWidget).index(focus), area.verticalScrollBar().value()
    at, anchor = 0, 0
    if isinstance(focus, QLineEdit):
        at = focus.cursorPosition()
        start, end = focus.selectionStart(), focus.selectionEnd()
        anchor = at if start < 0 else (start if end == at else end)
    elif isinstance(focus, QPlainTextEdit):
        at, anchor = focus.textCursor().position(), focus.textCursor().anchor()
    return Spot(field=name, part=part, at=at, anchor=anchor, scroll=scroll)


def go_to(spot: Spot, fields: Mapping[str, QWidget], area: QScrollArea) -> bool:
    """Put the keyboard back to *spot*; False when the form has no such place any more."""
    field = fields.get(spot.field)
    parts = [] if field is None else field.findChildren(QWidget)
    if field is None or spot.part >= len(parts):
        return False
    target = parts[spot.part]
    target.setFocus()
    if isinstance(target, QLineEdit):
        target.setCursorPosition(spot.anchor)
        target.cursorForward(True, spot.at - spot.anchor)
    elif isinstance(target, QPlainTextEdit):
        cursor = target.textCursor()
        last = len(target.toPlainText())
        cursor.setPosition(min(spot.anchor, last))
        cursor.setPosition(min(spot.at, last), QTextCursor.MoveMode.KeepAnchor)
        target.setTextCursor(cursor)
    area.verticalScrollBar().setValue(spot.scroll)
    return True
