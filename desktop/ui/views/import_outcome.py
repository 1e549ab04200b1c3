"""Import outcome: what became of the rows, or what would: figures, what to look at, and the refused rows."""

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.actions.imports.refused import HeldRows, reason
from desktop.actions.imports.taking import Outcome
from desktop.ui.background import Lane
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.views.bench import Bench
from desktop.ui.views.step import scrolled
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card, FigureCard
from desktop.ui.widgets.text import label, paragraph

_FIGURES: Final = (
    ("created", "user-plus", Tone.SUCCESS),
    ("filled", "pencil", Tone.INFO),
    ("unchanged", "check", Tone.NEUTRAL),
    ("refused", "circle-alert", Tone.DANGER),
)


class ImportOutcome(QWidget):
    """The outcome of a try (*is_final* false) or of the import itself."""

    def __init__(self, bench: Bench, kind: str, outcome: Outcome, list_name: str, *, is_final: bool) -> None:
        super().__init__()
        self._bench = bench
        self._kind = kind
        self._outcome = outcome
        self._list_name = list_name
        self._is_final = is_final
        px = bench.kit.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._banner())
        column.addLayout(self._figures())
        for note in self._notes():
            column.addWidget(Banner(bench.kit, "info", Tone.INFO, note))
        if outcome.refused:
            column.addWidget(self._refused(), 1)
        else:
            column.addStretch()

    @property
    def has_news(self) -> bool:
        """Whether anything would be saved."""
        return bool(self._outcome.created or self._outcome.filled)

    def save_refused(self, path: Path) -> None:
        """Write the refused rows to *path*."""
        held = self._outcome.held
        if held is not None:
            done, failed = partial(self._saved, path), self._bench.tell_error
            self._bench.background.do(partial(HeldRows.save, held, path), done=done, failed=failed, lane=Lane.FILES)

    # --- parts

    def _banner(self) -> Banner:
        kit, outcome = self._bench.kit, self._outcome
        if self._is_final:
            said = kit.words("imports.done", n=outcome.created + outcome.filled)
            return Banner(kit, "check", Tone.SUCCESS, said)
        key = "imports.tried" if self.has_news else "imports.tried.nothing"
        return Banner(kit, "list-checks", Tone.INFO, kit.words(key, n=outcome.read))

    def _figures(self) -> QHBoxLayout:
        kit = self._bench.kit
        row = QHBoxLayout()
        row.setSpacing(kit.look.px(16))
        for name, icon, tone in _FIGURES:
            card = FigureCard(kit, kit.words(f"imports.figure.{name}"), icon, tone)
            beneath = kit.words(f"imports.figure.{name}.under")
            card.set_figure(kit.words.number(getattr(self._outcome, name)), beneath)
            row.addWidget(card, 1)
        return row

    def _notes(self) -> list[str]:
        words, outcome = self._bench.kit.words, self._outcome
        notes = []
        if outcome.nik_warnings:
            notes.append(words("imports.note.nik", n=outcome.nik_warnings))
        if outcome.passed_over:
            notes.append(words("imports.note.passed_over", n=outcome.passed_over))
        return notes

    def _refused(self) -> Card:
        kit, outcome = self._bench.kit, self._outcome
        card = Card(kit)
        head = QHBoxLayout()
        head.addWidget(label(kit, kit.words("imports.refused"), Face.SECTION))
        head.addStretch()
        self.save = button(kit, kit.words("imports.refused.save"), Kind.SECONDARY, "download")
        self.save.clicked.connect(self._ask_where)
        head.addWidget(self.save)
        card.body.addLayout(head)
        card.body.addWidget(paragraph(kit, kit.words("imports.refused.text")))
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, kit.look.px(8), 0)
        lines.setSpacing(kit.look.px(6))
        for refusal in outcome.refusals:
            lines.addWidget(paragraph(kit, reason(kit.words, self._kind, refusal), ink="text"))
        if (more := outcome.refused - len(outcome.refusals)) > 0:
            said = kit.words("imports.refused.more", n=more)
            lines.addWidget(paragraph(kit, said, Face.MEDIUM))
        lines.addStretch()
        card.body.addWidget(scrolled(kit.words("imports.refused"), inner), 1)
        return card

    def _ask_where(self) -> None:
        words = self._bench.kit.words
        name = words("imports.refused-file", name=self._list_name)
        path, _ = QFileDialog.getSaveFileName(self, words("imports.refused.save"), name, "CSV (*.csv)")
        if path:
            self.save_refused(Path(path))

    def _saved(self, path: Path, _none: None) -> None:
        self._bench.shell.tell(self._bench.kit.words("imports.refused.saved", path=str(path)))
