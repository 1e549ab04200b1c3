"""Passphrase dialog: the old one, the new one with a judgement as it is typed, and the new one again."""

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.ui.error_text import error_text
from desktop.ui.look import Face
from desktop.ui.viewmodels.door import drawn, weakness
from desktop.ui.viewmodels.settings import change_passphrase
from desktop.ui.views.bench import Bench
from desktop.ui.views.first_run_secret import weak_words
from desktop.ui.views.labelled import Labelled
from desktop.ui.views.passphrase_edit import PassphraseEdit
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.text import label, paragraph
from sync.errors import DeskError, WeakPassphrase, WrongPassphrase


class PassphraseDialog(Dialog):
    """Closes only when the new passphrase opens the desk, or when the officer gives up."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        words = bench.kit.words
        super().__init__(bench.kit, words("settings.passphrase"), parent)
        self._bench = bench
        kit = bench.kit
        self.body.addWidget(label(kit, words("settings.passphrase"), Face.SECTION))
        self.body.addWidget(paragraph(kit, words("settings.passphrase.text")))
        self.old = Labelled(kit, words("settings.passphrase.old"), PassphraseEdit(kit))
        self.new = Labelled(kit, words("settings.passphrase.new"), PassphraseEdit(kit), words("first.secret.own.help"))
        self.again = Labelled(kit, words("first.secret.again"), PassphraseEdit(kit))
        for field in (self.old, self.new, self.again):
            self.body.addWidget(field)
        self.new.field.textEdited.connect(self._judge)
        self.again.field.returnPressed.connect(self.submit)
        propose = self.add_button(button(kit, words("settings.passphrase.draw"), Kind.GHOST, "refresh-cw"))
        propose.clicked.connect(self._draw)
        self.cancel = self.add_button(button(kit, words("shell.cancel")))
        self.cancel.clicked.connect(self.reject)
        self.act = self.add_button(button(kit, words("settings.passphrase.act"), Kind.PRIMARY, "key-round"))
        self.act.clicked.connect(self.submit)
        self.old.field.setFocus()

    def submit(self) -> None:
        """Change it, when all is filled."""
        words = self._bench.kit.words
        new = self.new.field.text()
        if (weak := weakness(new)) is not None:
            self.new.set_error(weak_words(self._bench.kit, weak))
            self.new.field.setFocus()
        elif self.again.field.text() != new:
            self.again.set_error(words("first.secret.again.other"))
            self.again.field.setFocus()
        elif self.act.isEnabled():
            self.act.setEnabled(False)
            change = partial(change_passphrase, self._bench.desk, self.old.field.text(), new)
            self._bench.background.do(change, done=self._on_changed, failed=self._on_refused)

    def _draw(self) -> None:
        """Put a drawn one in, readable, so that it can be written down."""
        edit = self.new.field
        if isinstance(edit, PassphraseEdit) and not edit.is_shown:
            edit.turn()
        edit.setText(drawn())
        self._judge(edit.text())
        self.again.field.clear()

    def _judge(self, typed: str) -> None:
        weak = weakness(typed)
        if weak is None:
            self.new.say(self._bench.kit.words("first.secret.own.good"), "success")
        else:
            self.new.say(weak_words(self._bench.kit, weak, len(typed)), "muted")

    def _on_changed(self, _none: None) -> None:
        self._bench.shell.tell(self._bench.kit.words("settings.passphrase.changed"))
        self.accept()

    def _on_refused(self, error: DeskError) -> None:
        kit = self._bench.kit
        self.act.setEnabled(True)
        if isinstance(error, WrongPassphrase):
            self.old.set_error(kit.words("door.wrong.1"))
            self.old.field.setFocus()
        elif isinstance(error, WeakPassphrase):
            self.new.set_error(weak_words(kit, error))
        else:
            said = error_text(kit.words, error)
            self.new.set_error(f"{said.text} {said.who}")
