"""Data table: the view over a lazy list; mouse, keyboard and screen reader alike."""

from collections.abc import Sequence
from dataclasses import dataclass

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

    def __init__(self, kit: Kit, name: str, columns: Sequence[Column], fetch: Fetch) -> None:
        super().__init__()
        self._kit = kit
        self._columns = tuple(columns)
        self._unwanted: frozenset[str] = frozenset()
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

    def hide_columns(self, keys: frozenset[str]) -> None:
        """Leave out the columns that the officer does not want."""
        self._unwanted = keys
        self._fit_columns()

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
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)  # Tab must leave the table
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        for number, column in enumerate(self._columns):
            stretches = column.width == 0
            mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Interactive
            self.header.setSectionResizeMode(number, mode)
            if not stretches:
                self.setColumnWidth(number, self._kit.look.px(column.width))

    def _fit_columns(self) -> None:
        """Hide the columns that give way first until the others fit."""
        px = self._kit.look.px
        staying = [column for column in self._columns if column.key not in self._unwanted]
        for leaving in sorted(staying, key=lambda column: -column.leaves):
            needed = sum(px(column.width or _LEAST_STRETCH) for column in staying)
            if needed <= self.viewport().width() or not leaving.leaves:
                break
            staying.remove(leaving)
        for number, column in enumerate(self._columns):
            self.setColumnHidden(number, column not in staying)

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
