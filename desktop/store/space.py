"""Disk space: warn early, refuse what can wait, and keep enough for the save that is running."""

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from sync.errors import DiskFull

_MB: Final = 1 << 20
WARN_MB: Final = 500
ATTACHMENTS_MB: Final = 100
SAVES_MB: Final = 50
RESERVE: Final = "reserve.bin"
_RESERVE_BYTES: Final = 16 * _MB


def free_mb(folder: Path) -> int:
    """Return the free megabytes of the disk of *folder*."""
    return shutil.disk_usage(folder).free // _MB


def is_read_only(folder: Path) -> bool:
    """Whether the system lets nobody write to the disk of *folder*; Windows tells that only as missing permission."""
    if sys.platform == "win32":
        return False
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def guard(folder: Path, least_mb: int = SAVES_MB) -> None:
    """Refuse before a save could be cut short.

    Raises:
        DiskFull: less than *least_mb* are left.
    """
    left = free_mb(folder)
    if left < least_mb:
        raise DiskFull(free_mb=left)


def keep_reserve(folder: Path) -> None:
    """Hold 16 MB back while there is plenty, for the save that meets a full disk."""
    path = folder / RESERVE
    if free_mb(folder) < WARN_MB or (path.is_file() and path.stat().st_size == _RESERVE_BYTES):
        return
    with (
        suppress(OSError),
        path.open("wb") as file,
    ):  # a disk without it opens all the same; written, not only sized: a hole in a file holds nothing back
        for _ in range(_RESERVE_BYTES // _MB):
            file.write(os.urandom(_MB))  # no zeros: some disks keep those for nothing


def release_reserve(folder: Path) -> bool:
    """Give the 16 MB back to the disk; whether there was anything to give."""
    path = folder / RESERVE
    held = path.is_file()
    path.unlink(missing_ok=True)
    return held
