"""Hit delegate: one found record as icon, title, second line and why it was found; or the title of a group."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.fitting import fitting
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.drawn.chip import ChipText, chip_width, paint_chip
from desktop.ui.widgets.search.hits import GroupTitle, Hit, LineRole

_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class HitDelegate(QStyledItemDelegate):
    """Paints the lines of the list."""

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit

    def _words(self, painter: QPainter, rect: QRect, text: str, face: Face, ink: str) -> None:
        font = self._kit.look.font(face)
        painter.setFont(font)
        painter.setPen(self._kit.look.color(ink))
        painter.drawText(rect, _LEFT, fitting(QFontMetrics(font), text, rect.width()))

    def _paint_hit(self, painter: QPainter, rect: QRect, hit: Hit, *, is_chosen: bool) -> None:
        px, look = self._kit.look.px, self._kit.look
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("primary_soft"))
            painter.drawRoundedRect(QRectF(rect), px(8), px(8))
        side = px(32)
        ground = QRectF(rect.x() + px(8), rect.center().y() - side / 2 + 1, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(f"{hit.tone.value}_soft"))
        painter.drawEllipse(ground)
        shift = (side - px(16)) / 2
        icon = QRectF(round(ground.x() + shift), round(ground.y() + shift), px(16), px(16))
        self._kit.icons.paint(painter, hit.icon, look.color(hit.tone.value), icon)
        right = rect.right() - px(10)
        if hit.why:
            chip = ChipText(text=hit.why)
            width = min(chip_width(self._kit, chip), rect.width() // 2)
            place = QRect(right - width, rect.center().y() - px(11), width, px(24))
            paint_chip(painter, self._kit, place, chip)
            right -= width + px(8)
        left = round(ground.right()) + px(12)
        row = QRect(left, rect.center().y() - px(17), right - left, px(18))
        self._words(painter, row, hit.title, Face.STRONG, "text")
        self._words(painter, row.translated(0, px(18)), hit.under, Face.SMALL, "muted")

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        is_title = isinstance(index.data(LineRole), GroupTitle)
        return QSize(self._kit.look.px(300), self._kit.look.px(30 if is_title else 52))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line = index.data(LineRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(line, Hit):
            is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_hit(painter, option.rect, line, is_chosen=is_chosen)
        else:
            place = option.rect.adjusted(self._kit.look.px(8), self._kit.look.px(4), 0, 0)
            self._words(painter, place, line.text, Face.BADGE, "subtle")
        painter.restore()
