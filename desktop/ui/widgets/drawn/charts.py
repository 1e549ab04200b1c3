"""Charts: pairs of bars by month; the figures stand in words too, for those who cannot see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.text import label

_STEPS: Final = 3
_NICE: Final = (1, 2, 4, 5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two figures of one month."""

    label: str
    first: int
    second: int


def top_of_scale(largest: int) -> int:
    """Return a round number above *largest* that splits evenly into the lines of the chart."""
    step = 1
    while True:
        for nice in _NICE:
            if nice * step * _STEPS >= largest:
                return nice * step * _STEPS
        step *= 10


class BarChart(QWidget):
    """Two bars a month, with a legend."""

    def __init__(self, kit: Kit, name: str, first: str, second: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._series = (first, second)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.px(10))
        legend = QHBoxLayout()
        legend.setSpacing(kit.look.px(6))
        for token, text in (("primary", first), ("chart2", second)):
            legend.addWidget(_Swatch(kit, token))
            legend.addWidget(label(kit, text, Face.SMALL, "subtle"))
            legend.addSpacing(kit.look.px(10))
        legend.addStretch()
        column.addLayout(legend)
        self._plot = _Plot(kit)
        column.addWidget(self._plot, 1)

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        """Show *pairs*, oldest first."""
        first, second = self._series
        told = [f"{pair.label}: {first} {pair.first}, {second} {pair.second}" for pair in pairs]
        self.setAccessibleDescription("; ".join(told))
        self._plot.pairs = tuple(pairs)
        self._plot.update()


class _Swatch(QWidget):
    def __init__(self, kit: Kit, token: str) -> None:
        super().__init__()
        self._color = kit.look.color(token)
        self.setFixedSize(kit.icon_size(10))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color)
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        painter.end()


class _Plot(QWidget):
    """The bars themselves."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.pairs: tuple[Pair, ...] = ()
        self.setMinimumHeight(kit.look.px(150))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _paint_scale(self, painter: QPainter, area: QRectF, top: int) -> None:
        look = self._kit.look
        for number in range(_STEPS + 1):
            y = round(area.bottom() - area.height() * number / _STEPS) + 0.5
            painter.setPen(QPen(look.color("border"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(look.color("subtle"))
            place = QRectF(0, y - look.px(8), area.left() - look.px(10), look.px(16))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, flags, self._kit.words.number(top * number // _STEPS))

    def _paint_bar(self, painter: QPainter, area: QRectF, left: float, height: float, token: str) -> None:
        width = self._kit.look.px(12)
        path = QPainterPath()
        path.addRoundedRect(QRectF(left, area.bottom() - height, width, height + 4), 3, 3)
        painter.save()
        painter.setClipRect(QRectF(left - 1, area.top() - 1, width + 2, area.height() + 1))
        painter.fillPath(path, self._kit.look.color(token))
        painter.restore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        px = self._kit.look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._kit.look.font(Face.TINY))
        top = top_of_scale(max((max(pair.first, pair.second) for pair in self.pairs), default=_STEPS))
        widest = painter.fontMetrics().horizontalAdvance(self._kit.words.number(top))
        left = max(px(34), widest + px(12))
        area = QRectF(left, px(8), self.width() - left, self.height() - px(34))
        self._paint_scale(painter, area, top)
        slot = area.width() / max(1, len(self.pairs))
        for number, pair in enumerate(self.pairs):
            middle = area.left() + slot * (number + 0.5)
            self._paint_bar(painter, area, middle - px(14), area.height() * pair.first / top, "primary")
            self._paint_bar(painter, area, middle + px(2), area.height() * pair.second / top, "chart2")
            painter.setPen(self._kit.look.color("muted"))
            place = QRectF(middle - slot / 2, area.bottom() + px(7), slot, px(16))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, pair.label)
        painter.end()
