"""Emptying: the one way to take all widgets out of a layout that shows something else from now on."""

from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Take every widget of *layout* out and away."""
    while item := layout.takeAt(0):
        if widget := item.widget():
            # Qt shows a new child a moment after it was laid out; without a parent by then, it would be a window.
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
