"""Erasure dialog: in plain words what would vanish, asking for it with basis and reason, and deciding it as second."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from desktop.actions import erasing
from desktop.actions.erasing import Preview
from desktop.store.row import Row
from desktop.store.unit import Unit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.erasures import asked_words, kept_words, what_goes
from desktop.ui.views.allowed import allow
from desktop.ui.views.bench import Bench
from desktop.ui.views.draft_keeper import Body, journal
from desktop.ui.views.form_fields import options
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.fields.code_fields import CodeField
from desktop.ui.widgets.fields.form_field import Caption
from desktop.ui.widgets.fields.text_fields import TextField
from desktop.ui.widgets.text import paragraph
from sync.domain.rules.erasure import ALL, BEFORE_RAISE, ERASURE, SCOPES
from sync.domain.rules.retention import BASES
from sync.errors import DeskError

_LONGEST = 2000


class ErasureDialog(Dialog):
    """One subject: nobody has asked yet, a colleague has, or this officer has."""

    def __init__(self, bench: Bench, preview: Preview, parent: QWidget | None = None) -> None:
        kit, words = bench.kit, bench.kit.words
        super().__init__(kit, words("erasure.title"), parent)
        self._bench = bench
        self._preview = preview
        self.scope: CodeField | None = None
        self.basis: CodeField | None = None
        self.reason: TextField | None = None
        self.act: QPushButton | None = None
        self.body.addWidget(paragraph(kit, words("erasure.title"), Face.SECTION, "text"))
        open_past = preview.asked is not None and preview.asked.fields.get("erasure_scope") == BEFORE_RAISE
        self._goes = paragraph(kit, what_goes(preview, bench.speech, open_past=open_past), Face.STRONG, "danger")
        self.body.addWidget(self._goes)
        self.body.addWidget(paragraph(kit, words("erasure.for_good")))
        if kept := kept_words(preview, bench.speech):
            self.body.addWidget(Banner(kit, "triangle-alert", Tone.WARNING, kept))
        leave = self.add_button(button(kit, words("shell.cancel")))
        leave.clicked.connect(self.reject)
        leave.setDefault(True)
        if preview.asked is None:
            self._build_asking(preview.bases)
        else:
            self._build_deciding(preview.asked)
        self.body.addStretch()
        leave.setFocus()

    def _build_asking(self, bases: tuple[str, ...]) -> None:
        kit, words = self._bench.kit, self._bench.kit.words
        choices = [one for one in options(self._bench, BASES) if one.code in bases]
        self.basis = CodeField(kit, Caption(label=words("field.erasure.erasure_basis"), is_required=True), choices)
        self.reason = TextField(
            kit, Caption(label=words("field.erasure.reason"), is_required=True), longest=_LONGEST, lines=3
        )
        if self._preview.restricted:
            self.scope = CodeField(
                kit, Caption(label=words("field.erasure.erasure_scope")), options(self._bench, SCOPES)
            )
            self.scope.set_value(ALL)
            self.scope.changed.connect(self._say_what_goes)
            self.body.addWidget(self.scope)
        self.body.addWidget(self.basis)
        self.body.addWidget(self.reason)
        self.body.addWidget(paragraph(kit, words("erasure.second"), Face.SMALL))
        self.act = self.add_button(button(kit, words("erasure.ask"), Kind.DANGER))
        self.act.clicked.connect(self._ask)
        self.basis.changed.connect(self._judge)
        self.reason.changed.connect(self._judge)
        journal(self._bench, self, f"erasure/{self._preview.id}", self._typed, self._show_typed)
        self._judge()

    def _build_deciding(self, asked: Row) -> None:
        kit, words = self._bench.kit, self._bench.kit.words
        self.body.addWidget(paragraph(kit, asked_words(asked, self._bench.speech), Face.BODY, "text"))
        is_own = asked.fields.get("asked_by") == self._bench.desk.officer.user
        withdraw = self.add_button(button(kit, words("erasure.withdraw" if is_own else "erasure.reject")))
        withdraw.clicked.connect(partial(self._do, partial(erasing.withdraw, asked.id), "erasure.withdrawn"))
        allow(self._bench, withdraw, "edit", ERASURE)
        if is_own:
            self.body.addWidget(paragraph(kit, words("erasure.own"), Face.SMALL))
            return
        self.act = self.add_button(button(kit, words("erasure.confirm"), Kind.DANGER))
        self.act.clicked.connect(partial(self._do, partial(erasing.confirm, asked.id), "erasure.confirmed"))
        allow(self._bench, self.act, "edit", ERASURE)

    def _ask(self) -> None:
        basis, reason = (None if one is None else one.value() for one in (self.basis, self.reason))
        subject = (self._preview.kind, self._preview.id)
        asking = partial(erasing.ask, subject, str(basis), str(reason), open_past=self._is_open_past())
        self._do(asking, "erasure.was_asked")

    def _is_open_past(self) -> bool:
        return self.scope is not None and self.scope.value() == BEFORE_RAISE

    def _say_what_goes(self) -> None:
        self._goes.setText(what_goes(self._preview, self._bench.speech, open_past=self._is_open_past()))

    def _do(self, act: Callable[[Unit], Row], said: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's
        self.setEnabled(False)
        self._bench.do(act, partial(self._done, said), self._failed)

    def _done(self, said: str, _row: Row) -> None:
        self._bench.shell.tell(self._bench.kit.words(said))
        self.accept()

    def _failed(self, error: DeskError) -> None:
        self.setEnabled(True)
        self._bench.tell_error(error)

    def _judge(self) -> None:
        if self.act is not None and self.basis is not None and self.reason is not None:
            self.act.setEnabled(bool(self.basis.value() and self.reason.value() and not self.reason.problem()))
            allow(self._bench, self.act, "create", ERASURE)

    def _typed(self) -> Body:
        typed = (
            {}
            if self.basis is None or self.reason is None
            else {"basis": self.basis.value(), "reason": self.reason.value()}
        )
        return {name: value for name, value in typed.items() if value}

    def _show_typed(self, kept: Body) -> None:
        if self.basis is not None and self.reason is not None:
            self.basis.set_value(kept.get("basis"))
            self.reason.set_value(kept.get("reason"))
            self._judge()


def open_erasure(bench: Bench, kind: str, record: str, parent: QWidget) -> None:
    """Look what would go with a record, and show it."""
    today = bench.desk.clock.now().date()

    def show(preview: Preview) -> None:
        ErasureDialog(bench, preview, parent).open()

    bench.ask(f"erasure/{record}", lambda store: erasing.look_at(store, kind, record, today), show)
