"""Banner: one line that must not be missed, on a page or a panel."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.text import icon_label, paragraph


class Banner(QFrame):
    """An icon, a sentence, and perhaps what to do about it."""

    acted = Signal()

    def __init__(self, kit: Kit, icon: str, tone: Tone, text: str, action: str = "") -> None:
        super().__init__()
        px = kit.look.px
        self.setProperty("part", f"banner-{tone.value}")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(8), px(12), px(8))
        row.setSpacing(px(8))
        row.addWidget(icon_label(kit, icon, tone.value), 0, Qt.AlignmentFlag.AlignTop)
        self._text = paragraph(kit, text, Face.STRONG, tone.value)
        row.addWidget(self._text, 1)
        if action:
            act = button(kit, action, Kind.LINK)
            act.clicked.connect(self.acted)
            row.addWidget(act)

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._text.setText(text)
