"""A disk that may lose its power: what of the noted writes is surely on it, and pictures of what else may be."""

import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final, Literal

ACKNOWLEDGED: Final = "ACK"
"""Under this name, in the noted folder, the process says what it has promised so far, a line each."""
KINDS: Final = ("all", "none", "subset", "shuffle", "torn", "garbage")
"""What becomes of writes that were not forced to the disk; "torn": each sector of theirs or not."""
Kind = Literal["all", "none", "subset", "shuffle", "torn", "garbage"]

_SECTOR: Final = 512
_HEAD: Final = struct.Struct("<cHHQQ")
_FOLDER: Final = -1


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that the process did: Create, Make a folder, Write, Truncate, Sync, Unlink, Rename, by first letter."""

    kind: str
    path: str
    other: str
    offset: int
    data: bytes


def notes(journal: Path) -> Iterator[Note]:
    """Read what was noted."""
    raw, at = journal.read_bytes(), 0
    while at + _HEAD.size <= len(raw):
        kind, long, longer, offset, size = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        path, other = raw[at : at + long].decode(), raw[at + long : at + long + longer].decode()
        at += long + longer
        data = raw[at : at + size] if kind == b"W" else b""
        at += len(data)
        yield Note(kind.decode(), path, other, offset, data)


Write = tuple[int, bytes | None]
"""Where, and what; without bytes, the file ends there."""
Names = tuple[tuple[str, int | None], ...]
"""Names that come (with what they stand for) and go, all at once."""


@dataclass
class Disk:
    """Files by number, as a file system has them, and the names that lead to them."""

    names: dict[str, int] = field(default_factory=dict)  # as the process sees them
    acknowledged: list[str] = field(default_factory=list)
    _sure_names: dict[str, int] = field(default_factory=dict)
    _loose_names: list[tuple[str, Names]] = field(default_factory=list)  # with the folder that they stand in
    _sure: dict[int, bytearray] = field(default_factory=lambda: defaultdict(bytearray))
    _loose: dict[int, list[Write]] = field(default_factory=lambda: defaultdict(list))
    _next: int = 0

    @classmethod
    def of(cls, folder: Path) -> "Disk":
        """Take what lies in *folder* for what is surely on the disk."""
        disk = cls()
        for path in sorted(folder.rglob("*")):
            number = _FOLDER if path.is_dir() else disk._new()
            disk.names[str(path.relative_to(folder))] = number
            if number != _FOLDER:
                disk._sure[number] = bytearray(path.read_bytes())
        disk._sure_names = dict(disk.names)
        return disk

    def play(self, note: Note) -> None:
        """Let one thing happen."""
        if note.path == ACKNOWLEDGED:
            self.acknowledged += note.data.decode().split()
        elif note.kind in "CMUR":
            self._rename(note)
        elif note.kind == "S":
            self._sync(note.path)
        else:
            self._write(note)

    def picture(self, kind: Kind, chance: Random) -> dict[str, bytes | None]:
        """Return what may lie on the disk when the power fails now; None stands for a folder."""
        names = dict(self._sure_names)
        for _, some in self._loose_names:
            if kind == "all" or (kind != "none" and chance.random() < 0.5):  # folders are forced by themselves
                _rename(names, some)
        whole: dict[str, bytes | None] = {}
        for path, number in sorted(names.items()):
            if _parent(path) in ("", *whole):
                whole[path] = None if number == _FOLDER else self._content(number, kind, chance)
        return whole

    def _new(self) -> int:
        self._next += 1
        return self._next

    def _rename(self, note: Note) -> None:
        if note.kind in "CM":
            some: Names = ((note.path, self._new() if note.kind == "C" else _FOLDER),)
        elif note.kind == "U":
            some = ((note.path, None),)
        else:
            some = ((note.path, None), (note.other, self.names[note.path]))
        _rename(self.names, some)
        self._loose_names.append((_parent(note.path), some))

    def _write(self, note: Note) -> None:
        number = self.names.get(note.path)
        if number is not None:  # else its name was taken away while it was open: nobody finds it again
            self._loose[number].append((note.offset, note.data if note.kind == "W" else None))

    def _sync(self, path: str) -> None:
        number = self.names.get(path) if path else _FOLDER
        if number is None:
            return
        if number != _FOLDER:
            for write in self._loose.pop(number, ()):
                _put(self._sure[number], write)
            return
        for folder, some in self._loose_names:
            if folder == path:
                _rename(self._sure_names, some)
        self._loose_names = [one for one in self._loose_names if one[0] != path]

    def _content(self, number: int, kind: Kind, chance: Random) -> bytes:
        content, loose = bytearray(self._sure[number]), list(self._loose.get(number, ()))
        if kind == "none":
            loose = []
        elif kind != "all":
            loose = [one for one in loose if chance.random() < 0.5]
        if kind == "shuffle":
            chance.shuffle(loose)
        for write in loose:
            for part in _torn(write, chance) if kind == "torn" else (write,):
                _put(content, _spoilt(part, chance) if kind == "garbage" else part)
        return bytes(content)


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _rename(names: dict[str, int], some: Names) -> None:
    for path, number in some:
        if number is None:
            names.pop(path, None)
        else:
            names[path] = number


def _put(content: bytearray, write: Write) -> None:
    offset, data = write
    if data is None:
        del content[offset:]
    content.extend(bytes(max(0, offset - len(content))))
    if data is not None:
        content[offset : offset + len(data)] = data


def _torn(write: Write, chance: Random) -> Iterator[Write]:
    offset, data = write
    if data is None:
        yield write
        return
    for start in range(0, len(data), _SECTOR):
        if chance.random() < 0.5:
            yield offset + start, data[start : start + _SECTOR]


def _spoilt(write: Write, chance: Random) -> Write:
    offset, data = write
    return (offset, data) if data is None or chance.random() < 0.7 else (offset, chance.randbytes(len(data)))
