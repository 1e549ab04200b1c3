"""Tick: a check box, painted from tokens, at least 24 pixels high, with a ring when the keyboard is on it."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from desktop.ui.kit import Kit
from desktop.ui.look import Face


class Tick(QCheckBox):
    """A box and words."""

    def __init__(self, kit: Kit, text: str, face: Face = Face.SMALL) -> None:
        super().__init__()
        self._kit = kit
        self._words = text
        self._face = face
        self.setFont(kit.look.font(face))
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        px = self._kit.look.px
        words = QFontMetrics(self._kit.look.font(self._face)).horizontalAdvance(self._words)
        return QSize(px(30) + words + px(4), px(26))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._kit.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = look.px(16)
        box = QRectF(look.px(5), (self.height() - side) / 2, side, side)
        paint_box(painter, self._kit, box, is_on=self.isChecked(), is_enabled=self.isEnabled())
        painter.setFont(look.font(self._face))
        painter.setPen(look.color("text" if self.isEnabled() else "subtle"))
        words = self.rect().adjusted(look.px(27), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._words)
        if self.hasFocus():
            painter.setPen(QPen(look.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()


def paint_box(painter: QPainter, kit: Kit, box: QRectF, *, is_on: bool, is_enabled: bool) -> None:
    """Paint the box of a tick."""
    look = kit.look
    ink = "subtle" if not is_enabled else "primary" if is_on else "control"
    painter.setPen(QPen(look.color(ink), 1.5))
    painter.setBrush(look.color(ink if is_on else "surface"))
    painter.drawRoundedRect(box, 4, 4)
    if is_on:
        painter.setPen(QPen(look.color("on_primary"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        side = box.width()
        corners = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.31))
        painter.drawPolyline([QPointF(box.x() + x * side, box.y() + y * side) for x, y in corners])
