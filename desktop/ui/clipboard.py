"""Clipboard: what is copied here stays out of histories and clouds, and is gone after half a minute or at the lock."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QMimeData, QObject, QTimer, Slot
from PySide6.QtGui import QClipboard

_KEPT_MS: Final = 30_000
_NO: Final = bytes(4)  # a DWORD
_WINDOWS: Final = 'application/x-qt-windows-mime;value="{}"'
MARKS: Final = {
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): b"1",
    _WINDOWS.format("CanIncludeInClipboardHistory"): _NO,
    _WINDOWS.format("CanUploadToCloudClipboard"): _NO,
    "x-kde-passwordManagerHint": b"secret",
}
"""What asks the clipboard managers of Windows and KDE to keep nothing."""


class Clipboard(QObject):
    """Watches the clipboard of the system; what another programme copied is never touched."""

    def __init__(self, board: QClipboard, parent: QObject, owns: Callable[[], bool] | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._owns = owns or board.ownsClipboard
        self.timer = QTimer(self, interval=_KEPT_MS, singleShot=True)
        self.timer.timeout.connect(self.clear)
        board.dataChanged.connect(self._on_changed)

    @Slot()
    def clear(self) -> None:
        """Take away what was copied here, if it is still there."""
        self.timer.stop()
        if self._owns() and self._board.text():
            self._board.clear()

    @Slot()
    def _on_changed(self) -> None:
        self.timer.stop()
        if not self._owns() or not self._board.text():
            return
        copied = self._board.mimeData()
        if any(copied.hasFormat(mark) for mark in MARKS):
            self.timer.start()
            return
        marked = QMimeData()
        marked.setText(copied.text())
        for mark, value in MARKS.items():
            marked.setData(mark, value)
        self._board.setMimeData(marked)  # comes back here, marked
