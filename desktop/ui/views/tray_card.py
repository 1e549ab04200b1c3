"""Tray card: what the centre refused and why, in words; with the ways out of it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from desktop.actions import outbox
from desktop.actions.outbox import RefusedChange
from desktop.changed import Changed
from desktop.store.drafts import Draft
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.refusals import refusal_words, said_values, values_text
from desktop.ui.views.bench import Bench
from desktop.ui.views.discard_dialog import DiscardDialog
from desktop.ui.views.places import FormPlace
from desktop.ui.views.save_text import save_text
from desktop.ui.views.waiting_card import cleared
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.key_value_grid import Fact, KeyValueGrid
from desktop.ui.widgets.text import ElidedLabel, line, paragraph
from sync.clock import stamp
from sync.domain.records.catalogue import NOUNS


class TrayCard(Card):
    """One part a refused change; hidden while there is none."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.kit, bench.kit.words("sync.tray"))
        self._bench = bench
        self.body.addWidget(paragraph(bench.kit, bench.kit.words("sync.tray.text"), Face.SMALL))
        self._parts = QVBoxLayout()
        self._parts.setSpacing(bench.kit.look.px(12))
        self.body.addLayout(self._parts)
        self.buttons: dict[str, dict[str, QPushButton]] = {}
        self.hide()

    def show_refused(self, refused: Sequence[RefusedChange]) -> None:
        """Show *refused*, oldest first."""
        cleared(self._parts)
        self.buttons.clear()
        for number, one in enumerate(refused):
            if number:
                self._parts.addWidget(line())
            self._parts.addLayout(self._part(one))
        self.setVisible(bool(refused))

    def _part(self, one: RefusedChange) -> QVBoxLayout:
        kit, speech = self._bench.kit, self._bench.speech
        column = QVBoxLayout()
        column.setSpacing(kit.look.px(6))
        head = QHBoxLayout()
        title = speech.title(one.row) if one.row is not None else speech.noun(one.change.kind)
        head.addWidget(ElidedLabel(kit, title, Face.STRONG), 1)
        head.addWidget(Chip(kit, kit.words(f"sync.op.{one.change.op}"), Tone.DANGER, "circle-alert"))
        column.addLayout(head)
        column.addWidget(paragraph(kit, refusal_words(speech, one), Face.MEDIUM, "danger"))
        facts = [Fact(label=label, value=value) for label, value in said_values(speech, one.change)]
        column.addWidget(KeyValueGrid(kit, facts))
        column.addLayout(self._ways(one))
        return column

    def _ways(self, one: RefusedChange) -> Flow:
        kit, change = self._bench.kit, one.change
        row = Flow(kit.look.px(6))
        made = {
            "edit": button(kit, kit.words("sync.tray.edit"), Kind.SECONDARY, "pencil"),
            "resend": button(kit, kit.words("sync.tray.resend"), Kind.SECONDARY, "upload"),
            "export": button(kit, kit.words("sync.tray.export"), Kind.GHOST, "download"),
            "discard": button(kit, kit.words("sync.tray.discard"), Kind.GHOST, "trash-2"),
        }
        made["edit"].clicked.connect(partial(self._edit, one))
        made["resend"].clicked.connect(partial(self._resend, change.id))
        made["export"].clicked.connect(partial(self._export, one))
        made["discard"].clicked.connect(partial(self._discard, one))
        made["edit"].setVisible(one.row is not None)
        for each in made.values():
            row.addWidget(each)
        self.buttons[change.id] = made
        return row

    def _edit(self, one: RefusedChange) -> None:
        """Open the record's form with the refused values in it, as the draft that they are."""
        desk, change = self._bench.desk, one.change
        key = f"edit/{change.kind}/{change.record}"  # as the form of the record calls it, see desktop/store/drafts.py
        draft = Draft(form=key, body={"fields": outbox.as_draft(one)}, at=stamp(desk.clock.now()))
        place = FormPlace(kind=change.kind, record=change.record)
        self._bench.background.do(
            partial(desk.store.keep_draft, desk.officer.user, draft),
            done=lambda _none: self._bench.shell.go(NOUNS[change.kind].about.section, place),
            failed=self._bench.tell_error,
        )

    def _resend(self, change: str) -> None:
        words = self._bench.kit.words
        self._bench.do(partial(outbox.resend, change), lambda _row: self._bench.shell.tell(words("sync.tray.resent")))

    def _discard(self, one: RefusedChange) -> None:
        dialog = DiscardDialog(self._bench.kit, is_new=one.change.op == "create", parent=self.window())
        reason = dialog.chosen()
        if reason is not None:
            self.discard(one.change.id, reason)

    def discard(self, change: str, reason: str) -> None:
        """Throw a change away."""
        self._bench.do(partial(outbox.discard, change, reason), self._on_discarded)

    def _on_discarded(self, _none: None) -> None:
        self._bench.shell.tell(self._bench.kit.words("sync.tray.discarded"), Tone.INFO)
        self._bench.background.changed.emit(Changed(outbox=True))  # nothing new is to be sent, but the tray is shorter

    def _export(self, one: RefusedChange) -> None:
        save_text(self._bench, self, values_text(self._bench.speech, one))
