"""Empty state: what a list says when it has nothing, and the one thing to do about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import RoundIcon
from desktop.ui.widgets.text import label, paragraph


class EmptyState(QWidget):
    """An icon, a sentence, an explanation, and perhaps a button."""

    acted = Signal()

    def __init__(self, kit: Kit, icon: str, title: str, text: str = "", action: str = "") -> None:
        super().__init__()
        self.act: QPushButton | None = None
        px = kit.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(32), px(24), px(32))
        column.setSpacing(px(8))
        column.addStretch()
        column.addWidget(RoundIcon(kit, icon, Tone.NEUTRAL, 56), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(px(8))
        column.addWidget(label(kit, title, Face.SECTION), 0, Qt.AlignmentFlag.AlignHCenter)
        if text:
            words = paragraph(kit, text)
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            words.setFixedWidth(px(400))
            words.setMinimumHeight(words.heightForWidth(px(400)))  # in the middle of a line Qt gives it one line only
            column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        if action:
            self.act = button(kit, action, Kind.SECONDARY)
            self.act.clicked.connect(self.acted)
            column.addSpacing(px(8))
            column.addWidget(self.act, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
