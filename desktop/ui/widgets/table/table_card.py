"""Table card: a table on its card, with a line beneath, and what to say when there is nothing in it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.table.data_table import DataTable
from desktop.ui.widgets.text import ElidedLabel, line


class TableCard(QFrame):
    """Shows the table, or the empty state."""

    def __init__(self, kit: Kit, table: DataTable, empty: EmptyState) -> None:
        super().__init__()
        px = kit.look.px
        self.table = table
        self.empty = empty
        self.setProperty("part", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self._stack = QStackedWidget()
        self._stack.addWidget(table)
        self._stack.addWidget(empty)
        column.addWidget(self._stack, 1)
        column.addWidget(line())
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), px(9), px(16), px(9))
        foot.setSpacing(px(16))
        self._left = ElidedLabel(kit, "", Face.SMALL, "subtle")
        self._right = ElidedLabel(kit, "", Face.SMALL, "subtle")
        self._right.setSizePolicy(self._right.sizePolicy().Policy.Maximum, self._right.sizePolicy().Policy.Fixed)
        foot.addWidget(self._left, 1)
        foot.addWidget(self._right)
        column.addLayout(foot)

    def set_foot(self, left: str, right: str = "") -> None:
        """Say what the list holds and how it is sorted."""
        self._left.set_whole(left)
        self._right.set_whole(right)

    def show_empty(self, *, is_empty: bool) -> None:
        """Turn to the empty state, or back to the table."""
        self._stack.setCurrentWidget(self.empty if is_empty else self.table)

    def replace_empty(self, empty: EmptyState) -> None:
        """Say something else when the list is empty, such as that nothing was found."""
        self._stack.removeWidget(self.empty)
        self.empty.deleteLater()
        self.empty = empty
        self._stack.addWidget(empty)
