"""Disk space: warn early, refuse what can wait, and keep enough for the save that is running."""

import shutil
from pathlib import Path
from typing import Final

from sync.errors import DiskFull

_MB: Final = 1 << 20
WARN_MB: Final = 500
ATTACHMENTS_MB: Final = 100
SAVES_MB: Final = 50


def free_mb(folder: Path) -> int:
    """Return the free megabytes of the disk of *folder*."""
    return shutil.disk_usage(folder).free // _MB


def guard(folder: Path, least_mb: int = SAVES_MB) -> None:
    """Refuse before a save could be cut short.

    Raises:
        DiskFull: less than *least_mb* are left.
    """
    left = free_mb(folder)
    if left < least_mb:
        raise DiskFull(free_mb=left)
