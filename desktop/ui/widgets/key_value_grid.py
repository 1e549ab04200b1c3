"""Key facts: label above value, two beside each other; what is personal stays covered until it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.buttons import icon_button
from desktop.ui.widgets.text import paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One label and value. A covered one shows *value* as it is given and can be asked for by *key*."""

    label: str
    value: str
    key: str = ""
    is_covered: bool = False


class KeyValueGrid(QWidget):
    """Facts in columns; asking for a covered one only emits, so that the asking can be written to the log."""

    uncover_asked = Signal(str)  # the key

    def __init__(self, kit: Kit, facts: Sequence[Fact] = (), columns: int = 2) -> None:
        super().__init__()
        self._kit = kit
        self._columns = columns
        self._line = 0  # the least height of a value: an eye beside one moves them all
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(kit.look.px(16))
        self._grid.setVerticalSpacing(kit.look.px(12))
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        self.show_facts(facts)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show *facts* in place of those before."""
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self._line = self._kit.look.px(26) if any(fact.is_covered for fact in facts) else 0
        for number, fact in enumerate(facts):
            self._grid.addWidget(
                self._cell(fact), number // self._columns, number % self._columns, Qt.AlignmentFlag.AlignTop
            )

    def _cell(self, fact: Fact) -> QWidget:
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._kit.look.px(2))
        column.addWidget(paragraph(self._kit, fact.label, Face.SMALL, "subtle"))
        value = paragraph(self._kit, fact.value, Face.MEDIUM, "text")
        value.setAccessibleName(f"{fact.label}: {fact.value}")
        value.setMinimumHeight(self._line)
        row = QHBoxLayout()
        row.setSpacing(self._kit.look.px(4))
        row.addWidget(value, 0 if fact.is_covered else 1)
        if fact.is_covered:
            row.addWidget(self._eye(fact))
            row.addStretch()
        column.addLayout(row)
        return cell

    def _eye(self, fact: Fact) -> QWidget:
        eye = icon_button(self._kit, self._kit.words("shell.uncover", field=fact.label), "eye")
        eye.setProperty("small", True)
        eye.clicked.connect(lambda: self.uncover_asked.emit(fact.key))
        return eye
