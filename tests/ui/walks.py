"""Walks through a screen: what must be true of every widget on it, whoever made it."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QScrollBar, QTextEdit, QWidget

from desktop.ui.widgets.text import Label

LEAST_TARGET = 24

W = TypeVar("W", bound=QWidget)


def the(top: QWidget, kind: type[W], name: str = "") -> W:
    """Return the one widget of *kind* below *top*; it must be there."""
    found = top.findChild(kind, name) if name else top.findChild(kind)
    assert isinstance(found, kind)
    return found


def keyboard_of(widget: QWidget) -> QWidget:
    """Return the part of *widget* that takes the keyboard."""
    proxy = widget.focusProxy()
    assert proxy is not None
    return proxy


def visible_widgets(top: QWidget) -> Iterator[QWidget]:
    """Yield every widget that is shown below *top*, and *top*."""
    for widget in (top, *top.findChildren(QWidget)):
        if widget.isVisibleTo(top) and not isinstance(widget, QScrollBar):
            yield widget


def described(widget: QWidget) -> str:
    """Name a widget for the message of a failing test."""
    text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return f"{type(widget).__name__} {widget.objectName()} {text!r} {widget.accessibleName()!r}"


def without_a_name(top: QWidget) -> list[str]:
    """Return what takes the keyboard and tells a screen reader nothing."""
    found = []
    for widget in visible_widgets(top):
        takes_keyboard = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        reader = QAccessible.queryAccessibleInterface(widget)
        if takes_keyboard and widget.isEnabled() and not reader.text(QAccessible.Text.Name).strip():
            found.append(described(widget))
    return found


def too_small(top: QWidget) -> list[str]:
    """Return the buttons that a finger or a shaking hand misses."""
    return [
        f"{described(widget)} {widget.width()}x{widget.height()}"
        for widget in visible_widgets(top)
        if isinstance(widget, QAbstractButton) and min(widget.width(), widget.height()) < LEAST_TARGET
    ]


def reads_markup(top: QWidget) -> list[str]:
    """Return what would read a name such as <b>Siti</b> as markup."""
    labels = [
        described(widget)
        for widget in top.findChildren(QLabel)
        if widget.textFormat() is not Qt.TextFormat.PlainText and widget.pixmap().isNull()
    ]
    return labels + [described(widget) for widget in top.findChildren(QTextEdit)]


def cut_off(top: QWidget) -> list[str]:
    """Return the buttons and plain labels that are narrower than their words."""
    found = []
    for widget in visible_widgets(top):
        is_line = isinstance(widget, QLabel) and type(widget) in (QLabel, Label) and not widget.wordWrap()
        if (is_line or isinstance(widget, QPushButton)) and widget.width() < widget.sizeHint().width():
            found.append(f"{described(widget)} {widget.width()} < {widget.sizeHint().width()}")
    return found


def tab_stops(top: QWidget) -> list[QWidget]:
    """Return what Tab stops at, in order, once round; *top* must be shown."""
    stops: list[QWidget] = []
    widget = top.nextInFocusChain()
    while widget is not None and widget is not top and len(stops) < 1000:
        takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
        if takes_tab and widget.isVisibleTo(top) and widget.isEnabled() and top.isAncestorOf(widget):
            stops.append(widget)
        widget = widget.nextInFocusChain()
    return stops


def out_of_order(top: QWidget) -> list[str]:
    """Return the pairs of stops where Tab jumps back up within one column of the screen."""
    stops = tab_stops(top)
    found = []
    for before, after in pairwise(stops):
        if before.parentWidget() is not after.parentWidget():
            continue
        one, other = before.mapTo(top, QPoint(0, 0)), after.mapTo(top, QPoint(0, 0))
        if other.y() + after.height() <= one.y():
            found.append(f"{described(before)} -> {described(after)}")
    return found


def problems(top: QWidget) -> list[str]:
    """Return all that the walks find on a shown screen."""
    for _each in range(4):
        QApplication.processEvents()
    return [*without_a_name(top), *too_small(top), *reads_markup(top), *cut_off(top), *out_of_order(top)]
