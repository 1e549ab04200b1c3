"""Small files that are whole after any power cut: written beside, forced to the disk, put in place by one rename."""

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from sync.errors import DiskFails, DiskFull, ReadOnlyDisk, UnsuitableFolder

PRIVATE: Final = 0o600


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Say in our words why *folder* cannot be written.

    Raises:
        DiskFull: no space is left.
        DiskFails, ReadOnlyDisk: the disk is breaking, or the system has locked it against writing.
        UnsuitableFolder: any other reason; rule is the system's name for it (EACCES, ENOTDIR, ...).
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(free_mb=shutil.disk_usage(folder).free >> 20) from None
        if error.errno == errno.EIO:
            raise DiskFails(rule="ioerr") from None
        if error.errno == errno.EROFS:
            raise ReadOnlyDisk from None
        raise UnsuitableFolder(rule=errno.errorcode.get(error.errno or 0, "unknown")) from None


def replace(path: Path, content: bytes) -> None:
    """Put *content* in the place of *path*: a reader at any moment, or after any cut, finds the old or the new.

    Raises:
        DiskFull, UnsuitableFolder: the disk refused; the old file stands.
    """
    with replacing(path) as file:
        file.write(content)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write what takes the place of *path* when all of it is on the disk; an error leaves the old file.

    Raises:
        DiskFull, UnsuitableFolder: the disk refused; the old file stands.
    """
    beside = path.with_name(path.name + ".new")
    with writing(path.parent):
        beside.unlink(missing_ok=True)  # what a cut left behind
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with ExitStack() as failed:
            failed.callback(_remove, beside)
            with os.fdopen(os.open(beside, flags, PRIVATE), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
            failed.pop_all()  # there is nothing beside it any more
        sync_folder(path.parent)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make *folder* where it is missing; its name is on the disk when this returns."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


if sys.platform == "win32":

    def sync_folder(folder: Path) -> None:
        """Do nothing: Windows journals names itself and opens no folder as a file."""

else:

    def sync_folder(folder: Path) -> None:
        """Force the names in *folder* to the disk."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
