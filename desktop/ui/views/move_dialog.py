"""Move dialog: asks for what a move of a case needs, and nothing else."""

from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QWidget

from desktop.ui.look import Face
from desktop.ui.viewmodels.case_page import Move
from desktop.ui.views.bench import Bench
from desktop.ui.views.draft_keeper import Body, journal
from desktop.ui.views.form_fields import options
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.fields.code_fields import CodeField
from desktop.ui.widgets.fields.form_field import Caption, FormField
from desktop.ui.widgets.fields.text_fields import LineField, TextField
from desktop.ui.widgets.text import paragraph
from sync.domain.rules.lifecycle import CLOSING_REASON, OWNER, REASON, SECOND_PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the officer said."""

    fields: dict[str, str]
    reason: str | None


class MoveDialog(Dialog):
    """Owner, reason of closing or a written reason, as the move asks for them."""

    def __init__(self, bench: Bench, move: Move, case: str, parent: QWidget | None = None) -> None:
        self._status = bench.speech.code("case_status", move.to)
        title = bench.kit.words("case.move_to", status=self._status)
        super().__init__(bench.kit, title, parent)
        words, speech = bench.kit.words, bench.speech
        self.body.addWidget(paragraph(bench.kit, title, Face.SECTION, "text"))
        if SECOND_PERSON in move.needs:
            self.body.addWidget(paragraph(bench.kit, words("case.rule.second-person")))
        self.owner = self.closing = None
        if OWNER in move.needs:
            self.owner = LineField(
                bench.kit, Caption(label=speech.label("case", "owner"), is_required=True), longest=60
            )
            self.owner.set_value(bench.desk.officer.user)
        if CLOSING_REASON in move.needs:
            caption = Caption(label=speech.label("case", "closing_reason"), is_required=True)
            self.closing = CodeField(bench.kit, caption, options(bench, "closing_reason"))
        self._must_tell = REASON in move.needs
        self.why = TextField(
            bench.kit, Caption(label=words("list.reason"), is_required=self._must_tell), longest=2000, lines=3
        )
        self._fields: list[FormField] = [one for one in (self.owner, self.closing, self.why) if one is not None]
        for field in self._fields:
            self.body.addWidget(field)
            field.changed.connect(self._judge)
        cancel = self.add_button(button(bench.kit, words("shell.cancel")))
        self.act = self.add_button(button(bench.kit, words("case.move_now"), Kind.PRIMARY))
        self.act.setDefault(True)
        cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)
        self._fields[0].setFocus()
        self._judge()
        journal(bench, self, f"move/{case}/{move.to}", self._typed, self._show)

    def answer(self) -> Answer | None:
        """Ask; None when the officer thought better of it."""
        if self.exec() != QDialog.DialogCode.Accepted:
            return None
        said = {"owner": self.owner, "closing_reason": self.closing}
        fields = {name: str(field.value()) for name, field in said.items() if field is not None}
        return Answer(fields=fields, reason=self.why.value())

    def _typed(self) -> Body:
        why = self.why.value()
        return {"reason": why} if why else {}

    def _show(self, kept: Body) -> None:
        self.why.set_value(kept["reason"])
        self._judge()

    def _judge(self) -> None:
        asked: list[FormField] = [field for field in (self.owner, self.closing) if field is not None]
        if self._must_tell:
            asked.append(self.why)
        self.act.setEnabled(all(field.value() for field in asked))
