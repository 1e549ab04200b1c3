"""Bar button: a named bar of a chart that can be pressed."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.ui.fitting import fitting
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.text import set_tip


class BarButton(QAbstractButton):
    """Name, bar and figure in one line."""

    def __init__(self, kit: Kit, text: str, value: int, largest: int) -> None:
        super().__init__()
        self._kit = kit
        self._value = kit.words.number(value)
        self._share = value / largest if largest else 0.0
        self.setText(text)
        self.setAccessibleName(f"{text}: {self._value}")
        set_tip(self, text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(kit.look.px(30))
        self.setMinimumWidth(kit.look.px(240))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._kit.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = min(look.px(230), self.width() * 0.45)
        height = self.height()
        is_lit = self.underMouse() or self.hasFocus()
        painter.setFont(look.font(Face.BODY))
        painter.setPen(look.color("primary_text" if is_lit else "text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        name = fitting(painter.fontMetrics(), self.text(), round(names))
        painter.drawText(QRectF(4, 0, names, height), middle | Qt.AlignmentFlag.AlignLeft, name)
        figure = look.px(52)  # for 99.999
        track = QRectF(names + look.px(14), (height - look.px(8)) / 2, 0, look.px(8))
        track.setRight(self.width() - figure)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("neutral_soft"))
        painter.drawRoundedRect(track, look.px(4), look.px(4))
        painter.setBrush(look.color("primary"))
        track.setWidth(max(look.px(8), track.width() * self._share))
        painter.drawRoundedRect(track, look.px(4), look.px(4))
        painter.setFont(look.font(Face.STRONG))
        painter.setPen(look.color("text"))
        place = QRectF(self.width() - figure, 0, figure - 4, height)
        painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, self._value)
        if self.hasFocus():
            painter.setPen(QPen(look.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()
