"""Labelled: an input with its name above, help beneath, and what is wrong with it in its place."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.text import label, paragraph


class Labelled(QWidget):
    """One input of a form that stands before the desk is open."""

    def __init__(self, kit: Kit, name: str, field: QLineEdit, help_text: str = "") -> None:
        super().__init__()
        self._help = help_text
        self.field = field
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.px(5))
        title = label(kit, name, Face.MEDIUM)
        title.setBuddy(field)
        field.setAccessibleName(name)
        field.setFont(kit.look.font())
        self._beneath = paragraph(kit, help_text, Face.SMALL, "subtle")
        self._beneath.setVisible(bool(help_text))
        for widget in (title, field, self._beneath):
            column.addWidget(widget)
        field.textEdited.connect(self.clear_error)

    def text(self) -> str:
        return self.field.text().strip()

    def set_error(self, text: str) -> None:
        """Say what is wrong, here and aloud."""
        self._show(text, is_wrong=True)
        announce(self.field, text)

    def say(self, text: str, ink: str = "subtle") -> None:
        """Say something about what is typed that is no error."""
        self._show(text, is_wrong=False, ink=ink)

    def clear_error(self) -> None:
        self._show(self._help, is_wrong=False)

    def has_error(self) -> bool:
        return bool(self.field.property("wrong"))

    def beneath(self) -> str:
        return self._beneath.text()

    def _show(self, text: str, *, is_wrong: bool, ink: str = "subtle") -> None:
        self._beneath.setText(text)
        self._beneath.setVisible(bool(text))
        self._beneath.setProperty("ink", "danger" if is_wrong else ink)
        self.field.setProperty("wrong", is_wrong)
        self.field.setAccessibleDescription(text)
        for widget in (self._beneath, self.field):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
