"""Scanner: finds the words of the data set in any bytes, in every form that a programme is likely to give them."""

import base64
import os
import re
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_MOST: Final = 64 << 20  # of one stream that was packed
_DEEPEST: Final = 3
_PACKED: Final = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|\x28\xb5\x2f\xfd|PK\x03\x04", re.DOTALL)
_ZIP: Final = struct.Struct("<4s5H3L2H")
_BROKEN: Final = (zlib.error, zstd.ZstdError, struct.error, EOFError, ValueError, MemoryError)


@dataclass(frozen=True, slots=True)
class Leak:
    """A word that was found, where, and in which form."""

    place: str
    form: str
    mark: str


@cache
def forms(mark: str) -> tuple[tuple[str, bytes], ...]:
    """Return the bytes by which the beginning of a word shows in lower-cased content, by form."""
    found: dict[bytes, str] = {}
    for text in {mark, mark.lower(), mark.upper()}:
        plain, wide = text.encode(), text.encode("utf-16-le")[:-1]  # without its last zero it is in both byte orders
        for name, raw in (("utf-8", plain), ("utf-16", wide)):
            found.setdefault(raw.lower(), name)
            found.setdefault(raw.hex().encode(), f"hex of {name}")
        found.setdefault("".join(f"%{byte:02x}" for byte in plain).encode(), "url")
        found.setdefault("".join(f"\\u{ord(sign):04x}" for sign in text).encode(), "json")
    return tuple((name, raw) for raw, name in found.items())


@cache
def coded(mark: str) -> tuple[tuple[str, bytes], ...]:
    """Return the same for the one form in which capitals and small letters differ: Base64, at each offset."""
    found: dict[bytes, str] = {}
    for text in {mark, mark.lower(), mark.upper()}:
        for name, raw in (("utf-8", text.encode()), ("utf-16", text.encode("utf-16-le")[:-1])):
            for shift in range(3):
                found.setdefault(_base64(raw, shift), f"base64 of {name}")
    return tuple((name, raw) for raw, name in found.items())


def _base64(raw: bytes, shift: int) -> bytes:
    """Return the characters that *raw* gives wherever it stands *shift* bytes behind a multiple of three."""
    encoded = base64.b64encode(bytes(shift) + raw)
    first = -(-shift * 8 // 6)  # the first one that no byte before reaches into
    return encoded[first : (shift + len(raw)) * 8 // 6]


def leaks(place: str, content: bytes, marks: Iterable[str], deep: int = 0) -> Iterator[Leak]:
    """Yield what is found in *content*, packed parts of it among them."""
    marks, small = tuple(marks), content.lower()
    for mark in marks:
        for within, needles in ((small, forms(mark)), (content, coded(mark))):
            for form, raw in needles:
                if raw in within:
                    yield Leak(place, form, mark)
    if deep < _DEEPEST:
        for form, unpacked in _unpacked(content):
            for leak in leaks(place, unpacked, marks, deep + 1):
                yield Leak(place, f"{form}: {leak.form}", leak.mark)


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what stands in any stream that begins anywhere; one that breaks off gives what came before."""
    for match in _PACKED.finditer(content):
        at, head = match.start(), match.group()
        with suppress(*_BROKEN):
            if head[:1] == b"\x28":
                unpacked, form = zstd.ZstdDecompressor().decompress(content[at:], _MOST), "zstd"
            elif head[:1] == b"P":
                front = _ZIP.unpack_from(content, at)
                behind = at + _ZIP.size + front[-2] + front[-1]
                unpacked, form = zlib.decompressobj(-15).decompress(content[behind:], _MOST), "zip"
            else:
                unpacked, form = zlib.decompressobj(47).decompress(content[at:], _MOST), "zlib"
            if unpacked:
                yield form, unpacked


def text_leaks(place: str, texts: Iterable[str], marks: Iterable[str]) -> Iterator[Leak]:
    """Yield what is found in texts that were seen or said."""
    yield from leaks(place, "\n".join(texts).encode("utf-8", "surrogateescape"), marks)


def files(top: Path, *, but: Iterable[Path] = (), since: float = 0.0) -> Iterator[Path]:
    """Yield the plain files below *top* that were changed *since*, leaving out what lies below *but*."""
    left_out = set(but)
    for folder, names, found in os.walk(top):
        names[:] = [name for name in names if Path(folder, name) not in left_out]
        for name in found:
            path = Path(folder, name)
            with suppress(OSError):
                if not path.is_symlink() and path.is_file() and path.stat().st_mtime >= since:
                    yield path


def file_leaks(paths: Iterable[Path], marks: Iterable[str]) -> Iterator[Leak]:
    """Yield what is found in files, in their names and in what the file system keeps beside them."""
    marks = tuple(marks)
    for path in paths:
        yield from text_leaks(f"name of {path}", [str(path)], marks)
        with suppress(OSError):
            yield from leaks(str(path), path.read_bytes().strip(b"\0"), marks)
            for name in os.listxattr(path) if hasattr(os, "listxattr") else ():
                yield from leaks(f"{path} ({name})", os.getxattr(path, name), marks)
