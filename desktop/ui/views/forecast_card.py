"""Forecast card: what the next round will move, how long that takes, and what a budget that was chosen would leave."""

from functools import partial
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from desktop.ui.look import Face
from desktop.ui.rounds import Rounds, on_line
from desktop.ui.viewmodels.forecast import ForecastLine, forecast_lines, total_words
from desktop.ui.views.bench import Bench
from desktop.ui.views.waiting_card import cleared
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.filter_chips import Cut, FilterChips
from desktop.ui.widgets.text import icon_label, label, paragraph
from sync.engine.budget import NO_BOUND, Budget
from sync.engine.forecast import Forecast

BUDGETS: Final = {"all": NO_BOUND, "minutes": Budget(seconds=180), "bytes": Budget(bytes=200_000)}


class ForecastCard(Card):
    """Shown once the desk has joined a centre; the choice holds for the next round that the officer asks for."""

    def __init__(self, bench: Bench, rounds: Rounds) -> None:
        kit, words = bench.kit, bench.kit.words
        super().__init__(kit, words("forecast.title"))
        self._bench = bench
        self._rounds = rounds
        cuts = [Cut(key=key, text=words(f"forecast.budget.{key}")) for key in BUDGETS]
        self.chips = FilterChips(kit, words("forecast.budget"), cuts)
        self.chips.choose("all")
        self.chips.chosen.connect(self._choose)
        self.total = paragraph(kit, "", Face.MEDIUM)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(kit.look.px(12))
        self._grid.setVerticalSpacing(kit.look.px(8))
        column = QVBoxLayout()
        column.setSpacing(kit.look.px(10))
        column.addWidget(self.chips)
        column.addWidget(self.total)
        column.addLayout(self._grid)
        self.body.addLayout(column)
        rounds.moved.connect(self._on_moved)
        self._on_moved()

    @Slot()
    def _on_moved(self) -> None:
        self.setVisible(self._rounds.is_joined)

    @Slot(str)
    def _choose(self, key: str) -> None:
        self._rounds.budget = BUDGETS[key]
        self.ask()

    def ask(self) -> None:
        """Count anew, off the screen thread."""
        budget = on_line(self._rounds.budget, is_metered=self._rounds.is_metered)
        act = partial(self._bench.desk.forecast, budget)
        self._bench.background.ask("forecast", act, done=self._show, failed=self._bench.tell_error)

    def _show(self, said: Forecast | None) -> None:
        cleared(self._grid)
        if said is None:
            return
        key = next(key for key, budget in BUDGETS.items() if budget == self._rounds.budget)
        self.chips.choose(key)
        self.total.setText(total_words(self._bench.speech, said))
        for row, one in enumerate(forecast_lines(self._bench.speech, said)):
            self._add(row, one)

    def _add(self, row: int, one: ForecastLine) -> None:
        kit = self._bench.kit
        self._grid.addWidget(icon_label(kit, one.icon, "muted", 18), row, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(kit, one.title, Face.STRONG))
        words.addWidget(paragraph(kit, one.text, Face.SMALL, "warning" if one.waits else "subtle"))
        self._grid.addLayout(words, row, 1)
