"""File drop: one file that is dragged onto a widget from the file manager."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget


class FileDrop(QObject):
    """Lets *widget* take a file with one of the *endings*; anything else is left to others."""

    dropped = Signal(object)  # Path

    def __init__(self, widget: QWidget, endings: tuple[str, ...]) -> None:
        super().__init__(widget)
        self._endings = endings
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def file_of(self, data: QMimeData) -> Path | None:
        """Return the one file that is dragged, when it is of the right kind."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if len(files) != 1 or files[0].suffix.casefold() not in self._endings:
            return None
        return files[0]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and (path := self.file_of(event.mimeData())) is not None:
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.dropped.emit(path)
            return True
        return super().eventFilter(watched, event)
