"""First run step: one page of the way to a new desk; it says what is missing before the next one comes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.text import label, paragraph
from sync.errors import DeskError


class Step(QWidget):
    """A title, a sentence, and room for what is asked in `body`."""

    next_asked = Signal()

    def __init__(self, kit: Kit, key: str) -> None:
        super().__init__()
        self.kit = kit
        self.key = key
        px = kit.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(label(kit, kit.words(f"first.{key}.title"), Face.TITLE))
        column.addWidget(paragraph(kit, kit.words(f"first.{key}.text")))
        column.addSpacing(px(10))
        self.body = QVBoxLayout()
        self.body.setSpacing(px(14))
        column.addLayout(self.body)
        column.addStretch()

    def is_filled(self) -> bool:
        """Whether one may go on; where not, the step itself says why."""
        return True

    def show_error(self, error: DeskError) -> bool:
        """Show an error beside the field it belongs to; False when it belongs to none of this step."""
        del error
        return False

    def take_focus(self) -> None:
        """Put the keyboard where typing begins."""
