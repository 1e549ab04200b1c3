"""Officer dialogs: letting a colleague in, and the recovery sheet; drawn words are shown once."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.keys.secret import Officer
from desktop.ui.error_text import field_text
from desktop.ui.look import Face
from desktop.ui.viewmodels import officers
from desktop.ui.views.bench import Bench
from desktop.ui.views.labelled import Labelled
from desktop.ui.views.sheet_flow import SheetFlow
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.fields.tick import Tick
from desktop.ui.widgets.text import label, paragraph
from sync.errors import DeskError


class OfficerDialog(Dialog):
    """The colleague's name, sign-in name and roles, of those that one has oneself; then the words that open once."""

    def __init__(
        self, bench: Bench, roles: Sequence[str], changed: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        kit, words = bench.kit, bench.kit.words
        super().__init__(kit, words("officers.add.title"), parent)
        self.bench = bench
        self.changed = changed
        self.body.addWidget(label(kit, words("officers.add.title"), Face.SECTION))
        self.text = paragraph(kit, words("officers.add.text"))
        self.body.addWidget(self.text)
        self.drawn = label(kit, "", Face.TITLE)
        self.drawn.setWordWrap(True)
        self.drawn.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.drawn.setAccessibleName(words("first.secret.words"))
        self.drawn.hide()
        self.body.addWidget(self.drawn)
        self.name = Labelled(kit, words("first.name"), QLineEdit(), words("first.name.help"))
        self.user = Labelled(kit, words("first.user"), QLineEdit(), words("first.user.help"))
        for field in (self.name, self.user):
            self.body.addWidget(field)
        self.roles = {role: Tick(kit, bench.speech.code("role", role), Face.BODY) for role in roles}
        self._roles = QWidget()
        column = QVBoxLayout(self._roles)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(kit, words("officers.roles"), Face.MEDIUM))
        for tick in self.roles.values():
            tick.setChecked(True)
            tick.toggled.connect(self._judge)
            column.addWidget(tick)
        self.body.addWidget(self._roles)
        self.cancel = self.add_button(button(kit, words("shell.cancel")))
        self.cancel.clicked.connect(self.reject)
        self.act = self.add_button(button(kit, words("officers.add.act"), Kind.PRIMARY))
        self.act.setDefault(True)
        self.act.clicked.connect(self.submit)
        self.name.field.setFocus()

    def done(self, result: int) -> None:
        """Close, and leave no words behind."""
        self.drawn.clear()
        super().done(result)

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
        new = Officer(user=self.user.text(), name=self.name.text())
        act = partial(officers.let_in, self.bench.desk, new, self._chosen())
        self.bench.background.do(act, done=self._on_in, failed=self._on_refused)

    def _chosen(self) -> list[str]:
        return [role for role, tick in self.roles.items() if tick.isChecked()]

    def _judge(self) -> None:
        """An officer without a role could do nothing."""
        self.act.setEnabled(bool(self._chosen()))

    def _on_in(self, drawn: str) -> None:
        words = self.bench.kit.words
        for widget in (self.name, self.user, self._roles, self.cancel):
            widget.hide()
        self.text.setText(words("officers.add.words", name=self.name.text()))
        self.drawn.setText(drawn)
        self.drawn.show()
        self.fit()
        self.changed()
        self.act.setText(words("officers.words.kept"))
        self.act.setEnabled(True)
        self.act.setFocus()

    def _on_refused(self, error: DeskError) -> None:
        self.act.setEnabled(True)
        wrong = self.name if error.field == "name" else self.user
        wrong.set_error(field_text(self.bench.kit.words, error))
        wrong.field.setFocus()


class SheetDialog(Dialog):
    """Draws the sheet's words, and lets them be typed back from the paper."""

    def __init__(self, bench: Bench, changed: Callable[[], None], parent: QWidget | None = None) -> None:
        kit, words = bench.kit, bench.kit.words
        super().__init__(kit, words("officers.sheet.new.title"), parent)
        self._bench = bench
        self._changed = changed
        self.body.addWidget(label(kit, words("officers.sheet.new.title"), Face.SECTION))
        self.flow = SheetFlow(kit, bench.background.do)
        self.body.addWidget(self.flow)
        cancel = self.add_button(button(kit, words("shell.cancel")))
        cancel.clicked.connect(self.reject)
        self.act = self.add_button(button(kit, words("officers.sheet.new.act"), Kind.PRIMARY))
        self.act.setDefault(True)
        self.act.clicked.connect(self.submit)
        self.flow.typed.field.returnPressed.connect(self.submit)
        self.flow.turned.connect(self._turn)
        self.flow.busy.connect(self.act.setDisabled)
        self.flow.refused.connect(self._on_flow_refused)
        self.flow.tried.connect(self._on_tried)

    def submit(self) -> None:
        """Do the next thing."""
        self.flow.go_on(self._bench.desk)

    def done(self, result: int) -> None:
        """Close, and leave no words behind."""
        self.flow.wipe()
        super().done(result)

    def _turn(self, text: str) -> None:
        self.act.setText(text)
        self.act.setFocus()
        self.fit()
        self._changed()

    def _on_flow_refused(self, error: DeskError) -> None:
        self._bench.tell_error(error)

    def _on_tried(self) -> None:
        self._bench.shell.tell(self._bench.kit.words("officers.sheet.tried"))
        self._changed()
        self.accept()
