"""Front: the window before a desk is open; it shows one view at a time."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class Front(QWidget):
    """Holds the first run or the unlocking."""

    closed_by_officer = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setMinimumSize(900, 600)
        self.resize(1100, 740)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.view: QWidget | None = None

    def show_view(self, view: QWidget) -> None:
        """Show *view* in place of the one before."""
        self.let_go()
        self.view = view
        self._column.addWidget(view)
        self.show()

    def let_go(self) -> None:
        """Take the view away: nothing of what was typed stays."""
        if self.view is not None:
            self._column.removeWidget(self.view)
            self.view.hide()
            self.view.deleteLater()
            self.view = None

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed_by_officer.emit()
