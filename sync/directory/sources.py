"""Where the files of a directory come from: a message that holds them all, or a folder, for instance on a stick."""

import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Protocol

_CHUNK: Final = 1 << 16
_NAME: Final = re.compile(r"(?:targets/)?(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/){0,2}[A-Za-z0-9_-][A-Za-z0-9._-]*")


class Source(Protocol):
    """Files by name."""

    def chunks(self, name: str) -> Iterator[bytes] | None:
        """Return the bytes of a file in pieces, read as they are taken; None where there is no such file."""
        ...


class Files:
    """A source in memory."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def chunks(self, name: str) -> Iterator[bytes] | None:
        found = self._files.get(name)
        return None if found is None else iter((found.encode(),))


class Folder:
    """A source on a disk. Only plain files are opened: a stick may hold links and devices."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def chunks(self, name: str) -> Iterator[bytes] | None:
        path = self._path / name
        try:
            is_plain = stat.S_ISREG(path.lstat().st_mode)
        except OSError:
            return None
        return self._read(path) if is_plain else None

    def _read(self, path: Path) -> Iterator[bytes]:
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                yield piece


def is_name(name: str) -> bool:
    """Whether *name* can be that of a file of a directory, and of nothing outside."""
    return len(name) <= 200 and _NAME.fullmatch(name) is not None  # noqa: PLR2004
