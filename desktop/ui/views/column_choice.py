"""Column choice: the columns of one list as its officer wants them: read, chosen, drawn wider, and kept."""

from functools import partial
from typing import Final

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.viewmodels.list_layout import Layout, keep, kept, standard
from desktop.ui.views.bench import Bench
from desktop.ui.views.columns_dialog import ColumnsDialog
from desktop.ui.views.list_columns import columns
from desktop.ui.views.list_source import ListSource
from desktop.ui.widgets.table.data_table import DataTable

_KEEP_MS: Final = 600
"""While a column is drawn wider its width changes many times a second."""


class ColumnChoice(QObject):
    """The layout of one list."""

    changed = Signal()

    def __init__(self, bench: Bench, kind: str, table: DataTable, source: ListSource) -> None:
        super().__init__(table)
        self._bench = bench
        self._kind = kind
        self._table = table
        self._source = source
        self.layout = standard(kind)
        self._soon = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._soon.timeout.connect(self._keep)
        table.widened.connect(self._widen)
        bench.ask(f"columns/{kind}", partial(kept, officer=bench.desk.officer.user, kind=kind), self._show)

    def ask(self) -> None:
        """Let the officer choose."""
        dialog = ColumnsDialog(self._bench, self._kind, self.layout, self._table.window())
        dialog.chosen.connect(self.choose)
        dialog.open()

    def choose(self, layout: Layout) -> None:
        """Show and keep *layout*."""
        self._show(layout)
        self._keep()

    def _show(self, layout: Layout) -> None:
        if layout == self.layout:
            return
        self.layout = layout
        self._source.keys = layout.keys
        self._table.set_columns(columns(self._kind, self._bench.speech, layout))
        self.changed.emit()

    def _widen(self, key: str, width: int) -> None:
        self.layout = msgspec.structs.replace(self.layout, widths={**self.layout.widths, key: width})
        self._soon.start()

    def _keep(self) -> None:
        self._soon.stop()
        officer = self._bench.desk.officer.user
        act = partial(keep, officer=officer, kind=self._kind, layout=self.layout)
        background = self._bench.background
        background.do(partial(self._bench.desk.ask, act), done=_nothing, failed=self._bench.tell_error)


def _nothing(_answer: object) -> None:
    """Columns are kept quietly."""
