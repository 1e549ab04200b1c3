"""Single: one window for one store and user; a second start raises the first one and goes."""

import hashlib
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDir, QLockFile, QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS: Final = 1000


class Single(QObject):
    """Holds the place of the one window of *folder*."""

    raised = Signal()  # somebody started the programme again

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = f"siskop2mi-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}"
        self._lock = QLockFile(QDir.temp().filePath(f"{self._name}.lock"))
        self._lock.setStaleLockTime(0)  # it falls with the process, never by age
        self._server: QLocalServer | None = None

    def is_first(self) -> bool:
        """Take the place; when another has it, raise that one's window."""
        if not self._lock.tryLock(0):
            self._call_first()
            return False
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)  # left behind by a process that was killed
        server.listen(self._name)
        server.newConnection.connect(self._on_call)
        self._server = server
        return True

    def leave(self) -> None:
        """Give the place free."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _call_first(self) -> None:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(_WAIT_MS):
            socket.disconnectFromServer()

    @Slot()
    def _on_call(self) -> None:
        if self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            socket.close()
            self.raised.emit()
