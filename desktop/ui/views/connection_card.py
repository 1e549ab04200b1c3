"""Connection card: how the line to the centre is, when it is tried next, and the button that tries now or stops."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout

from desktop.ui.durations import seconds_words
from desktop.ui.look import Face
from desktop.ui.rounds import Rounds
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.sync_page import clock_words, first_words, line_words
from desktop.ui.views.bench import Bench
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card, RoundIcon
from desktop.ui.widgets.text import label, paragraph

_TICK_MS: Final = 1000


class ConnectionCard(Card):
    """Follows the rounds as they go."""

    def __init__(self, bench: Bench, rounds: Rounds) -> None:
        kit = bench.kit
        super().__init__(kit, kit.words("sync.connection"))
        self._bench = bench
        self._rounds = rounds
        self._icon: RoundIcon | None = None
        self._drawn: tuple[str, Tone] | None = None
        self._row = QHBoxLayout()
        self._row.setSpacing(kit.look.px(14))
        words = QVBoxLayout()
        words.setSpacing(kit.look.px(3))
        self.title = label(kit, "", Face.STRONG)
        self.text = paragraph(kit, "", Face.SMALL, "muted")
        words.addWidget(self.title)
        words.addWidget(self.text)
        self._row.addLayout(words, 1)
        self.try_now = button(kit, kit.words("sync.try_now"), Kind.PRIMARY, "refresh-cw")
        self.try_now.clicked.connect(rounds.try_now)
        self.cancel = button(kit, kit.words("sync.cancel"), Kind.SECONDARY, "x")
        self.cancel.clicked.connect(rounds.cancel)
        self._row.addWidget(self.try_now)
        self._row.addWidget(self.cancel)
        self.body.addLayout(self._row)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(kit.words("sync.running"))
        self.body.addWidget(self._bar)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._show)
        self._tick.start()
        rounds.moved.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        bench, rounds = self._bench, self._rounds
        said = line_words(bench.speech, rounds.standing, rounds.state, bench.desk.clock.now())
        self.title.setText(said.title)
        first = rounds.standing.first_sync if rounds.standing is not None and not rounds.state.is_running else None
        still = "" if first is None else first_words(bench.speech, first)
        now = " ".join(filter(None, (said.text, self._next())))
        off = None if rounds.standing is None else rounds.standing.clock_off
        clock = "" if off is None else clock_words(bench.speech, off)
        self.text.setText("\n".join(filter(None, (now, still, clock))))
        self._set_icon(said.icon, said.tone)
        is_running = rounds.state.is_running
        self.try_now.setVisible(rounds.is_joined and not is_running)
        self.cancel.setVisible(is_running)
        self._bar.setVisible(is_running)
        progress = rounds.state.progress
        self._bar.setRange(0, progress.total if progress else 0)
        if progress is not None:
            self._bar.setValue(progress.done)

    def _next(self) -> str:
        seconds = self._rounds.next_try_s()
        if seconds is None or self._rounds.state.error is None:
            return ""
        return self._bench.kit.words("sync.next", time=seconds_words(self._bench.kit.words, seconds))

    def _set_icon(self, icon: str, tone: Tone) -> None:
        if (icon, tone) == self._drawn:
            return
        self._drawn = (icon, tone)
        if self._icon is not None:
            self._row.removeWidget(self._icon)
            self._icon.hide()
            self._icon.setParent(None)
            self._icon.deleteLater()
        self._icon = RoundIcon(self._bench.kit, icon, tone, 42)
        self._row.insertWidget(0, self._icon, 0, Qt.AlignmentFlag.AlignTop)
