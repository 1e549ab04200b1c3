"""Problems card: the open cases by problem, as bars; a bar leads to its cases."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop.ui.kit import Kit
from desktop.ui.views.bar_button import BarButton
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.text import label


class ProblemsCard(Card):
    """The most frequent problems, the most frequent first."""

    problem_asked = Signal(str)  # code

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.words("today.problems"))
        self._kit = kit
        self.bars: dict[str, BarButton] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.body.addStretch()

    def show_problems(self, problems: Sequence[tuple[str, str, int]]) -> None:
        """Show (code, words, count)."""
        while item := self._rows.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self.bars.clear()
        largest = max((count for _, _, count in problems), default=0)
        for code, words, count in problems:
            bar = BarButton(self._kit, words, count, largest)
            bar.clicked.connect(lambda _on=False, asked=code: self.problem_asked.emit(asked))
            self.bars[code] = bar
            self._rows.addWidget(bar)
        if not problems:
            self._rows.addWidget(label(self._kit, self._kit.words("today.problems.none"), ink="subtle"))
