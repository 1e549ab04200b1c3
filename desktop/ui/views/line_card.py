"""Line card: on the page of today, how the line to the centre is, in five lines; the rest is on the page of sync."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from desktop.ui.look import Face
from desktop.ui.rounds import Rounds
from desktop.ui.viewmodels.sync_page import line_words, near
from desktop.ui.views.bench import Bench
from desktop.ui.widgets.card import Card, RoundIcon
from desktop.ui.widgets.text import label, paragraph
from sync.clock import moment

_LINES = ("waiting", "refused", "conflicts", "newest")


class LineCard(Card):
    """Follows the rounds as they go."""

    def __init__(self, bench: Bench, rounds: Rounds) -> None:
        kit = bench.kit
        super().__init__(kit, kit.words("shell.nav.sync"), kit.words("today.line.details"))
        self._bench = bench
        self._rounds = rounds
        px = kit.look.px
        if self.link is not None:
            self.link.clicked.connect(lambda: bench.shell.go("sync"))
        self._head = QHBoxLayout()
        self._head.setSpacing(px(12))
        self._icon: RoundIcon | None = None
        words = QVBoxLayout()
        words.setSpacing(px(2))
        self.title = label(kit, "", Face.STRONG)
        self.text = paragraph(kit, "", Face.SMALL, "subtle")
        words.addWidget(self.title)
        words.addWidget(self.text)
        self._head.addLayout(words, 1)
        self.body.addLayout(self._head)
        self._figures: dict[str, QLabel] = {}
        self.body.addLayout(self._grid())
        self.body.addStretch()
        rounds.moved.connect(self._show)
        self._show()

    def _grid(self) -> QGridLayout:
        kit = self._bench.kit
        grid = QGridLayout()
        grid.setVerticalSpacing(kit.look.px(8))
        grid.setColumnStretch(0, 1)
        for row, key in enumerate(_LINES):
            grid.addWidget(label(kit, kit.words(f"today.line.{key}"), Face.BODY, "muted"), row, 0)
            figure = label(kit, "–", Face.STRONG)
            grid.addWidget(figure, row, 1, Qt.AlignmentFlag.AlignRight)
            self._figures[key] = figure
        return grid

    @Slot()
    def _show(self) -> None:
        bench, standing = self._bench, self._rounds.standing
        now = bench.desk.clock.now()
        said = line_words(bench.speech, standing, self._rounds.state, now)
        self.title.setText(said.title)
        self.text.setText(said.text)
        if self._icon is not None:
            self._head.removeWidget(self._icon)
            self._icon.hide()
            self._icon.setParent(None)
            self._icon.deleteLater()
        self._icon = RoundIcon(bench.kit, said.icon, said.tone, 40)
        self._head.insertWidget(0, self._icon, 0, Qt.AlignmentFlag.AlignTop)
        if standing is None:
            return
        until = standing.receipt.until if standing.receipt else None
        for key, figure in (
            ("waiting", bench.kit.words.number(standing.waiting)),
            ("refused", bench.kit.words.number(standing.refused)),
            ("conflicts", bench.kit.words.number(standing.conflicts)),
            ("newest", near(bench.speech, moment(until), now) if until else "–"),
        ):
            self._figures[key].setText(figure)
