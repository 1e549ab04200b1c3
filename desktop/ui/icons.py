"""Icons: drawings of resources/icons, coloured at run time and kept once per colour, size and screen."""

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from sync.resources import resource

_RATIOS: Final = (1.0, 2.0)
"""Screens that QIcon gets a drawing for; between them it scales the finer one."""

_Key = tuple[str, str, int, float]


@dataclass(frozen=True, slots=True)
class Icons:
    """All icons of one running programme."""

    _kept: dict[_Key, QPixmap] = field(default_factory=dict)

    def pixmap(self, name: str, color: QColor | str, size: int, ratio: float = 1.0) -> QPixmap:
        """Return the drawing, *size* logical pixels wide on a screen of *ratio*."""
        ink = QColor(color).name()
        key = (name, ink, size, ratio)
        if key not in self._kept:
            self._kept[key] = _drawn(name, ink, size, ratio)
        return self._kept[key]

    def icon(self, name: str, color: QColor | str, size: int, gap: int = 0) -> QIcon:
        """Return the drawing for a button; *gap* is kept free between it and the words."""
        icon = QIcon()
        for ratio in _RATIOS:
            pixmap = _widened(self.pixmap(name, color, size, ratio), gap)
            icon.addPixmap(pixmap, QIcon.Mode.Normal)
            icon.addPixmap(pixmap, QIcon.Mode.Disabled)  # Qt's own paling of a disabled icon fails the contrast
        return icon

    def paint(self, painter: QPainter, name: str, color: QColor | str, rect: QRectF) -> None:
        """Draw the icon into a square of *rect*, sharp on the screen that is painted on."""
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(QPointF(rect.x(), rect.y()), self.pixmap(name, color, round(rect.width()), ratio))


def _drawn(name: str, ink: str, size: int, ratio: float) -> QPixmap:
    drawing = resource(f"icons/{name}.svg").read_bytes().replace(b"currentColor", ink.encode())
    pixels = round(size * ratio)
    pixmap = QPixmap(QSize(pixels, pixels))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _widened(pixmap: QPixmap, gap: int) -> QPixmap:
    if gap == 0:
        return pixmap
    ratio = pixmap.devicePixelRatio()
    wide = QPixmap(pixmap.width() + round(gap * ratio), pixmap.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return wide
