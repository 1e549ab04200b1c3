"""Mission picker: all missions in one list that shrinks as one types; name, city and code are searched."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.views.labelled import Labelled
from sync.domain.codes import Code, code_list

_SHOWN: Final = 5
_CODE: Final = Qt.ItemDataRole.UserRole
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class MissionPicker(QWidget):
    """Choose one mission; the keyboard stays in the line, the arrows move in the list."""

    picked = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.px(6))
        self._line = _Line(self._step)
        self._line.setPlaceholderText(kit.words("first.mission.placeholder"))
        self.labelled = Labelled(kit, kit.words("first.mission"), self._line)
        self._list = QListWidget()
        self._list.setProperty("part", "popup")
        self._list.setObjectName("missions")
        self._list.setAccessibleName(kit.words("first.mission.list"))
        self._list.setFont(kit.look.font())
        self._list.setFixedHeight(kit.look.px(30) * _SHOWN + kit.look.px(14))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self.labelled)
        column.addWidget(self._list)
        self._line.textEdited.connect(self._fill)
        self._list.itemClicked.connect(self._take)
        self._fill("")

    def code(self) -> str:
        """Return the chosen mission; empty while none is."""
        row = self._list.currentRow()
        return str(self._list.item(row).data(_CODE)) if row >= 0 else ""

    def choose(self, code: str) -> None:
        """Choose *code* as if it had been typed."""
        known = code_list("mission").get(code)
        if known is not None:
            self._line.setText(known.label(self._kit.words.lang))
            self._fill(self._line.text())

    def _fill(self, typed: str) -> None:
        before = self.code()
        self._list.clear()
        for mission in code_list("mission").codes:
            if _matches(mission, typed):
                item = QListWidgetItem(f"  {mission.label(self._kit.words.lang)}   {mission.code}")
                item.setData(_CODE, mission.code)
                item.setSizeHint(QSize(0, self._kit.look.px(30)))
                self._list.addItem(item)
                if mission.code == before:
                    self._list.setCurrentItem(item)
        if self._list.count() == 1 or (typed and not self.code()):
            self._list.setCurrentRow(0)
        if not self._list.count():
            self.labelled.set_error(self._kit.words("first.mission.none"))

    def _step(self, by: int) -> None:
        row = min(max(0, self._list.currentRow() + by), self._list.count() - 1)
        self._list.setCurrentRow(row)
        if self._list.currentItem() is not None:
            self._line.setAccessibleDescription(self._list.currentItem().text().strip())

    def _take(self) -> None:
        self.labelled.clear_error()
        self.picked.emit(self.code())


class _Line(QLineEdit):
    def __init__(self, step: Callable[[int], None]) -> None:
        super().__init__()
        self._step = step

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = _STEPS.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self._step(by)


def _matches(mission: Code, typed: str) -> bool:
    said = " ".join([mission.code, mission.id, mission.en, mission.text("city") or "", *mission.also]).casefold()
    return all(word in said for word in typed.casefold().split())
