"""First run, a second way in: a recovery sheet that is typed back, or three custodians; or later, with a notice."""

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from desktop.desk import Desk
from desktop.keys.custodian import PUBLIC
from desktop.store.ways import CUSTODIANS, SHEET
from desktop.ui.error_text import error_text, field_text
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.viewmodels import officers
from desktop.ui.viewmodels.door import Door
from desktop.ui.views.first_run_step import Step
from desktop.ui.views.sheet_flow import SheetFlow
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.buttons import choice_row, choices
from desktop.ui.widgets.text import paragraph
from sync.errors import DeskError

_WAYS: Final = (SHEET, CUSTODIANS)


class SecondStep(Step):
    """Whoever loses the only way in loses every case."""

    turned = Signal(str)  # words for the button that goes on
    busy = Signal(bool)
    made = Signal()

    def __init__(self, kit: Kit, door: Door) -> None:
        super().__init__(kit, "second")
        self._door = door
        self.way = ""  # which one was made
        self.ways = choices(kit, [(way, kit.words(f"first.second.{way}")) for way in _WAYS], self.choose, self)
        self.body.addLayout(choice_row(kit, self.ways))
        self.sheet = SheetFlow(kit, door.attempt)
        self.custodians = paragraph(kit, kit.words("first.second.custodians.text"))
        self._error = paragraph(kit, "", Face.MEDIUM, "danger")
        for widget in (self.sheet, self.custodians, self._error):
            self.body.addWidget(widget)
        self._error.hide()
        self.sheet.typed.field.returnPressed.connect(self.next_asked)
        self.sheet.turned.connect(self.turned)
        self.sheet.busy.connect(self.busy)
        self.sheet.refused.connect(self._on_refused)
        self.sheet.tried.connect(partial(self._on_made, SHEET))
        self.choose(SHEET)

    def choose(self, way: str) -> None:
        """Turn to the sheet or to the custodians."""
        self._chosen = way
        self.ways[way].setChecked(True)
        self.sheet.setVisible(way == SHEET)
        self.custodians.setVisible(way == CUSTODIANS)
        self._error.hide()
        self.turned.emit(self.next_words())

    def next_words(self) -> str:
        """Return what the button that goes on does first."""
        return self.kit.words("officers.sheet.new.act" if self._chosen == SHEET else "first.second.custodians.choose")

    def go_on(self, desk: Desk) -> None:
        """Do the next thing of the way that is chosen."""
        if self._chosen == SHEET:
            for made in self.ways.values():
                made.setEnabled(False)  # words that were drawn are to be typed back
            self.sheet.go_on(desk)
            return
        title = self.kit.words("officers.custodians.files")
        paths, _ = QFileDialog.getOpenFileNames(self, title, "", f"(*{PUBLIC})")
        if paths:
            self.set_custodians(desk, [Path(one) for one in paths])

    def set_custodians(self, desk: Desk, files: list[Path]) -> None:
        """Let those whose public keys stand in *files* be custodians."""
        self.busy.emit(True)
        act = partial(officers.set_custodians, desk, (), files)
        self._door.attempt(act, done=lambda _: self._on_made(CUSTODIANS), failed=self._on_refused)

    def take_focus(self) -> None:
        self.ways[self._chosen].setFocus()

    def wipe(self) -> None:
        """Leave no words behind."""
        self.sheet.wipe()

    def _on_made(self, way: str) -> None:
        self.way = way
        self.busy.emit(False)
        self.made.emit()

    def _on_refused(self, error: DeskError) -> None:
        self.busy.emit(False)
        self._error.setText(f"{error_text(self.kit.words, error).text} {field_text(self.kit.words, error)}")
        self._error.show()
        announce(self, self._error.text())
