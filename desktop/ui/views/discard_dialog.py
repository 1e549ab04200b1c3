"""Discard dialog: a refused change is thrown away only with a reason."""

from PySide6.QtWidgets import QButtonGroup, QDialog, QRadioButton, QWidget

from desktop.actions.outbox import REASONS
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.text import paragraph


class DiscardDialog(Dialog):
    """The button stays off until a reason is chosen; Esc keeps the change."""

    def __init__(self, kit: Kit, *, is_new: bool, parent: QWidget | None = None) -> None:
        words = kit.words
        super().__init__(kit, words("sync.tray.discard.title"), parent)
        self.body.addWidget(paragraph(kit, words("sync.tray.discard.title"), Face.SECTION, "text"))
        if is_new:
            self.body.addWidget(paragraph(kit, words("sync.tray.discard.new"), Face.MEDIUM, "danger"))
        self.body.addWidget(paragraph(kit, words("sync.tray.discard.text")))
        self._group = QButtonGroup(self)
        self.reasons: dict[str, QRadioButton] = {}
        for reason in REASONS:
            made = QRadioButton(words(f"sync.tray.reason.{reason}"))
            made.setFont(kit.look.font())
            made.setMinimumHeight(kit.look.px(28))
            self._group.addButton(made)
            self.body.addWidget(made)
            self.reasons[reason] = made
        cancel = self.add_button(button(kit, words("shell.cancel")))
        self.act = self.add_button(button(kit, words("sync.tray.act"), Kind.DANGER, "trash-2"))
        self.act.setEnabled(False)
        cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)
        self._group.buttonClicked.connect(lambda _made: self.act.setEnabled(True))

    def chosen(self) -> str | None:
        """Ask, and return the reason; None when the change stays."""
        if self.exec() != QDialog.DialogCode.Accepted:
            return None
        return next((reason for reason, made in self.reasons.items() if made.isChecked()), None)
