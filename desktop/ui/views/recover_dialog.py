"""Recover dialog: a passphrase was forgotten; the sheet or two custodians open the desk, and a new one is chosen."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.store.ways import CUSTODIANS, SHEET
from desktop.ui.error_text import error_text, field_text
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.viewmodels import recovering
from desktop.ui.viewmodels.door import Door
from desktop.ui.views.custodian_request import CustodianRequest
from desktop.ui.views.labelled import Labelled
from desktop.ui.views.own_passphrase import OwnPassphrase
from desktop.ui.views.passphrase_edit import PassphraseEdit
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.buttons import Kind, button, choice_row, choices
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.text import label, paragraph
from sync.errors import DeskError, WrongPassphrase

_WAYS: Final = (SHEET, CUSTODIANS)


class RecoverDialog(Dialog):
    """Closes when the new passphrase opens, or when the officer gives up; a request stays open then."""

    recovered = Signal(str)  # the new passphrase

    def __init__(self, kit: Kit, door: Door, user: str, parent: QWidget | None = None) -> None:
        words = kit.words
        super().__init__(kit, words("recover.title"), parent)
        self._kit = kit
        self._door = door
        self._user = user
        ways = recovering.other_ways(door.folder)
        self._there = {SHEET: ways.has_sheet, CUSTODIANS: bool(ways.custodians)}
        self.setMinimumWidth(kit.look.px(560))
        self.body.addWidget(label(kit, words("recover.title"), Face.SECTION))
        has_way = any(self._there.values())
        self.body.addWidget(paragraph(kit, words("recover.text", user=user) if has_way else words("recover.none")))
        self.ways = choices(kit, [(way, kit.words(f"recover.by.{way}")) for way in _WAYS], self.choose, self)
        for way, made in self.ways.items():
            made.setVisible(self._there[way])
        self.body.addLayout(choice_row(kit, self.ways))
        self.sheet = Labelled(kit, words("officers.sheet.typed"), PassphraseEdit(kit), words("recover.sheet.help"))
        self.request = CustodianRequest(kit, door.folder, ways, door.attempt)
        self.own = OwnPassphrase(kit, self.submit)
        for widget in (self.sheet, self.request, self.own):
            self.body.addWidget(widget)
        self._error = paragraph(kit, "", Face.MEDIUM, "danger")
        self._error.hide()
        self.body.addWidget(self._error)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(words("recover.doing"))
        self._bar.hide()
        self.body.addWidget(self._bar)
        self.body.addStretch()
        self.cancel = self.add_button(button(kit, words("shell.cancel" if has_way else "files.close")))
        self.cancel.clicked.connect(self.reject)
        self.act = self.add_button(button(kit, words("recover.act"), Kind.PRIMARY, "lock-open"))
        self.act.clicked.connect(self.submit)
        self.act.setVisible(has_way)
        self.request.complete.connect(self.own.begin)
        self.choose(next((way for way in _WAYS if self._there[way]), ""))

    def choose(self, way: str) -> None:
        """Turn to the sheet or to the custodians; to neither where there is none."""
        self._way = way
        if way:
            self.ways[way].setChecked(True)
        self.sheet.setVisible(way == SHEET)
        self.request.setVisible(way == CUSTODIANS)
        self.own.setVisible(bool(way))
        self._error.hide()
        (self.sheet.field if way == SHEET else self.request.save).setFocus()
        self.fit()

    def submit(self) -> None:
        """Open and choose anew, when all is filled."""
        if not self.act.isEnabled():
            return
        words = self._kit.words
        if self._way == SHEET and not self.sheet.field.text():
            self.sheet.set_error(words("rule.required"))
            self.sheet.field.setFocus()
        elif self._way == CUSTODIANS and not self.request.is_complete:
            self._show_error(words("rule.recovery-refused.two-needed"))
        elif (own := self.own.chosen()) is not None:
            self.sheet.clear_error()
            self._set_busy(is_busy=True)
            replies = self.request.replies if self._way == CUSTODIANS else []
            act = partial(recovering.let_in_again, self._door.folder, self._user, own, replies, self.sheet.field.text())
            self._door.attempt(act, done=partial(self._on_done, own), failed=self._on_refused)

    def _on_done(self, own: str, _none: None) -> None:
        self.accept()
        self.recovered.emit(own)

    def _on_refused(self, error: DeskError) -> None:
        self._set_busy(is_busy=False)
        if isinstance(error, WrongPassphrase):
            self.sheet.set_error(self._kit.words("officers.sheet.wrong"))
            self.sheet.field.setFocus()
            return
        said = error_text(self._kit.words, error)
        self._show_error(f"{said.text} {field_text(self._kit.words, error)}")

    def _set_busy(self, *, is_busy: bool) -> None:
        self._bar.setVisible(is_busy)
        self._error.hide()
        for widget in (self.act, self.cancel, self.sheet, self.request, self.own, *self.ways.values()):
            widget.setEnabled(not is_busy)
        self.fit()

    def _show_error(self, text: str) -> None:
        self._error.setText(text)
        self._error.show()
        announce(self, text)
        self.fit()
