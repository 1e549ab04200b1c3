"""Evacuate dialog: where the sealed work goes, and the mission's code typed by hand, before this desk is erased."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget

from desktop.keys.erasing import RESCUED
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.views.labelled import Labelled
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.text import paragraph


class EvacuateDialog(Dialog):
    """The button stays off until a place is chosen and the code is typed; Esc changes nothing."""

    def __init__(self, kit: Kit, mission: str, *, is_joined: bool, parent: QWidget | None = None) -> None:
        words = kit.words
        super().__init__(kit, words("evacuate.title"), parent)
        self._mission = mission
        self.place: Path | None = None
        self.body.addWidget(paragraph(kit, words("evacuate.title"), Face.SECTION, "text"))
        self.body.addWidget(paragraph(kit, words("evacuate.text" if is_joined else "evacuate.text.alone")))
        self.choose = button(kit, words("evacuate.file"), Kind.SECONDARY, "folder-open")
        self.choose.clicked.connect(self._ask_file)
        self.chosen = paragraph(kit, words("evacuate.no_file"), Face.SMALL, "subtle")
        self.code = Labelled(kit, words("evacuate.confirm", mission=mission), QLineEdit())
        for widget in (self.choose, self.chosen, self.code):
            self.body.addWidget(widget)
        cancel = self.add_button(button(kit, words("shell.cancel")))
        self.act = self.add_button(button(kit, words("evacuate.act"), Kind.DANGER, "trash-2"))
        cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)
        self.code.field.textChanged.connect(self._judge)
        cancel.setDefault(True)
        self._judge()

    def answer(self) -> Path | None:
        """Ask, and return where the sealed work goes; None when the desk stays."""
        return self.place if self.exec() == QDialog.DialogCode.Accepted else None

    def take_place(self, place: Path) -> None:
        """Show where the work goes."""
        self.place = place
        self.chosen.setText(str(place))
        self._judge()

    def _ask_file(self) -> None:
        name = f"{self._mission}{RESCUED}"
        path, _ = QFileDialog.getSaveFileName(self, self.choose.text(), name, f"(*{RESCUED})")
        if path:
            self.take_place(Path(path))

    def _judge(self) -> None:
        self.act.setEnabled(self.place is not None and self.code.text() == self._mission)
