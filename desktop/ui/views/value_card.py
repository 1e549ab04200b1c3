"""Value card: one of several values of a field, to be chosen; by mouse, by Space, and by the arrows among its kind."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.text import label, paragraph

_RING = 9.0


class ValueCard(QRadioButton):
    """A radio button that is painted as a card: where it was entered, the value, by whom and when."""

    def __init__(self, kit: Kit, over: str, value: str, under: str) -> None:
        super().__init__()
        px = kit.look.px
        self._kit = kit
        self.setAccessibleName(f"{over}: {value}. {under}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(42), px(11), px(14), px(12))
        self._column.setSpacing(px(2))
        self._column.addWidget(label(kit, over, Face.SMALL, "muted"))
        self._value = paragraph(kit, value, Face.STRONG, "text")
        self._column.addWidget(self._value)
        self._under = paragraph(kit, under, Face.SMALL, "subtle")
        self._under.setVisible(bool(under))
        self._column.addWidget(self._under)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def hitButton(self, pos: object) -> bool:
        del pos  # the whole card is the button
        return True

    def sizeHint(self) -> QSize:
        return self._column.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._kit.look.px(150), self._column.minimumSize().height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._column.totalHeightForWidth(width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._kit.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on = self.isChecked()
        is_loud = is_on or self.hasFocus()
        width = 2 if is_loud else 1
        painter.setPen(QPen(look.color("focus" if self.hasFocus() else "primary" if is_on else "control"), width))
        painter.setBrush(look.color("primary_soft" if is_on else "hover" if self.underMouse() else "surface"))
        place = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(place, look.px(8), look.px(8))
        ring = look.px(_RING)
        middle = QRectF(look.px(15), look.px(13), ring * 2, ring * 2)
        painter.setPen(QPen(look.color("primary" if is_on else "control"), 2))
        painter.setBrush(look.color("surface"))
        painter.drawEllipse(middle.adjusted(1, 1, -1, -1))
        if is_on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("primary"))
            inset = ring * 0.55
            painter.drawEllipse(middle.adjusted(inset, inset, -inset, -inset))
        painter.end()
