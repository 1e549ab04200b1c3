"""Join form: the address of the centre's gateway and the one-time code, with errors beside the field they belong to."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.ui.error_text import error_text, field_text
from desktop.ui.kit import Kit
from desktop.ui.views.labelled import Labelled
from sync.errors import CodeRefused, DeskError, Unreachable


class JoinForm(QWidget):
    """Used at the first start and on the page of sync."""

    submitted = Signal()  # Enter in the last field

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        words = kit.words
        self.gateway = Labelled(kit, words("first.gateway"), QLineEdit(), words("first.gateway.help"))
        self.code = Labelled(kit, words("first.code"), QLineEdit(), words("first.code.help"))
        self.gateway.field.setPlaceholderText("https://")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.px(14))
        column.addWidget(self.gateway)
        column.addWidget(self.code)
        self.gateway.field.returnPressed.connect(self.code.field.setFocus)
        self.code.field.returnPressed.connect(self.submitted)

    def is_filled(self) -> bool:
        """Whether both are given; what is missing says so."""
        for field in (self.gateway, self.code):
            if not field.text():
                field.set_error(self._kit.words("first.join.empty"))
                field.field.setFocus()
                return False
        return True

    def show_error(self, error: DeskError) -> None:
        """Say what went wrong beside the address or the code."""
        words = self._kit.words
        if isinstance(error, CodeRefused) or error.field in ("code", "mission"):
            place, text = self.code, field_text(words, error)
        elif isinstance(error, Unreachable) or error.field == "gateway":
            place, text = self.gateway, field_text(words, error)
        else:
            said = error_text(words, error)
            place, text = self.gateway, f"{said.text} {said.who}"
        place.set_error(text)
        place.field.setFocus()

    def take_focus(self) -> None:
        """Put the keyboard where typing begins."""
        self.gateway.field.setFocus()
