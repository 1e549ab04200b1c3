"""Due card: what must be done next, the late ones first; each line opens its case."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.today import DueLine
from desktop.ui.views.row_button import RowButton
from desktop.ui.widgets.card import Card, RoundIcon
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.text import label, line, paragraph


class DueCard(Card):
    """A list that is read from top to bottom; it shows as many lines as there is room for."""

    case_asked = Signal(str)
    all_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.words("today.due"), kit.words("today.due.all"))
        self._kit = kit
        self.rows: list[RowButton] = []
        if self.link is not None:
            self.link.clicked.connect(self.all_asked)
        px = kit.look.px
        self.body.setContentsMargins(px(14), px(16), px(14), px(12))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(self._lines)
        self.body.addStretch()

    def show_lines(self, lines: Sequence[DueLine], total: int) -> None:
        """Show *lines* of *total*."""
        self._clear()
        for number, one in enumerate(lines):
            if number:
                self._lines.addWidget(line())
            row = self._row(one)
            self.rows.append(row)
            self._lines.addWidget(row)
        if not lines:
            self._lines.addWidget(self._nothing(), 0, Qt.AlignmentFlag.AlignTop)
        elif total > len(lines):
            more = label(self._kit, self._kit.words("today.due.more", n=total - len(lines)), ink="subtle")
            more.setContentsMargins(self._kit.look.px(8), self._kit.look.px(8), 0, 0)
            self._lines.addWidget(more)

    def _row(self, one: DueLine) -> RowButton:
        kit = self._kit
        row = RowButton(
            kit, RoundIcon(kit, one.icon, one.tone), one.title, one.under, Chip(kit, one.when, one.when_tone)
        )
        row.clicked.connect(partial(self.case_asked.emit, one.case))
        return row

    def _nothing(self) -> RowButton | Card:
        card = Card(self._kit)
        card.setProperty("part", "banner-success")
        card.body.addWidget(paragraph(self._kit, self._kit.words("today.due.none"), ink=Tone.SUCCESS.value))
        return card

    def _clear(self) -> None:
        self.rows.clear()
        while item := self._lines.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
