"""Waiting card: what waits to be sent, by kind, with the age of the oldest; and the rounds of late, in plain words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout

from desktop.actions.outbox import WaitingKind
from desktop.store.brought import BroughtCase
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.sync_page import brought_words, oldest, round_line
from desktop.ui.views.bench import Bench
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.text import ElidedLabel, icon_label, label, line, paragraph

_ICONS: Final = {
    "worker": "users",
    "case": "folder-open",
    "action": "message-square",
    "action_plan_item": "list-checks",
    "attachment": "paperclip",
    "claim": "hand-coins",
    "shelter_stay": "bed",
    "outreach_event": "megaphone",
    "travel_document": "id-card",
    "conflict": "git-merge",
}
_FEW: Final = 6


class WaitingCard(Card):
    """One line a kind."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.kit, bench.kit.words("sync.waiting"))
        self._bench = bench
        self._lines = QVBoxLayout()
        self._lines.setSpacing(bench.kit.look.px(8))
        self.body.addLayout(self._lines)

    def show_waiting(self, kinds: Sequence[WaitingKind], carried: int, *, is_joined: bool) -> None:
        """Show *kinds*, the most first, and how many of all are *carried* for other desks."""
        cleared(self._lines)
        if not is_joined:
            self._lines.addWidget(paragraph(self._bench.kit, self._bench.kit.words("sync.waiting.alone"), Face.SMALL))
        elif not kinds:
            self._lines.addWidget(label(self._bench.kit, self._bench.kit.words("sync.waiting.none"), ink="subtle"))
        for number, one in enumerate(kinds):
            if number:
                self._lines.addWidget(line())
            self._lines.addLayout(self._row(one))
        if carried:
            said = self._bench.kit.words("waiting.carried", n=carried)
            self._lines.addWidget(paragraph(self._bench.kit, said, Face.SMALL))

    def _row(self, one: WaitingKind) -> QHBoxLayout:
        kit, speech = self._bench.kit, self._bench.speech
        row = QHBoxLayout()
        row.setSpacing(kit.look.px(12))
        row.addWidget(icon_label(kit, _ICONS.get(one.kind, "file-text"), "muted", 18))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(kit, speech.nouns(one.kind), Face.STRONG))
        words.addWidget(label(kit, oldest(speech, one, self._bench.desk.clock.now()), Face.SMALL, "subtle"))
        row.addLayout(words, 1)
        row.addWidget(Chip(kit, kit.words.number(one.count), Tone.NEUTRAL))
        return row


class ActivityCard(Card):
    """The rounds of late; the link shows all that are kept."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.kit, bench.kit.words("sync.activity"), bench.kit.words("sync.activity.all"))
        self._bench = bench
        self._rounds: Sequence[dict[str, Any]] = ()
        self._cases: Mapping[str, BroughtCase] = {}
        self._shown = _FEW
        self._lines = QVBoxLayout()
        self._lines.setSpacing(bench.kit.look.px(9))
        self.body.addLayout(self._lines)
        self.body.addStretch()
        if self.link is not None:
            self.link.clicked.connect(self._show_all)

    def show_rounds(self, rounds: Sequence[dict[str, Any]], cases: Mapping[str, BroughtCase]) -> None:
        """Show *rounds*, newest first, with what they brought to *cases*."""
        self._rounds = rounds
        self._cases = cases
        self._fill()

    def _show_all(self) -> None:
        self._shown = len(self._rounds)
        self._fill()

    def _fill(self) -> None:
        kit = self._bench.kit
        cleared(self._lines)
        if self.link is not None:
            self.link.setVisible(len(self._rounds) > self._shown)
        if not self._rounds:
            self._lines.addWidget(label(kit, kit.words("sync.activity.none"), ink="subtle"))
        for body in self._rounds[: self._shown]:
            said = round_line(self._bench.speech, body, self._bench.desk.clock.now())
            row = QHBoxLayout()
            row.setSpacing(kit.look.px(12))
            row.addWidget(icon_label(kit, said.icon, said.tone.value, 18))
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(ElidedLabel(kit, said.title, Face.BODY))
            if text := brought_words(self._bench.speech, body, self._cases, self._bench.desk.officer.user):
                words.addWidget(ElidedLabel(kit, text, Face.SMALL, "muted"))
            row.addLayout(words, 1)
            row.addWidget(label(kit, said.meta, Face.SMALL, "subtle"), 0, Qt.AlignmentFlag.AlignRight)
            self._lines.addLayout(row)


def cleared(layout: QLayout) -> None:
    """Take everything out of *layout*."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            cleared(inner)
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
