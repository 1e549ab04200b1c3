"""Mass card: a mass deletion that was held back; what would go can be looked at, and only then let in, once."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.actions import mass_deletion
from desktop.actions.mass_deletion import Doomed
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.views.bench import Bench
from desktop.ui.views.mass_dialog import MassDialog
from desktop.ui.views.waiting_card import cleared
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.text import ElidedLabel, paragraph


class MassCard(Card):
    """One line a kind; hidden while nothing is held back. *then* is called once it is let in."""

    def __init__(self, bench: Bench, then: Callable[[], None]) -> None:
        kit = bench.kit
        super().__init__(kit, kit.words("sync.mass"))
        self._bench = bench
        self._then = then
        self._stopped: Sequence[Doomed] = ()
        self.body.addWidget(paragraph(kit, kit.words("sync.mass.text"), Face.MEDIUM, "danger"))
        self._kinds = QVBoxLayout()
        self._kinds.setSpacing(kit.look.px(8))
        self.body.addLayout(self._kinds)
        row = QHBoxLayout()
        self.look_at = button(kit, kit.words("sync.mass.look"), Kind.SECONDARY, "eye")
        self.look_at.clicked.connect(self._look)
        row.addWidget(self.look_at)
        row.addStretch()
        self.body.addLayout(row)
        self.hide()

    def show_stopped(self, stopped: Sequence[Doomed]) -> None:
        """Show what is held back."""
        kit = self._bench.kit
        self._stopped = stopped
        cleared(self._kinds)
        for one in stopped:
            row = QHBoxLayout()
            row.addWidget(ElidedLabel(kit, self._bench.speech.noun(one.kind), Face.STRONG), 1)
            text = kit.words("sync.mass.kind", count=one.count, held=one.held)
            row.addWidget(Chip(kit, text, Tone.DANGER, "trash-2"))
            self._kinds.addLayout(row)
        self.setVisible(bool(stopped))

    def _look(self) -> None:
        if MassDialog(self._bench, self._stopped, self.window()).is_allowed():
            self.allow()

    def allow(self) -> None:
        """Let in what was looked at."""
        self._bench.do(mass_deletion.allow, self._on_allowed)

    def _on_allowed(self, _none: None) -> None:
        self._bench.shell.tell(self._bench.kit.words("sync.mass.allowed"), Tone.INFO)
        self.hide()
        self._then()
