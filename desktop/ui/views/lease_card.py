"""Lease card: the desk has been without a word of its centre for too long; three ways to have one, on the door."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop import sticks
from desktop.desk import Desk
from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone
from desktop.ui.views.labelled import Labelled
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button

Renew = Callable[[Desk], object]


class LeaseCard(QWidget):
    """Asks the line, reads a stick, or takes the eight words of the centre; *then* unlocks by it."""

    def __init__(self, kit: Kit, then: Callable[[Renew], None]) -> None:
        super().__init__()
        self._kit = kit
        self._then = then
        px = kit.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(Banner(kit, "clock", Tone.WARNING, kit.words("door.lease")))
        row = QHBoxLayout()
        self.line = button(kit, kit.words("door.lease.line"), Kind.SECONDARY, "wifi")
        self.stick = button(kit, kit.words("door.lease.stick"), Kind.SECONDARY, "folder-open")
        self.line.clicked.connect(lambda: then(Desk.round))
        self.stick.clicked.connect(self._ask_file)
        row.addWidget(self.line)
        row.addWidget(self.stick)
        row.addStretch()
        column.addLayout(row)
        self.code = Labelled(kit, kit.words("door.lease.code"), QLineEdit(), kit.words("door.lease.code.help"))
        self.code.field.returnPressed.connect(self.use_code)
        column.addWidget(self.code)

    def use_code(self) -> None:
        """Try the words that the centre's side has read out."""
        typed = self.code.text()
        self._then(lambda desk: desk.lease.extend(typed))

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.stick.text(), "", "(*.sisko-bundle)")
        if path:
            self._then(partial(_read, Path(path)))


def _read(path: Path, desk: Desk) -> None:
    sticks.read(desk, path)
