"""Row delegate: the ground of a row (hover, chosen, focus ring, hairline), and the cell upon it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.ui.kit import Kit
from desktop.ui.widgets.table.cell_painter import CellPainter
from desktop.ui.widgets.table.table_model import CellRole

_RING = 2


class RowDelegate(QStyledItemDelegate):
    """Paints the cells of one table."""

    def __init__(self, kit: Kit, view: QTableView) -> None:
        super().__init__(view)
        self._kit = kit
        self._view = view
        self._cells = CellPainter(kit)
        self.hovered_row = -1

    def _paint_ground(self, painter: QPainter, rect: QRect, row: int, *, is_chosen: bool) -> None:
        ground = "primary_soft" if is_chosen else "hover" if row == self.hovered_row else "surface"
        look = self._kit.look
        painter.fillRect(rect, look.color(ground))
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), look.color("border"))

    def _paint_ring(self, painter: QPainter, rect: QRect, column: int) -> None:
        """Paint this cell's part of the ring around the row that the keyboard is on."""
        color = self._kit.look.color("focus")
        header = self._view.horizontalHeader()
        visible = [number for number in range(header.count()) if not header.isSectionHidden(number)]
        painter.fillRect(QRect(rect.x(), rect.y(), rect.width(), _RING), color)
        painter.fillRect(QRect(rect.x(), rect.bottom() - _RING + 1, rect.width(), _RING), color)
        if column == visible[0]:
            painter.fillRect(QRect(rect.x(), rect.y(), _RING, rect.height()), color)
        if column == visible[-1]:
            painter.fillRect(QRect(rect.right() - _RING + 1, rect.y(), _RING, rect.height()), color)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._kit.look.px(100), self._kit.look.px(52))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        px = self._kit.look.px
        rect = option.rect
        state = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, index.row(), is_chosen=is_chosen)
        if is_chosen and index.column() == 0:
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), self._kit.look.color("primary"))
        inner = rect.adjusted(px(14) if index.column() == 0 else px(10), 0, -px(6), -1)
        cell = index.data(CellRole)
        if cell is None:
            self._cells.paint_waiting(painter, inner)
        else:
            self._cells.paint(painter, inner, cell)
        if index.row() == self._view.currentIndex().row() and self._view.hasFocus():
            self._paint_ring(painter, rect, index.column())
        painter.restore()
