"""Figure button: one number that matters today; a click leads to the records it counts."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone
from desktop.ui.widgets.card import FigureCard

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class FigureButton(FigureCard):
    """A card of a figure that can be pressed, by mouse and by keyboard."""

    clicked = Signal()

    def __init__(self, kit: Kit, title: str, icon: str, tone: Tone) -> None:
        super().__init__(kit, title, icon, tone)
        self._title = title
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setProperty("pressable", True)

    def set_figure(self, figure: str, beneath: str) -> None:
        super().set_figure(figure, beneath)
        self.setAccessibleName(f"{self._title}: {figure}. {beneath}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEYS:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
        super().mouseReleaseEvent(event)
