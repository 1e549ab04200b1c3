"""Access dialog: who may read a restricted case; letting in, asking to be let in, and opening it to all again."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.actions import restriction
from desktop.actions.restriction import Access
from desktop.store.members import Member
from desktop.store.row import Row
from desktop.store.unit import Unit
from desktop.ui.look import Face
from desktop.ui.views.bench import Bench
from desktop.ui.views.form_fields import options
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.fields.code_fields import CodeField
from desktop.ui.widgets.fields.form_field import Caption, Option
from desktop.ui.widgets.text import ElidedLabel, line, paragraph
from sync.errors import DeskError

_LEFT = "withdrawn"
"""The reason that is noted when an officer's access ends here; words are for the command line."""


class AccessDialog(Dialog):
    """Each deed is done at once and closes the dialog: what it changed is seen on the case."""

    def __init__(self, bench: Bench, access: Access, colleagues: Sequence[str], parent: QWidget | None = None) -> None:
        kit, words = bench.kit, bench.kit.words
        super().__init__(kit, words("access.title"), parent)
        self._bench = bench
        self._access = access
        self.body.addWidget(paragraph(kit, words("access.title"), Face.SECTION, "text"))
        self.body.addWidget(paragraph(kit, words("access.text" if access.reads else "access.text.closed")))
        if access.is_open_unproven:
            self.body.addWidget(paragraph(kit, words("access.text.unproven")))
        for member in access.members:
            self.body.addLayout(self._member(member))
        for request in access.requests:
            self.body.addLayout(self._request(request))
        self.body.addWidget(line())
        self.reason = CodeField(
            kit, Caption(label=words("access.reason"), is_required=True), options(bench, "access_reason")
        )
        self.officer: CodeField | None = None
        self.act: QPushButton | None = None
        if access.reads:
            self._build_giving(colleagues)
        else:
            self._build_asking()
        self.reason.changed.connect(self._judge)
        leave = self.add_button(button(kit, words("access.close_dialog")))
        leave.clicked.connect(self.reject)
        leave.setDefault(True)
        leave.setFocus()
        self._judge()

    def _member(self, member: Member) -> QHBoxLayout:
        words, speech = self._bench.kit.words, self._bench.speech
        said = words("access.member", officer=member.officer, by=member.given_by, time=speech.moment(member.since))
        row = self._line(said)
        if self._access.reads and len(self._access.members) > 1:
            act = partial(restriction.withdraw, self._access.case, member.officer, _LEFT)
            row.addWidget(
                self._deed(words("access.withdraw"), act, words("access.withdraw.name", officer=member.officer))
            )
        return row

    def _request(self, request: Row) -> QHBoxLayout:
        words, speech = self._bench.kit.words, self._bench.speech
        officer = request.fields["officer"]
        reason = speech.code("access_reason", request.fields["access_reason"])
        row = self._line(words("access.request", officer=officer, reason=reason))
        if self._access.reads:
            for given, key in ((True, "access.give"), (False, "access.deny")):
                act = partial(restriction.answer, request.id, given=given)
                row.addWidget(self._deed(words(key), act, words(f"{key}.name", officer=officer)))
        return row

    def _build_giving(self, colleagues: Sequence[str]) -> None:
        kit, words = self._bench.kit, self._bench.kit.words
        choices = [Option(code=one, label=one) for one in colleagues]
        self.officer = CodeField(kit, Caption(label=words("access.officer"), is_required=True), choices)
        self.officer.changed.connect(self._judge)
        if colleagues:
            self.body.addWidget(self.officer)
            self.body.addWidget(self.reason)
        else:
            self.body.addWidget(paragraph(kit, words("access.nobody")))
        proposed = self._access.opening_by
        if self._access.is_open_unproven:
            opening = self._deed(words("access.restrict.act"), partial(restriction.close, self._access.case))
        elif proposed is None:
            opening = self._deed(words("access.propose"), partial(restriction.propose_opening, self._access.case))
        elif proposed == self._bench.desk.officer.user:
            self.body.addWidget(paragraph(kit, words("access.proposed.own"), Face.SMALL))
            opening = None
        else:
            self.body.addWidget(paragraph(kit, words("access.proposed", officer=proposed), Face.SMALL))
            opening = self._deed(words("access.open"), partial(restriction.open_up, self._access.case))
        if opening is not None:
            self.add_button(opening)
        if colleagues:
            self.act = self.add_button(button(kit, words("access.give"), Kind.PRIMARY))
            self.act.clicked.connect(self._give)

    def _build_asking(self) -> None:
        words = self._bench.kit.words
        self.body.addWidget(self.reason)
        self.act = self.add_button(button(self._bench.kit, words("access.ask"), Kind.PRIMARY))
        self.act.clicked.connect(self._ask)

    def _line(self, said: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._bench.kit.look.px(8))
        row.addWidget(ElidedLabel(self._bench.kit, said), 1)
        return row

    def _deed(self, said: str, act: Callable[[Unit], object], name: str = "") -> QPushButton:
        made = button(self._bench.kit, said)
        made.setAccessibleName(name or said)
        made.clicked.connect(partial(self._do, act))
        return made

    def _give(self) -> None:
        officer = None if self.officer is None else self.officer.value()
        self._do(partial(restriction.give, self._access.case, str(officer), str(self.reason.value())))

    def _ask(self) -> None:
        self._do(partial(restriction.ask, self._access.case, str(self.reason.value())))

    def _do(self, act: Callable[[Unit], object], _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        self.setEnabled(False)
        self._bench.do(act, self._done, self._failed)

    def _done(self, _answer: object) -> None:
        self._bench.shell.tell(self._bench.kit.words("access.saved"))
        self.accept()

    def _failed(self, error: DeskError) -> None:
        self.setEnabled(True)
        self._bench.tell_error(error)

    def _judge(self) -> None:
        chosen = self.officer is None or self.officer.value()
        if self.act is not None:
            self.act.setEnabled(bool(chosen and self.reason.value()))
