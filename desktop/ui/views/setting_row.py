"""Setting row: what is set, a word about it, and the choices beside it; locked where the machine's policy decides."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets import buttons
from desktop.ui.widgets.text import icon_label, label, paragraph, set_tip


class SettingRow(QWidget):
    """A line of a card of settings."""

    def __init__(self, kit: Kit, title: str, text: str = "") -> None:
        super().__init__()
        self._kit = kit
        self._title = title
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(kit.look.px(12))
        words = QVBoxLayout()
        words.setSpacing(kit.look.px(1))
        words.addWidget(label(kit, title, Face.MEDIUM))
        self.text = paragraph(kit, text, Face.SMALL, "subtle")
        self.text.setVisible(bool(text))
        words.addWidget(self.text)
        self._row.addLayout(words, 1)

    def add_choices(
        self, choices: Sequence[tuple[str, str]], chosen: str, on_chosen: Callable[[str], object]
    ) -> dict[str, QPushButton]:
        """Offer (key, words); one of them holds."""
        made = buttons.choices(self._kit, choices, on_chosen, self)
        for key, words in choices:
            made[key].setChecked(key == chosen)
            made[key].setAccessibleName(f"{self._title}: {words}")
            self._row.addWidget(made[key])
        return made

    def add(self, widget: QWidget) -> None:
        """Put *widget* at the end of the line."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignRight)

    def lock(self, why: str) -> None:
        """Show that it is settled elsewhere."""
        for each in self.findChildren(QPushButton):
            each.setEnabled(False)
        self._row.addWidget(icon_label(self._kit, "lock", "muted", 16))
        set_tip(self, why)
        self.setAccessibleDescription(why)
