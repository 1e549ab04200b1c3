"""Filter chips: the few ready cuts of a list, with how many each holds; one is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.text import button_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One filter chip."""

    key: str
    text: str


class FilterChips(QWidget):
    """A row of chips; the arrow keys move between them, as between radio buttons."""

    chosen = Signal(str)  # the key

    def __init__(self, kit: Kit, name: str, cuts: Sequence[Cut]) -> None:
        super().__init__()
        self._kit = kit
        self._texts = {cut.key: cut.text for cut in cuts}
        self._chips: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self, exclusive=True)
        self.setAccessibleName(name)
        row = Flow(kit.look.px(8), self)
        for cut in cuts:
            self._chips[cut.key] = self._add(kit, cut)
            row.addWidget(self._chips[cut.key])

    def _add(self, kit: Kit, cut: Cut) -> QPushButton:
        chip = QPushButton(button_text(cut.text))
        chip.setProperty("kind", "filter")
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        chip.setFont(kit.look.font(Face.MEDIUM))
        chip.setAccessibleName(cut.text)
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.clicked.connect(lambda _on=False, key=cut.key: self.chosen.emit(key))
        self._group.addButton(chip)
        return chip

    def choose(self, key: str) -> None:
        """Show *key* as chosen; nothing is emitted."""
        self._chips[key].setChecked(True)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many records each cut holds."""
        for key, count in counts.items():
            text = f"{self._texts[key]}  {self._kit.words.number(count)}"
            self._chips[key].setText(button_text(text))
            self._chips[key].setAccessibleName(text)
