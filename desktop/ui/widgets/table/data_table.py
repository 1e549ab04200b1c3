"""Data table: the view over a lazy list; mouse, keyboard and screen reader alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

from desktop.ui.kit import Kit
from desktop.ui.widgets.table.cells import Column, Fetch
from desktop.ui.widgets.table.row_delegate import RowDelegate
from desktop.ui.widgets.table.table_header import TableHeader
from desktop.ui.widgets.table.table_model import TableModel

_LEAST_STRETCH = 164
"""Room that the column without a width wants, before other columns give way."""
_SCROLLED_STRETCH = 220
"""Its width where the table is scrolled sideways, and it need not save any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePlace:
    """Where the officer was in a table."""

    record_id: str | None
    first_row: int


class DataTable(QTableView):
    """Rows of records. *picked* follows the keyboard and the mouse; *opened* is Enter or a double click."""

    picked = Signal(str)  # record id
    opened = Signal(str)  # record id
    sort_asked = Signal(str, bool)
    widened = Signal(str, int)  # key of a column that was drawn wider or narrower; its width at 100 % text

    def __init__(self, kit: Kit, name: str, columns: Sequence[Column], fetch: Fetch) -> None:
        super().__init__()
        self._kit = kit
        self._is_fitting = False
        self._columns = tuple(columns)
        self.rows = TableModel(columns, fetch, self)
        self.setModel(self.rows)
        self._delegate = RowDelegate(kit, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.header = TableHeader(kit, kit.words("shell.table.header", table=name), columns, self)
        self.setHorizontalHeader(self.header)
        self.header.sort_asked.connect(self.sort_asked)
        self._set_up()
        self._fit_columns()
        self.selectionModel().currentRowChanged.connect(self._tell_picked)
        self.doubleClicked.connect(lambda index: self._tell_opened(index.row()))

    def set_ids(self, ids: Sequence[str]) -> None:
        """Show another list; the chosen record stays chosen where the list still has it."""
        place = self.place()
        self.rows.set_ids(ids)
        self.return_to(place)

    def current_id(self) -> str | None:
        return self.rows.id_at(self.currentIndex().row())

    def choose(self, record_id: str) -> bool:
        """Move to *record_id*; False when the list does not have it."""
        row = self.rows.row_of(record_id)
        if row is None:
            return False
        self.selectRow(row)
        self.scrollTo(self.rows.index(row, 0))
        return True

    def place(self) -> TablePlace:
        return TablePlace(record_id=self.current_id(), first_row=self.rowAt(0))

    def return_to(self, place: TablePlace) -> None:
        """Go back to *place* without telling anybody: nobody has picked anything."""
        row = None if place.record_id is None else self.rows.row_of(place.record_id)
        selection = self.selectionModel()
        if row is not None:
            selection.blockSignals(True)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            selection.setCurrentIndex(self.rows.index(row, 0), flags)
            selection.blockSignals(False)
        if place.first_row >= 0:
            self.scrollTo(self.rows.index(place.first_row, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; the chosen record stays chosen."""
        place = self.place()
        self._columns = tuple(columns)
        self.header.set_columns(columns)
        self.rows.set_columns(columns)
        self._set_widths()
        self._fit_columns()
        self.return_to(place)

    def _set_up(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self._kit.look.px(52))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)  # Tab must leave the table
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.header.sectionResized.connect(self._on_resized)
        self._set_widths()

    def _set_widths(self) -> None:
        self._is_fitting = True
        for number, column in enumerate(self._columns):
            if column.width:
                self.header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(number, self._kit.look.px(column.width))
        self._is_fitting = False

    def _fit_columns(self) -> None:
        """Hide the columns that give way first until the others fit; those that stay are scrolled to."""
        px = self._kit.look.px
        staying = list(self._columns)
        for leaving in sorted(staying, key=lambda column: -column.leaves):
            needed = sum(px(column.width or _LEAST_STRETCH) for column in staying)
            if needed <= self.viewport().width() or not leaving.leaves:
                break
            staying.remove(leaving)
        needed = sum(px(column.width or _LEAST_STRETCH) for column in staying)
        self._is_fitting = True
        for number, column in enumerate(self._columns):
            self.setColumnHidden(number, column not in staying)
            if not column.width:
                self._stretch(number, has_room=needed <= self.viewport().width())
        self._is_fitting = False

    def _stretch(self, number: int, *, has_room: bool) -> None:
        """Let a column take the room that is left, or its least where there is none."""
        mode = QHeaderView.ResizeMode.Stretch if has_room else QHeaderView.ResizeMode.Interactive
        self.header.setSectionResizeMode(number, mode)
        if not has_room:
            self.setColumnWidth(number, self._kit.look.px(_SCROLLED_STRETCH))

    def _on_resized(self, number: int, _old: int, new: int) -> None:
        """Tell only what the officer does: columns also move with the window."""
        column = self._columns[number]
        if self._is_fitting or not new or not column.width:
            return
        width = round(new / self._kit.look.px(100) * 100)
        self._columns = (*self._columns[:number], replace(column, width=width), *self._columns[number + 1 :])
        self._fit_columns()
        self.widened.emit(column.key, width)

    def _tell_picked(self, index: QModelIndex) -> None:
        if (record_id := self.rows.id_at(index.row())) is not None:
            self.picked.emit(record_id)

    def _tell_opened(self, row: int) -> None:
        if (record_id := self.rows.id_at(row)) is not None:
            self.opened.emit(record_id)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            self._delegate.hovered_row = row
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell_opened(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(str(self.currentIndex().data() or ""))
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
