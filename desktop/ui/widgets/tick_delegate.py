"""Tick delegate: rows of a list with the tick of the kit; the box of Qt cannot be seen in the dark."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.kit import Kit
from desktop.ui.widgets.fields.tick import paint_box


class TickDelegate(QStyledItemDelegate):
    """Paints the box over that of the style, where the mouse finds it."""

    def __init__(self, kit: Kit, view: QListView) -> None:
        super().__init__(view)
        self._kit = kit
        self._view = view

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        place = self._view.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, whole, self._view)
        is_on = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
        is_enabled = bool(index.flags() & Qt.ItemFlag.ItemIsUserCheckable)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_box(painter, self._kit, QRectF(place).adjusted(1, 1, -1, -1), is_on=is_on, is_enabled=is_enabled)
        painter.restore()
