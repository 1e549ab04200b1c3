"""Columns dialog: which columns a list shows, and in which order; by mouse and by keyboard."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from desktop.ui.look import Face
from desktop.ui.viewmodels.list_layout import Layout, fixed, possible, standard
from desktop.ui.views.bench import Bench
from desktop.ui.views.list_columns import column_title
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.text import paragraph
from desktop.ui.widgets.tick_delegate import TickDelegate

_KEY = Qt.ItemDataRole.UserRole
_LEAST_HEIGHT = 300


class ColumnsDialog(Dialog):
    """Space takes a column or leaves it out, Alt with Up and Down moves it; what a record is called always stays."""

    chosen = Signal(object)  # Layout

    def __init__(self, bench: Bench, kind: str, layout: Layout, parent: QWidget) -> None:
        words = bench.kit.words
        title = words("columns.title", nouns=bench.speech.inside(bench.speech.nouns(kind)))
        super().__init__(bench.kit, title, parent)
        self._bench = bench
        self._kind = kind
        self._widths = layout.widths
        self.body.addWidget(paragraph(bench.kit, title, Face.SECTION, "text"))
        self.body.addWidget(paragraph(bench.kit, words("columns.text")))
        self.list = QListWidget()
        self.list.setProperty("part", "choices")
        self.list.setFont(bench.kit.look.font())
        self.list.setAccessibleName(title)
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.list.setItemDelegate(TickDelegate(bench.kit, self.list))
        self.list.setMinimumHeight(bench.kit.look.px(_LEAST_HEIGHT))
        self.list.currentRowChanged.connect(self._say)
        self.body.addWidget(self.list)
        self.body.addLayout(self._movers())
        self._fill(layout)
        cancel = self.add_button(button(bench.kit, words("shell.cancel")))
        cancel.clicked.connect(self.reject)
        self.act = self.add_button(button(bench.kit, words("columns.show"), Kind.PRIMARY, "check"))
        self.act.clicked.connect(self._take)
        self.act.setDefault(True)
        self.list.setFocus()

    def layout_now(self) -> Layout:
        """Return what is chosen."""
        items = [self.list.item(row) for row in range(self.list.count())]
        keys = tuple(item.data(_KEY) for item in items if item.checkState() is Qt.CheckState.Checked)
        return Layout(keys=keys, widths={key: width for key, width in self._widths.items() if key in keys})

    def shift(self, by: int) -> None:
        """Move the column that the keyboard is on."""
        row = self.list.currentRow()
        if 0 <= row + by < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + by, item)
            self.list.setCurrentRow(row + by)

    def reset(self) -> None:
        """Show the standard columns in their widths."""
        self._widths = {}
        self._fill(standard(self._kind))

    def _fill(self, layout: Layout) -> None:
        self.list.clear()
        others = [key for key in possible(self._kind) if key not in layout.keys]
        for key in (*layout.keys, *others):
            item = QListWidgetItem(column_title(self._kind, key, self._bench.speech))
            item.setData(_KEY, key)
            flags = item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled
            if key == fixed(self._kind):
                flags &= ~Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags)
            item.setCheckState(Qt.CheckState.Checked if key in layout.keys else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _movers(self) -> QHBoxLayout:
        kit, words = self._bench.kit, self._bench.kit.words
        row = QHBoxLayout()
        row.setSpacing(kit.look.px(8))
        self.up = button(kit, words("columns.up"), Kind.SECONDARY, "arrow-up")
        self.down = button(kit, words("columns.down"), Kind.SECONDARY, "arrow-down")
        standard_again = button(kit, words("columns.reset"), Kind.LINK, "undo-2")
        for made, key, by in ((self.up, "Alt+Up", -1), (self.down, "Alt+Down", 1)):
            made.clicked.connect(lambda _on=False, by=by: self.shift(by))
            QShortcut(QKeySequence(key), self, lambda by=by: self.shift(by))
            row.addWidget(made)
        standard_again.clicked.connect(self.reset)
        row.addStretch()
        row.addWidget(standard_again)
        return row

    def _say(self, row: int) -> None:
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < self.list.count() - 1)

    def _take(self) -> None:
        self.accept()
        self.chosen.emit(self.layout_now())
