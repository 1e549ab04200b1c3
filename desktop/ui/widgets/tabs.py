"""Tabs: the few sides of one record; arrow keys move, the chosen one is underlined."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.text import button_text

_PAD = 5  # on either side of the words, inside the ring
_GAP = 10  # between two tabs


class Tabs(QTabBar):
    """A bar of tabs, painted: words, a line under the chosen one, a ring when the keyboard is here."""

    chosen = Signal(str)  # the key

    def __init__(self, kit: Kit, name: str, tabs: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._kit = kit
        self._keys = [key for key, _text in tabs]
        self.setAccessibleName(name)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFont(kit.look.font(Face.MEDIUM))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        for _key, text in tabs:
            self.addTab(button_text(text))
        self.currentChanged.connect(lambda index: self.chosen.emit(self._keys[index]))

    def choose(self, key: str) -> None:
        """Turn to *key*."""
        self.setCurrentIndex(self._keys.index(key))

    def current(self) -> str:
        return self._keys[self.currentIndex()]

    def _words(self, index: int) -> str:
        return self.tabText(index).replace("&&", "&")

    def _paint_tab(self, painter: QPainter, index: int, rect: QRect) -> None:
        look = self._kit.look
        is_chosen = index == self.currentIndex()
        painter.setPen(look.color("primary_text" if is_chosen else "muted"))
        painter.setFont(look.font(Face.STRONG if is_chosen else Face.MEDIUM))
        words = QFontMetrics(look.font(Face.STRONG)).horizontalAdvance(self._words(index))
        place = QRect(rect.x() + look.px(_PAD), rect.y(), words, rect.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._words(index))
        if is_chosen:
            painter.fillRect(QRect(place.x(), rect.bottom() - 1, words, 2), look.color("primary"))
        if is_chosen and self.hasFocus():
            painter.setPen(QPen(look.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 6, -look.px(_GAP) + 1, -6), 6, 6)

    def tabSizeHint(self, index: int) -> QSize:
        words = QFontMetrics(self._kit.look.font(Face.STRONG)).horizontalAdvance(self._words(index))
        return QSize(words + self._kit.look.px(2 * _PAD + _GAP), self._kit.look.px(40))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.count()):
            self._paint_tab(painter, index, self.tabRect(index))
        painter.end()
