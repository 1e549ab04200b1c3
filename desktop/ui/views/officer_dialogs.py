"""Officer dialogs: letting a colleague in, and the recovery sheet; drawn words are shown once."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.error_text import field_text
from desktop.ui.look import Face
from desktop.ui.viewmodels import officers
from desktop.ui.views.bench import Bench
from desktop.ui.views.labelled import Labelled
from desktop.ui.views.passphrase_edit import PassphraseEdit
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.text import label, paragraph
from sync.errors import DeskError, WrongPassphrase


class _DrawnDialog(Dialog):
    """Draws words when it is asked to, and shows them."""

    def __init__(self, bench: Bench, name: str, changed: Callable[[], None], parent: QWidget | None) -> None:
        words = bench.kit.words
        super().__init__(bench.kit, words(f"{name}.title"), parent)
        self.bench = bench
        self.changed = changed
        self.body.addWidget(label(bench.kit, words(f"{name}.title"), Face.SECTION))
        self.text = paragraph(bench.kit, words(f"{name}.text"))
        self.body.addWidget(self.text)
        self.drawn = label(bench.kit, "", Face.TITLE)
        self.drawn.setWordWrap(True)
        self.drawn.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.drawn.setAccessibleName(words("first.secret.words"))
        self.drawn.hide()
        self.body.addWidget(self.drawn)
        self.cancel = self.add_button(button(bench.kit, words("shell.cancel")))
        self.cancel.clicked.connect(self.reject)
        self.act = self.add_button(button(bench.kit, words(f"{name}.act"), Kind.PRIMARY))
        self.act.setDefault(True)

    def show_words(self, drawn: str, text: str) -> None:
        """Show what was drawn, and what to do with it."""
        self.text.setText(text)
        self.drawn.setText(drawn)
        self.drawn.show()
        self.fit()
        self.changed()

    def fit(self) -> None:
        """Give what is shown now its height: long words break into lines."""
        if (layout := self.layout()) is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def done(self, result: int) -> None:
        """Close, and leave no words behind."""
        self.drawn.clear()
        super().done(result)


class OfficerDialog(_DrawnDialog):
    """The colleague's name and sign-in name; then the words that open once."""

    def __init__(self, bench: Bench, changed: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(bench, "officers.add", changed, parent)
        words = bench.kit.words
        self.name = Labelled(bench.kit, words("first.name"), QLineEdit(), words("first.name.help"))
        self.user = Labelled(bench.kit, words("first.user"), QLineEdit(), words("first.user.help"))
        for field in (self.name, self.user):
            self.body.addWidget(field)
        self.act.clicked.connect(self.submit)
        self.name.field.setFocus()

    def submit(self) -> None:
        """Let the colleague in; or close, once the words were shown."""
        if not self.drawn.isHidden():
            self.accept()
            return
        for field in (self.user, self.name):
            if not field.text():
                field.set_error(self.bench.kit.words("rule.required"))
                field.field.setFocus()
                return
        self.act.setEnabled(False)
        act = partial(officers.let_in, self.bench.desk, self.user.text(), self.name.text())
        self.bench.background.do(act, done=self._on_in, failed=self._on_refused)

    def _on_in(self, drawn: str) -> None:
        words = self.bench.kit.words
        for widget in (self.name, self.user, self.cancel):
            widget.hide()
        self.show_words(drawn, words("officers.add.words", name=self.name.text()))
        self.act.setText(words("officers.words.kept"))
        self.act.setEnabled(True)
        self.act.setFocus()

    def _on_refused(self, error: DeskError) -> None:
        self.act.setEnabled(True)
        wrong = self.name if error.field == "name" else self.user
        wrong.set_error(field_text(self.bench.kit.words, error))
        wrong.field.setFocus()


class SheetDialog(_DrawnDialog):
    """Draws the sheet's words, and lets them be typed back from the paper: only then the way is known to work."""

    def __init__(self, bench: Bench, changed: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(bench, "officers.sheet.new", changed, parent)
        words = bench.kit.words
        self.typed = Labelled(bench.kit, words("officers.sheet.typed"), PassphraseEdit(bench.kit))
        self.typed.hide()
        self.body.addWidget(self.typed)
        self.typed.field.returnPressed.connect(self.submit)
        self.act.clicked.connect(self.submit)

    def submit(self) -> None:
        """Draw; then hide the words and ask for them; then try them."""
        desk = self.bench.desk
        if self.typed.isVisible():
            self._do(partial(officers.try_sheet, desk, self.typed.field.text()), self._on_tried)
        elif not self.drawn.isHidden():
            self._ask_back()
        else:
            self._do(partial(officers.draw_sheet, desk), self._on_drawn)

    def _do(self, act: Callable[[], object], done: Callable[..., None]) -> None:
        self.act.setEnabled(False)
        self.bench.background.do(act, done=done, failed=self._on_refused)

    def _on_drawn(self, drawn: str) -> None:
        words = self.bench.kit.words
        self.show_words(drawn, words("officers.sheet.words"))
        self.act.setText(words("officers.sheet.written"))
        self.act.setEnabled(True)
        self.act.setFocus()

    def _ask_back(self) -> None:
        words = self.bench.kit.words
        self.drawn.clear()
        self.drawn.hide()
        self.text.setText(words("officers.sheet.back"))
        self.typed.show()
        self.fit()
        self.act.setText(words("officers.sheet.try"))
        self.typed.field.setFocus()

    def _on_tried(self, _none: None) -> None:
        self.bench.shell.tell(self.bench.kit.words("officers.sheet.tried"))
        self.changed()
        self.accept()

    def _on_refused(self, error: DeskError) -> None:
        self.act.setEnabled(True)
        if isinstance(error, WrongPassphrase):
            self.typed.set_error(self.bench.kit.words("officers.sheet.wrong"))
            self.typed.field.setFocus()
        else:
            self.bench.tell_error(error)
