"""Row button: a line of a card that leads somewhere: a round icon, two lines of words, and something at the end."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.text import ElidedLabel


class RowButton(QAbstractButton):
    """Pressed by mouse, Enter or Space; lit under the mouse, ringed under the keyboard."""

    def __init__(self, kit: Kit, mark: QWidget, title: str, under: str, end: QWidget) -> None:
        super().__init__()
        px = kit.look.px
        self._kit = kit
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(px(52))
        self.setAccessibleName(f"{title}. {under}. {end.accessibleName()}")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(8), 0, px(8), 0)
        row.setSpacing(px(12))
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addStretch()
        words.addWidget(ElidedLabel(kit, title, Face.STRONG))
        if under:
            words.addWidget(ElidedLabel(kit, under, Face.SMALL, "subtle"))
        words.addStretch()
        row.addWidget(mark)
        row.addLayout(words, 1)
        row.addWidget(end)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._kit.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = self.rect().adjusted(1, 1, -1, -1)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("hover"))
            painter.drawRoundedRect(place, look.px(8), look.px(8))
        if self.hasFocus():
            painter.setPen(QPen(look.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place, look.px(8), look.px(8))
        painter.end()
