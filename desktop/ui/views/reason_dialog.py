"""Reason dialog: asks why, before something that others will ask about."""

from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from desktop.ui.look import Face
from desktop.ui.views.bench import Bench
from desktop.ui.views.draft_keeper import Body, journal
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.text import label, paragraph


class ReasonDialog(Dialog):
    """A question with a text; the act waits until there is a reason."""

    def __init__(self, bench: Bench, title: str, action: str, record: str, parent: QWidget | None = None) -> None:
        kit = bench.kit
        super().__init__(kit, title, parent)
        words = kit.words
        self.body.addWidget(paragraph(kit, title, Face.SECTION, "text"))
        self.body.addWidget(label(kit, words("list.reason"), Face.SMALL, "muted"))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(words("list.reason"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(kit.look.px(84))
        self.body.addWidget(self.text)
        cancel = self.add_button(button(kit, words("shell.cancel")))
        self.act = self.add_button(button(kit, action, Kind.DANGER))
        self.act.setEnabled(False)
        cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)
        self.text.textChanged.connect(lambda: self.act.setEnabled(bool(self.text.toPlainText().strip())))
        self.text.setFocus()
        journal(bench, self, f"reason/{record}", self._typed, lambda kept: self.text.setPlainText(kept["reason"]))

    def reason(self) -> str | None:
        """Ask, and return the reason; None when the officer thought better of it."""
        answered = self.exec() == QDialog.DialogCode.Accepted
        return self.text.toPlainText().strip() if answered else None

    def _typed(self) -> Body:
        text = self.text.toPlainText()
        return {"reason": text} if text else {}
