"""Join card: on the page of sync, joining a centre while the desk has none."""

from functools import partial

from PySide6.QtCore import Qt

from desktop.changed import Changed
from desktop.desk import Enrolled
from desktop.ui.background import Lane
from desktop.ui.rounds import Rounds
from desktop.ui.tokens import Tone
from desktop.ui.views.bench import Bench
from desktop.ui.views.join_form import JoinForm
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.text import paragraph
from sync.errors import DeskError


class JoinCard(Card):
    """The form, and afterwards the fingerprint to be compared."""

    def __init__(self, bench: Bench, rounds: Rounds) -> None:
        kit = bench.kit
        super().__init__(kit, kit.words("sync.join"))
        self._bench = bench
        self._rounds = rounds
        self.is_finished = False  # joined just now: the fingerprint is still to be compared
        self.body.addWidget(paragraph(kit, kit.words("sync.alone.text")))
        self.form = JoinForm(kit)
        self.form.submitted.connect(self.submit)
        self.body.addWidget(self.form)
        self.act = button(kit, kit.words("sync.join.act"), Kind.PRIMARY, "link")
        self.act.clicked.connect(self.submit)
        self.body.addWidget(self.act, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch()

    def submit(self) -> None:
        """Try to join."""
        if not self.act.isEnabled() or not self.form.is_filled():
            return
        self.act.setEnabled(False)
        enrol = partial(self._bench.desk.enrol, self.form.gateway.text(), self.form.code.text())
        self._bench.background.do(enrol, done=self._on_joined, failed=self._on_refused, lane=Lane.NETWORK)

    def _on_joined(self, enrolled: Enrolled) -> None:
        kit = self._bench.kit
        self.is_finished = True
        self.form.hide()
        self.act.hide()
        text = kit.words("sync.join.fingerprint", fingerprint=enrolled.fingerprint)
        self.body.insertWidget(1, Banner(kit, "shield-check", Tone.SUCCESS, text))
        self._rounds.read_standing()
        self._bench.background.changed.emit(Changed(outbox=True, sync=True))

    def _on_refused(self, error: DeskError) -> None:
        self.act.setEnabled(True)
        self.form.show_error(error)
