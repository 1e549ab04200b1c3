"""Traces: where, with what and by whom a file was made; a copy without them looks the same."""

import re
import struct
from collections.abc import Iterator
from typing import Final

from desktop.previews.kinds import JPEG, PDF, PNG, TEXT, WEBP
from desktop.previews.pictures import bare_pdf

CLEANED: Final = (JPEG, PNG, WEBP, PDF)
"""Kinds of which a copy without traces can be made."""
WITHOUT: Final = (*CLEANED, TEXT)
"""Kinds of which a copy bears none; of all others it may."""

_MARK, _SCAN, _END, _APP1, _PROFILE = 0xFF, 0xDA, 0xD9, 0xE1, 0xE2
_ALONE: Final = {0x01, *range(0xD0, 0xD8)}
"""Marks of a JPEG without a length."""
_SAYING: Final = {*range(0xE1, 0xF0), 0xFE} - {0xEE}
"""Segments of applications and comments, but those that say how colours are meant."""
_EXIF: Final = b"Exif\0\0"
_ORIENTATION: Final = 0x0112
_GPS: Final = 0x8825
_XMP: Final = re.compile(rb"<\?xpacket begin.*?<\?xpacket end[^>]*>|<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)
_PHOTO: Final = re.compile(rb"stream\r?\n\xff\xd8(?=\xff)")
_PNG_KEPT: Final = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"}
_WEBP_DROPPED: Final = {b"EXIF", b"XMP "}
_WEBP_FLAGS: Final = 0x08 | 0x04  # there is EXIF, there is XMP


def without_traces(content: bytes, media_type: str) -> bytes:
    """Return a picture without place, camera, notes, and whatever lies behind its end; a PDF without all but its pages.

    Raises:
        ValueError: it does not keep the form of its kind, so nobody can say what is in it.
    """
    if media_type == PDF:
        return _pdf(content)
    parts = {JPEG: _jpeg, PNG: _png, WEBP: _webp}[media_type](content)
    try:
        return b"".join(parts)
    except (struct.error, IndexError):
        raise ValueError("cut off") from None


def has_place(content: bytes, media_type: str | None) -> bool:
    """Whether a picture says where it was taken."""
    beginning = {JPEG: _EXIF, PNG: b"eXIf", WEBP: b"EXIF"}.get(media_type or "")
    at = -1 if beginning is None else content.find(beginning)
    if beginning is None or at < 0:
        return False
    tiff = content[at + len(beginning) + (4 if media_type == WEBP else 0) :].removeprefix(_EXIF)
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        return order is not None and _entry(tiff, order, _GPS) is not None
    except struct.error:
        return False


def _pdf(content: bytes) -> bytes:
    """Blank in place what photos within say of themselves: nothing moves, so the table of places stays true."""
    bare = bare_pdf(content)
    if bare is None:
        raise ValueError("no PDF")
    out = bytearray(_XMP.sub(lambda found: b" " * len(found[0]), bare))
    for found in _PHOTO.finditer(bare):
        _blank_segments(out, found.end())
    return bytes(out)


def _blank_segments(out: bytearray, at: int) -> None:
    while at + 4 <= len(out) and out[at] == _MARK and out[at + 1] not in (_SCAN, _END):
        end = at + 2 + struct.unpack_from(">H", out, at + 2)[0]
        if not _is_needed(out[at + 1], bytes(out[at + 4 : at + 16])):
            out[at + 4 : end] = bytes(min(end, len(out)) - at - 4)
        at = end


def _jpeg(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at, is_turned = 2, False
    while True:
        if content[at] != _MARK:
            raise ValueError("no mark")
        mark = content[at + 1]
        if mark == _MARK:  # filling
            at += 1
            continue
        if mark == _END:
            yield content[at : at + 2]
            return
        end = at + 2 + (0 if mark in _ALONE else struct.unpack_from(">H", content, at + 2)[0])
        segment = content[at:end]
        if mark == _APP1 and segment[4:10] == _EXIF and not is_turned:
            is_turned = True
            yield _only_turned(segment[10:])
        elif _is_needed(mark, segment[4:]):
            yield segment
        at = end
        if mark == _SCAN:
            at = _behind_scan(content, end)
            yield content[end:at]


def _is_needed(mark: int, said: bytes) -> bool:
    """Whether the picture looks another without it: colours are said in applications' segments, too."""
    return said.startswith(b"ICC_PROFILE\0") if mark == _PROFILE else mark not in _SAYING


def _behind_scan(content: bytes, at: int) -> int:
    """Return where the next mark is that is none of the scan's own."""
    while (at := content.find(b"\xff", at)) >= 0:
        if content[at + 1] != 0 and content[at + 1] not in _ALONE:
            return at
        at += 2
    raise ValueError("no end")


def _only_turned(tiff: bytes) -> bytes:
    """Return a segment that says how the picture is turned, and nothing else; empty where it is not."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        turned = 1 if order is None else _orientation(tiff, order)
    except struct.error:
        turned = 1
    if turned == 1:
        return b""
    said = _EXIF + b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said


def _orientation(tiff: bytes, order: str) -> int:
    shape, count, value = _entry(tiff, order, _ORIENTATION) or (0, 0, 1)
    return value if (shape, count) == (3, 1) and value in range(1, 9) else 1


def _entry(tiff: bytes, order: str, wanted: int) -> tuple[int, int, int] | None:
    """Return shape, count and, of a short value, the value of an entry of the first directory."""
    first: int = struct.unpack_from(f"{order}I", tiff, 4)[0]
    for number in range(struct.unpack_from(f"{order}H", tiff, first)[0]):
        tag, shape, count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
        if tag == wanted:
            return shape, count, value
    return None


def _png(content: bytes) -> Iterator[bytes]:
    yield content[:8]
    at, name = 8, b""
    while name != b"IEND":
        size, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + size
        if end > len(content):
            raise ValueError("cut off")
        if name in _PNG_KEPT:
            yield content[at:end]
        at = end


def _webp(content: bytes) -> Iterator[bytes]:
    whole = min(len(content), 8 + struct.unpack_from("<I", content, 4)[0])
    kept, at = [], 12
    while at + 8 <= whole:
        name, size = struct.unpack_from("<4sI", content, at)
        if at + 8 + size > len(content):
            raise ValueError("cut off")
        end = at + 8 + size + size % 2
        piece = content[at:end]
        if name == b"VP8X":
            piece = piece[:8] + bytes([piece[8] & ~_WEBP_FLAGS]) + piece[9:]
        if name not in _WEBP_DROPPED:
            kept.append(piece)
        at = end
    yield b"RIFF" + struct.pack("<I", 4 + sum(map(len, kept))) + b"WEBP"
    yield from kept
