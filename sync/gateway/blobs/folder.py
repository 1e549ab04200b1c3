"""The folder of sealed files: one file for each blob, below its mission; growing ones beside, under another ending."""

import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import Final

from sync.errors import Busy, UnwritableFile

_NAME: Final = re.compile(r"[0-9a-f]{32}")
_LEAST_FREE: Final = 1 << 30
"""Below so many bytes of free disk no files are taken: the ledger must never be the one that finds it full."""
_COME_AGAIN_S: Final = 600


class BlobFolder:
    """Names come from the records of a mission and are checked again here; nothing else decides a path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self) -> None:
        """Make the folder where it is missing.

        Raises:
            UnwritableFile: it cannot be made or written.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            raise UnwritableFile(field="blobs") from None
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise UnwritableFile(field="blobs")

    def file(self, scope: str, blob: str) -> Path:
        """Return where a whole blob lies."""
        if _NAME.fullmatch(blob) is None:
            raise ValueError("no name of a blob")
        return self.path / scope / blob[:2] / blob

    def write(self, scope: str, blob: str, offset: int, piece: bytes) -> None:
        """Put *piece* behind the first *offset* bytes, and force it to the disk.

        Raises:
            Busy: the disk is full or fails; what was there before is there.
        """
        part = self._part(scope, blob)
        try:
            if shutil.disk_usage(self.path).free < _LEAST_FREE:
                raise Busy(retry_after_s=_COME_AGAIN_S)
            _make(part.parent)
            with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600), "r+b") as file:
                file.truncate(offset)
                file.seek(offset)
                file.write(piece)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            raise Busy(retry_after_s=_COME_AGAIN_S) from None

    def finish(self, scope: str, blob: str, sha256: str) -> bool:
        """Put a blob that is whole in its place; False, and nothing left of it, when its digest is another."""
        part, place = self._part(scope, blob), self.file(scope, blob)
        source = part if part.is_file() else place  # a crash may have come between the rename and the row
        if not _has(source, sha256):
            part.unlink(missing_ok=True)
            place.unlink(missing_ok=True)
            return False
        try:
            source.replace(place)
            _sync(place.parent)
        except OSError:
            raise Busy(retry_after_s=_COME_AGAIN_S) from None
        return True

    def read(self, scope: str, blob: str, offset: int, size: int) -> bytes:
        """Return some bytes of a whole blob; fewer, or none, where the disk has lost them."""
        try:
            with self.file(scope, blob).open("rb") as file:
                file.seek(offset)
                return file.read(size)
        except OSError:
            return b""

    def is_whole(self, scope: str, blob: str, sha256: str) -> bool:
        """Whether a blob lies here and has this digest."""
        return _has(self.file(scope, blob), sha256)

    def drop(self, scope: str, blob: str) -> None:
        """Take a blob away."""
        self.file(scope, blob).unlink(missing_ok=True)
        self._part(scope, blob).unlink(missing_ok=True)

    def _part(self, scope: str, blob: str) -> Path:
        return self.file(scope, blob).with_name(f"{blob}.part")


def _has(path: Path, sha256: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _make(folder: Path) -> None:
    """Make a folder and those above it; their names are on the disk when this returns."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    if os.name != "posix":  # Windows journals names itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
