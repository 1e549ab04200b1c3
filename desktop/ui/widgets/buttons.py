"""Buttons: words or an icon or both, in one of the kinds of the style sheet; each has a name to be read aloud."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

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


class Button(QPushButton):
    """A button of a kind. A loud one shows the keyboard by a ring inside: at its edge none stands out from the fill."""

    def __init__(self, kit: Kit, text: str, kind: Kind) -> None:
        super().__init__(button_text(text))
        self.setProperty("kind", kind.value)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._ring = kit.look.color(_INK[kind]) if kind in (Kind.PRIMARY, Kind.DANGER) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._ring is None or not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._ring, 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5), 5, 5)
        painter.end()


def button(kit: Kit, text: str, kind: Kind = Kind.SECONDARY, icon: str | None = None) -> QPushButton:
    """Return a button with words."""
    made = Button(kit, text, kind)
    made.setFont(kit.look.font(Face.MEDIUM if kind in (Kind.SECONDARY, Kind.GHOST) else Face.STRONG))
    made.setAccessibleName(text)
    if icon is not None:
        made.setIcon(kit.icon(icon, _INK[kind], 16, _GAP))
        made.setIconSize(kit.icon_size(16, _GAP))
    return made


def icon_button(kit: Kit, name: str, icon: str, kind: Kind = Kind.GHOST) -> QPushButton:
    """Return a square button with a drawing; *name* is its tip and is read aloud."""
    made = Button(kit, "", kind)
    made.setProperty("bare", True)
    size = 18 if kind is Kind.GHOST else 16
    made.setIcon(kit.icon(icon, _INK[kind], size))
    made.setIconSize(kit.icon_size(size))
    made.setAccessibleName(name)
    set_tip(made, name)
    return made


def choices(
    kit: Kit, offered: Sequence[tuple[str, str]], on_chosen: Callable[[str], object], parent: QWidget
) -> dict[str, QPushButton]:
    """Make a button for each (key, words) that is *offered*; one of them holds."""
    group = QButtonGroup(parent, exclusive=True)
    made: dict[str, QPushButton] = {}
    for key, words in offered:
        made[key] = button(kit, words, Kind.SECONDARY)
        made[key].setCheckable(True)
        made[key].clicked.connect(lambda _on=False, key=key: on_chosen(key))
        group.addButton(made[key])
    return made


def choice_row(kit: Kit, made: dict[str, QPushButton]) -> QHBoxLayout:
    """Put choices beside each other."""
    row = QHBoxLayout()
    row.setSpacing(kit.look.px(8))
    for each in made.values():
        row.addWidget(each)
    row.addStretch()
    return row
