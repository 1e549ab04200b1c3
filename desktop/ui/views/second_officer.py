"""Second officer: another officer of this desk agrees, beside the one who is at it, by a passphrase of their own."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop import officers
from desktop.ui.background import Lane
from desktop.ui.error_text import error_text, field_text
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.views.bench import Bench
from desktop.ui.views.labelled import Labelled
from desktop.ui.views.passphrase_edit import PassphraseEdit
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.text import paragraph
from sync.errors import Cancelled, DeskError, InvalidField, NoSuchOfficer, SecondOfficerNeeded


class SecondOfficer(Dialog):
    """Says who agreed, once the passphrase has proven it."""

    def __init__(self, bench: Bench, text: str, then: Callable[[str], None], parent: QWidget) -> None:
        kit, words = bench.kit, bench.kit.words
        super().__init__(kit, words("second.title"), parent.window())
        self._bench = bench
        self._then = then
        self.body.addWidget(paragraph(kit, words("second.title"), Face.SECTION, "text"))
        self.body.addWidget(paragraph(kit, text))
        self.user = Labelled(kit, words("second.user"), QLineEdit())
        self.typed = Labelled(kit, words("second.passphrase"), PassphraseEdit(kit))
        for field in (self.user, self.typed):
            self.body.addWidget(field)
            field.field.returnPressed.connect(self.submit)
        cancel = self.add_button(button(kit, words("shell.cancel")))
        cancel.clicked.connect(self.reject)
        self.act = self.add_button(button(kit, words("second.act"), Kind.PRIMARY, "user-check"))
        self.act.clicked.connect(self.submit)
        self.user.field.setFocus()

    def submit(self) -> None:
        """Prove it."""
        if self.act.isEnabled():
            self.act.setEnabled(False)
            prove = partial(officers.vouched, self._bench.desk, self.user.text(), self.typed.field.text())
            self._bench.background.do(prove, done=self._agreed, failed=self._refused, lane=Lane.FILES)

    def _agreed(self, user: str) -> None:
        self.accept()
        self._then(user)

    def _refused(self, error: DeskError) -> None:
        self.act.setEnabled(True)
        field = self.user if isinstance(error, InvalidField | NoSuchOfficer) else self.typed
        field.set_error(field_text(self._bench.kit.words, error))
        field.field.setFocus()


def tell_not_given(bench: Bench, error: DeskError, agreed: Callable[[str], None], page: QWidget) -> None:
    """Say why nothing was given out; where a second officer must agree, ask for one, whose name goes to *agreed*."""
    if isinstance(error, Cancelled):
        bench.shell.tell(bench.kit.words("export.stopped"), Tone.INFO)
    elif isinstance(error, SecondOfficerNeeded):
        SecondOfficer(bench, error_text(bench.kit.words, error).text, agreed, page).open()
    else:
        bench.tell_error(error)
