"""Buttons: words or an icon or both, in one of the kinds of the style sheet; each has a name to be read aloud."""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.text import button_text, set_tip


class Kind(StrEnum):
    """How loud a button is; one primary on a screen."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    GHOST = "ghost"
    LINK = "link"
    DANGER = "danger"


_INK: Final = {
    Kind.PRIMARY: "on_primary",
    Kind.SECONDARY: "text",
    Kind.GHOST: "muted",
    Kind.LINK: "primary_text",
    Kind.DANGER: "on_danger_fill",
}
_GAP: Final = 5


def button(kit: Kit, text: str, kind: Kind = Kind.SECONDARY, icon: str | None = None) -> QPushButton:
    """Return a button with words."""
    made = QPushButton(button_text(text))
    made.setProperty("kind", kind.value)
    made.setFont(kit.look.font(Face.MEDIUM if kind in (Kind.SECONDARY, Kind.GHOST) else Face.STRONG))
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon is not None:
        made.setIcon(kit.icon(icon, _INK[kind], 16, _GAP))
        made.setIconSize(kit.icon_size(16, _GAP))
    return made


def icon_button(kit: Kit, name: str, icon: str, kind: Kind = Kind.GHOST) -> QPushButton:
    """Return a square button with a drawing; *name* is its tip and is read aloud."""
    made = QPushButton()
    made.setProperty("kind", kind.value)
    made.setProperty("bare", True)
    size = 18 if kind is Kind.GHOST else 16
    made.setIcon(kit.icon(icon, _INK[kind], size))
    made.setIconSize(kit.icon_size(size))
    made.setAccessibleName(name)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    set_tip(made, name)
    return made
