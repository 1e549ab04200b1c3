"""Small files that are whole after any power cut: written beside, forced to the disk, put in place by one rename."""

import os
import sys
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o600


def replace(path: Path, content: bytes) -> None:
    """Put *content* in the place of *path*: a reader at any moment, or after any cut, finds the old or the new.

    Raises:
        OSError: the disk refused; the old file stands.
    """
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)  # what a cut left behind
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(beside, flags, PRIVATE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Force names in *folder* to the disk. Windows journals them itself and opens no folder as a file."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
