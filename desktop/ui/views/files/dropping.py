"""Dropping and pasting: what the mouse or the clipboard brings, as files to be added; nothing is read here."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QWidget

from desktop.ui.viewmodels.files import Source


class FileDrop(QObject):
    """Lets files be dropped on a widget."""

    dropped = Signal(list)  # Source

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.DragEnter:
            if _is_some(event.mimeData()):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            found = sources_of(event.mimeData(), "")
            if found:
                event.acceptProposedAction()
                self.dropped.emit(found)
                return True
        return super().eventFilter(watched, event)


def _is_some(data: QMimeData) -> bool:
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def sources_of(data: QMimeData | None, name: str) -> list[Source]:
    """Return the files that *data* brings; a bare picture is called *name*."""
    if data is None:  # an empty clipboard
        return []
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        return [Source(title=path.stem, path=path) for path in paths]
    image = data.imageData() if data.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return []
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide's stub forgets the devices
    return [Source(title=name, content=bytes(buffer.data().data()))]
