"""One process has the store: an operating system's lock, which falls when that process dies however it dies."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from desktop.keys.durable import writing
from sync.errors import StoreInUse

FILE: Final = "desk.lock"
_PID_DIGITS: Final = 20
_LOCKED_AT: Final = 1024
"""Windows locks bytes, not files; far behind the process id, so that others can still read that."""


class LockFile:
    """Holds the store from its making until `release`, or until the process ends.

    The file itself stays: to delete it would let two processes each lock a file of the same name.
    """

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            StoreInUse: another has it; *pid* says who, or 0.
            DiskFull, UnsuitableFolder: the folder cannot be written.
        """
        with writing(folder):
            self._handle = os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError:
            pid = _read_pid(self._handle)
            os.close(self._handle)
            raise StoreInUse(pid=pid) from None
        with writing(folder):
            os.ftruncate(self._handle, 0)
            os.write(self._handle, b"%d\n" % os.getpid())

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


def _read_pid(handle: int) -> int:
    """Return the process id that the holder wrote, or 0 when it has not got round to it."""
    os.lseek(handle, 0, os.SEEK_SET)
    written = os.read(handle, _PID_DIGITS).strip()
    return int(written) if written.isdigit() else 0


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _LOCKED_AT, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
