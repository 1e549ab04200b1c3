"""Sheet flow: the recovery sheet's words are drawn, written on paper, and typed back: only then the way is known."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.viewmodels import officers
from desktop.ui.views.custodian_request import Runs
from desktop.ui.views.labelled import Labelled
from desktop.ui.views.passphrase_edit import PassphraseEdit
from desktop.ui.widgets.text import label, paragraph
from sync.errors import DeskError, WrongPassphrase


class SheetFlow(QWidget):
    """Goes on by a button that stands elsewhere, and says what that one does next."""

    turned = Signal(str)  # words for the button
    busy = Signal(bool)
    tried = Signal()
    refused = Signal(object)  # DeskError

    def __init__(self, kit: Kit, run: Runs) -> None:
        super().__init__()
        words = kit.words
        self._kit = kit
        self._run = run
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.px(10))
        self.text = paragraph(kit, words("officers.sheet.new.text"))
        self.drawn = label(kit, "", Face.TITLE)
        self.drawn.setWordWrap(True)
        self.drawn.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.drawn.setAccessibleName(words("first.secret.words"))
        self.typed = Labelled(kit, words("officers.sheet.typed"), PassphraseEdit(kit))
        for widget in (self.text, self.drawn, self.typed):
            column.addWidget(widget)
        for widget in (self.drawn, self.typed):
            widget.hide()

    def go_on(self, desk: Desk) -> None:
        """Draw; then hide the words and ask for them; then try them."""
        if not self.typed.isHidden():
            self.typed.clear_error()
            self._do(partial(officers.try_sheet, desk, self.typed.field.text()), self._on_tried)
        elif not self.drawn.isHidden():
            self._ask_back()
        else:
            self._do(partial(officers.draw_sheet, desk), self._on_drawn)

    def wipe(self) -> None:
        """Leave no words behind."""
        self.drawn.clear()
        self.typed.field.clear()

    def _do(self, act: Callable[[], object], done: Callable[..., None]) -> None:
        self.busy.emit(True)
        self._run(act, done=done, failed=self._on_refused)

    def _on_drawn(self, drawn: str) -> None:
        words = self._kit.words
        self.text.setText(words("officers.sheet.words"))
        self.drawn.setText(drawn)
        self.drawn.show()
        self.busy.emit(False)
        self.turned.emit(words("officers.sheet.written"))

    def _ask_back(self) -> None:
        words = self._kit.words
        self.drawn.clear()
        self.drawn.hide()
        self.text.setText(words("officers.sheet.back"))
        self.typed.show()
        self.turned.emit(words("officers.sheet.try"))
        self.typed.field.setFocus()

    def _on_tried(self, _none: None) -> None:
        self.busy.emit(False)
        self.wipe()
        self.tried.emit()

    def _on_refused(self, error: DeskError) -> None:
        self.busy.emit(False)
        if isinstance(error, WrongPassphrase):
            self.typed.set_error(self._kit.words("officers.sheet.wrong"))
            self.typed.field.setFocus()
        else:
            self.refused.emit(error)
