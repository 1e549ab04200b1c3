"""The folder of sealed bytes: a file under a random name for each part of an attachment; no name says anything."""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from desktop.keys import durable
from sync.errors import StoreDamaged

FOLDER: Final = "blobs"
_NAME: Final = re.compile(r"[0-9a-f]{32}")
_NEW: Final = ".new"
"""On its way in; what a cut leaves of it is swept."""
_PART: Final = ".part"
"""On its way from the centre; goes on where it was cut."""


class BlobFolder:
    """Files of sealed bytes. What stands under its bare name is whole: it was forced to the disk before it got it."""

    def __init__(self, store_folder: Path) -> None:
        self.path = store_folder / FOLDER

    def file(self, name: str) -> Path:
        """Return where a blob lies.

        Raises:
            StoreDamaged: a record from outside names something that is no name of a blob; rule "blob-name".
        """
        if _NAME.fullmatch(name) is None:
            raise StoreDamaged(rule="blob-name")
        return self.path / name

    def lay(self, name: str, sealed: bytes) -> None:
        """Put a blob in its place, whole or not at all.

        Raises:
            DiskFull, UnsuitableFolder: the disk refused; nothing is left.
        """
        beside = self._beside(name, _NEW)
        with durable.writing(self.path.parent):
            durable.make_folder(self.path)
            try:
                self._write(beside, 0, sealed)
                self._settle(beside, name)
            finally:
                beside.unlink(missing_ok=True)

    def read(self, name: str, offset: int = 0, size: int = -1) -> bytes:
        """Return some bytes of a blob.

        Raises:
            StoreDamaged: the disk does not give them; rule "blob".
        """
        try:
            with self.file(name).open("rb") as file:
                file.seek(offset)
                return file.read(size)
        except OSError:
            raise StoreDamaged(rule="blob") from None

    def append(self, name: str, offset: int, piece: bytes) -> None:
        """Put the next piece of a blob that comes from the centre behind the *offset* bytes that are known to be there.

        Raises:
            DiskFull, UnsuitableFolder: the disk refused; what was there before is there.
        """
        with durable.writing(self.path.parent):
            durable.make_folder(self.path)
            self._write(self._beside(name, _PART), offset, piece)

    def finish(self, name: str, sha256: str) -> bool:
        """Put a blob that has come whole in its place; False, and nothing left of it, when its digest is wrong."""
        part = self._beside(name, _PART)
        with durable.writing(self.path.parent):
            if not part.is_file():  # by another road it has come whole meanwhile, or nothing came at all
                return self.is_whole(name, sha256)
            if digest(part) != sha256:
                part.unlink(missing_ok=True)
                return False
            self._settle(part, name)
        return True

    def is_whole(self, name: str, sha256: str) -> bool:
        """Whether a blob lies here and is what it must be."""
        file = self.file(name)
        try:
            return file.is_file() and digest(file) == sha256
        except OSError:
            return False

    def has_part(self, name: str, size: int) -> bool:
        """Whether the first *size* bytes of a blob have come from the centre."""
        part = self._beside(name, _PART)
        return part.is_file() and part.stat().st_size >= size

    def has_whole(self, name: str, size: int) -> bool:
        """Whether a blob of that size lies in its place."""
        file = self.file(name)
        return file.is_file() and file.stat().st_size == size

    def drop(self, name: str) -> None:
        """Take a blob away, and what has come of it."""
        for path in (self.file(name), self._beside(name, _NEW), self._beside(name, _PART)):
            path.unlink(missing_ok=True)

    def files(self) -> Iterator[tuple[str, Path]]:
        """Yield every file with the name of its blob; files of anybody else are passed over."""
        if not self.path.is_dir():
            return
        for path in self.path.iterdir():
            name = path.name.partition(".")[0]
            if _NAME.fullmatch(name) is not None and path.is_file():
                yield name, path

    def _beside(self, name: str, ending: str) -> Path:
        return self.file(name).with_name(name + ending)

    def _write(self, path: Path, offset: int, content: bytes) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, durable.PRIVATE), "r+b") as file:
            file.truncate(offset)
            file.seek(offset)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def _settle(self, beside: Path, name: str) -> None:
        beside.replace(self.file(name))
        durable.sync_folder(self.path)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
