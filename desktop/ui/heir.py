"""Heir: locking ends this process; a fresh one, in whose memory nothing was ever open, shows the sign-in instead."""

import os
import subprocess
import sys
from threading import Event, Thread
from typing import BinaryIO, Final

import msgspec
from PySide6.QtCore import QObject, Signal

SWITCH: Final = "--after-lock"
_THERE: Final = b"there\n"
_PATIENCE_S: Final = 60.0


class Will(msgspec.Struct, frozen=True, kw_only=True):
    """What the heir is told, through a pipe: nothing of it stands in an argument, the environment or a file."""

    folder: str
    user: str
    lang: str
    window: str  # the geometry of the window before the lock, hex


class Heirs(QObject):
    """Starts the heir of this process and leaves the place to it."""

    there = Signal()  # the heir shows its window
    failed = Signal()  # there will be none: go on here

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._heir: subprocess.Popen[bytes] | None = None

    def start(self, will: Will) -> None:
        """Start a fresh process. Its stdin stays open until this one is gone: that is how it knows."""
        module = [] if getattr(sys, "frozen", False) else ["-m", "desktop"]
        try:
            self._heir = subprocess.Popen(  # noqa: S603 - our own programme
                [sys.executable, *module, SWITCH],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            self.failed.emit()
            return
        Thread(target=self._hear, args=(self._heir, msgspec.json.encode(will)), daemon=True).start()

    def leave(self) -> None:
        """End this process at once: no thread and no library of it is waited for."""
        os._exit(0)

    def _hear(self, heir: "subprocess.Popen[bytes]", will: bytes) -> None:
        said = b""
        try:
            if heir.stdin is not None and heir.stdout is not None:
                heir.stdin.write(will + b"\n")
                said = heir.stdout.read(len(_THERE))
        except OSError:
            said = b""
        (self.there if said == _THERE else self.failed).emit()


class Predecessor(QObject):
    """The process that was locked, as its heir sees it."""

    gone = Signal()

    def __init__(self, stdin: BinaryIO, stdout: BinaryIO) -> None:
        super().__init__()
        self._stdin = stdin
        self._stdout = stdout
        self._gone = Event()
        self.will = msgspec.json.decode(stdin.readline(), type=Will)
        Thread(target=self._listen, daemon=True).start()

    def tell_there(self) -> None:
        """Say that the window is up: the other may go."""
        self._stdout.write(_THERE)
        self._stdout.flush()

    def wait(self) -> None:
        """Wait until the other has gone, and with it its hold on the store; on a lane."""
        self._gone.wait(_PATIENCE_S)

    def _listen(self) -> None:
        while self._stdin.read(1):
            pass
        self._gone.set()
        self.gone.emit()
