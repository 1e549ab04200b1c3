"""Table model: the ids of a list and the few pages that are on the screen; never asks a store while painting."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Slot

from desktop.ui.widgets.table.cells import Cell, Column, Fetch, Row, spoken
from desktop.ui.widgets.table.page_cache import PAGE_ROWS, PageCache
from desktop.ui.widgets.text import tip

CellRole: Final = Qt.ItemDataRole.UserRole
_MOST_WANTED: Final = 4
"""Pages that may wait for the store: whoever drags the bar through a million rows wants only where he stops."""

_Index = QModelIndex | QPersistentModelIndex
_SPOKEN_ROLES: Final = frozenset(
    (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
)


class TableModel(QAbstractTableModel):
    """Rows by number; a row whose page is not here yet gives None, and its page is asked for."""

    def __init__(self, columns: Sequence[Column], fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._fetch = fetch
        self._ids: Sequence[str] = ()
        self._cache = PageCache()
        self._wanted: list[int] = []  # the last is asked for first
        self._asked: set[int] = set()
        self._round = 0  # answers of an earlier list are not for this one
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same list."""
        self._reset(self._ids, columns)

    def set_ids(self, ids: Sequence[str]) -> None:
        """Show another list, or the same one in another order."""
        self._reset(ids, self._columns)

    def _reset(self, ids: Sequence[str], columns: Sequence[Column]) -> None:
        self.beginResetModel()
        self._ids = ids
        self._columns = tuple(columns)
        self._round += 1
        self._cache.clear()
        self._wanted.clear()
        self._asked.clear()
        self.endResetModel()

    def refresh(self, ids: frozenset[str]) -> None:
        """Fetch the rows of *ids* again; the old ones stay until the new are here."""
        for page in self._cache.pages_with(ids):
            self._want(page)

    def id_at(self, row: int) -> str | None:
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, record_id: str) -> int | None:
        """Return where *record_id* stands, or None."""
        try:
            return self._ids.index(record_id)
        except ValueError:
            return None

    def cell(self, row: int, column: int) -> Cell | None:
        found = self._cache.row(row)
        if found is None:
            self._want_missing(row // PAGE_ROWS)
            return None
        return found.cells[column]

    def _want_missing(self, page: int) -> None:
        if not self._cache.has(page):
            self._want(page)

    def _want(self, page: int) -> None:
        if page in self._asked:
            return
        if page in self._wanted:
            self._wanted.remove(page)
        self._wanted.append(page)
        del self._wanted[:-_MOST_WANTED]
        self._soon.start()

    @Slot()
    def _ask(self) -> None:
        """Ask for the page that was wanted last; the next one goes when it is here."""
        if not self._wanted or self._asked:
            return
        page = self._wanted.pop()
        self._asked.add(page)
        ids = tuple(self._ids[page * PAGE_ROWS : (page + 1) * PAGE_ROWS])
        self._fetch(ids, partial(self._take, self._round, page, ids))

    def _take(self, asked_in: int, page: int, ids: Sequence[str], rows: Sequence[Row]) -> None:
        if asked_in != self._round:
            return
        by_id = {row.id: row for row in rows}
        self._asked.discard(page)
        self._cache.put(page, tuple(by_id.get(record_id) for record_id in ids))
        first = page * PAGE_ROWS
        last = self.index(first + len(ids) - 1, len(self._columns) - 1)
        self.dataChanged.emit(self.index(first, 0), last)
        if self._wanted:
            self._soon.start()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or (role != CellRole and role not in _SPOKEN_ROLES):
            return None
        cell = self.cell(index.row(), index.column())
        if cell is None or role == CellRole:
            return cell
        text = spoken(cell)
        return tip(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        return None
