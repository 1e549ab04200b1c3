"""Due card: what must be done next, the late ones first; each line opens its case or worker."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.actions.overview import DuePersons, DueRecord, persons_due, pressing
from desktop.changed import Changed
from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.today import DueLine, due_line
from desktop.ui.views.bench import Bench
from desktop.ui.views.row_button import RowButton
from desktop.ui.widgets.card import Card, RoundIcon
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.text import label, line, paragraph

_LEAST: Final = 3
_OF_PERSONS: Final = frozenset({"worker", "contract", "placement", "travel_document"})


class DueCard(Card):
    """A list that is read from top to bottom; it shows as many lines as there is room for."""

    asked = Signal(str, str)  # kind, record id
    all_asked = Signal()

    def __init__(self, bench: Bench) -> None:
        kit = bench.kit
        super().__init__(kit, kit.words("today.due"), kit.words("today.due.all"))
        self._bench = bench
        self._cases: tuple[DueRecord, ...] = ()
        self._cases_total = 0
        self._persons = DuePersons()
        self._are_persons_old = True
        if self.link is not None:
            self.link.clicked.connect(self.all_asked)
        self.lines = _Lines(kit)
        self.lines.fitted.connect(self._say_more)
        self.body.addWidget(self.lines, 1)
        self._none = paragraph(kit, kit.words("today.due.none"), ink=Tone.SUCCESS.value)
        self._none.hide()
        self.body.insertWidget(1, self._none)
        self._more = label(kit, "", ink="subtle")
        self.body.addWidget(self._more)

    @property
    def rows(self) -> list[RowButton]:
        return self.lines.rows

    def show_cases(self, due: tuple[DueRecord, ...], total: int) -> None:
        """Show what is due in *total* cases, the most pressing of them given, among what is due for workers."""
        self._cases, self._cases_total = due, total
        self._show()

    def refresh(self, changed: Changed) -> None:
        """Ask again for what is due of papers and contracts; it looks at every worker, so only while it is seen."""
        if changed.kinds & _OF_PERSONS:
            self._are_persons_old = True
            if self.isVisible():
                self._ask_persons()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._are_persons_old:
            self._ask_persons()

    def _ask_persons(self) -> None:
        self._are_persons_old = False
        self._bench.ask("today/persons", partial(persons_due, now=self._bench.desk.clock.now()), self._take_persons)

    def _take_persons(self, found: DuePersons) -> None:
        self._persons = found
        self._show()

    def _show(self) -> None:
        speech, now = self._bench.speech, self._bench.desk.clock.now()
        due = sorted((*self._cases, *self._persons.due), key=pressing)
        self._none.setVisible(not due)
        self.lines.show_rows([self._row(due_line(speech, one, now)) for one in due])

    def _row(self, one: DueLine) -> RowButton:
        kit = self._bench.kit
        when = Chip(kit, one.when, one.when_tone)
        row = RowButton(kit, RoundIcon(kit, one.icon, one.tone), one.title, one.under, when)
        row.clicked.connect(partial(self.asked.emit, one.kind, one.record))
        return row

    def _say_more(self, shown: int) -> None:
        rest = self._cases_total + self._persons.total - shown
        self._more.setVisible(rest > 0)
        self._more.setText(self._bench.kit.words("today.due.more", n=rest))


class _Lines(QWidget):
    """Rows under each other; those that do not fit are left out whole."""

    fitted = Signal(int)  # how many are shown

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._pitch = kit.look.px(53)
        self.rows: list[RowButton] = []
        self._rules: list[QFrame] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self._column.addStretch()
        self.setMinimumHeight(self._pitch * _LEAST)

    def show_rows(self, rows: Sequence[RowButton]) -> None:
        for gone in (*self.rows, *self._rules):
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
        self.rows = list(rows)
        self._rules = [line() for _each in rows]
        for number, (rule, row) in enumerate(zip(self._rules, self.rows, strict=True)):
            self._column.insertWidget(2 * number, rule)
            self._column.insertWidget(2 * number + 1, row)
        self._fit()

    def _fit(self) -> None:
        room = max(1, self.height() // self._pitch)
        for number, (rule, row) in enumerate(zip(self._rules, self.rows, strict=True)):
            row.setVisible(number < room)
            rule.setVisible(0 < number < room)
        self.fitted.emit(min(room, len(self.rows)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
