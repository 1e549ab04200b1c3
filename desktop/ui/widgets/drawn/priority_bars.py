"""Priority bars: three bars of a signal, filled by how urgent a case is; a word always stands beside them."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone

BARS: Final = 3


def paint_bars(painter: QPainter, kit: Kit, rect: QRectF, filled: int, tone: Tone) -> None:
    """Paint the bars at the left of *rect*, standing on its middle line."""
    px = kit.look.px
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    foot = rect.center().y() + px(7)
    for number in range(BARS):
        height = px(5) + number * px(4)
        painter.setBrush(kit.look.color(tone.value if number < filled else "border"))
        bar = QRectF(rect.x() + number * px(5), foot - height, px(3.5), height)
        painter.drawRoundedRect(bar, 1.2, 1.2)
    painter.restore()


class PriorityBars(QWidget):
    """Priority bars on a page."""

    def __init__(self, kit: Kit, name: str, filled: int, tone: Tone) -> None:
        super().__init__()
        self._kit = kit
        self._filled = filled
        self._tone = tone
        self.setAccessibleName(name)
        self.setFixedSize(QSize(kit.look.px(16), kit.look.px(18)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_bars(painter, self._kit, QRectF(self.rect()), self._filled, self._tone)
        painter.end()
