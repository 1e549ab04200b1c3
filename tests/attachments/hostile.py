"""Hostile files, made here: bombs, cut off, two things at once, under another name, and what a PDF can hide."""

import io
import struct
import zipfile
import zlib
from typing import Final

from PIL import Image

NAMES: Final = (
    "../../../etc/passwd",
    "..\\..\\Windows\\win.ini",
    "/etc/passwd",
    "C:\\Windows\\win.ini",
    "\\\\server\\share\\x",
    "CON",
    "con.txt",
    "NUL .pdf",
    "lpt1.",
    "a:b",
    "akhir. . .",
    ".hidden",
    "foto\u202egpj.exe",
    "x" * 300,
    "nol\0nol",
    "baris\nbaru",
    "🙂" * 80,
    "-rf",
    "~root",
    "$(reboot)`id`%PATH%",
)


_CIRCLE: Final = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0"
"""A directory whose part is the directory itself."""


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _png(width: int, height: int, *more: bytes, rows: bytes = b"\0" * 5000) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    body = _chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + body + _chunk(b"IEND", b"")


def _image(form: str, size: tuple[int, int] = (64, 48), **more: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, form, **more)
    return out.getvalue()


def _jpeg_of(width: int, height: int) -> bytes:
    """A JPEG whose frame says that it is larger than it is."""
    content = bytearray(_image("JPEG"))
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def _with_segments(mark: int, content: bytes, bytes_wanted: int) -> bytes:
    jpeg, piece = _image("JPEG"), content + bytes(65_533 - len(content))
    segment = bytes([0xFF, mark]) + struct.pack(">H", len(piece) + 2) + piece
    return jpeg[:2] + segment * (bytes_wanted // len(segment)) + jpeg[2:]


def _pdf(*objects: str, root: str = "1 0 R", trailer: str = "", more: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, said in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{said}\nendobj\n".encode("latin-1")
    out += more
    start = len(out)
    lines = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{lines}".encode()
    out += f"trailer\n<< /Size {size} /Root {root} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out).replace(b"@START@", str(start).encode())


_PAGES = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"


def _acting(action: str) -> bytes:
    return _pdf(f"<< /Type /Catalog /Pages 2 0 R /OpenAction {action} >>", _PAGES, _PAGE)


def _stream(raw: bytes, filters: str) -> str:
    return f"<< /Length {len(raw)} /Filter {filters} >>\nstream\n{raw.decode('latin-1')}\nendstream"


def _bomb_stream(rounds: int) -> bytes:
    raw = b"0 0 m " * 1_500_000
    for _ in range(rounds):
        raw = zlib.compress(raw, 9)
    filters = "[" + "/FlateDecode " * rounds + "]"
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>"
    return _pdf("<< /Type /Catalog /Pages 2 0 R >>", _PAGES, page, _stream(raw, filters))


def _zip(name: str, content: bytes, times: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(times):
            packed.writestr(name if number == 0 else f"{number}-{name}", content)
    return out.getvalue()


def _svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/><script>alert(1)</script></svg>'


def _pictures() -> dict[str, bytes]:
    jpeg, png = _image("JPEG"), _image("PNG")
    frames = [Image.new("RGB", (8, 8), (n, 0, 0)) for n in range(200)]
    moving = io.BytesIO()
    frames[0].save(moving, "PNG", save_all=True, append_images=frames[1:])
    gif = io.BytesIO()
    frames[0].save(gif, "GIF", save_all=True, append_images=frames[1:])
    bomb = zlib.compress(bytes(60_000_000), 9)
    return {
        "png of 2.5 thousand million pixels": _png(50_000, 50_000),
        "png of the widest": _png(0x7FFFFFFF, 1),
        "png without a pixel": _png(0, 0),
        "png with less than it says": _png(4000, 4000),
        "png with packed text of 60 MB": _png(8, 8, _chunk(b"zTXt", b"a\0\0" + bomb), rows=bytes(33 * 8)),
        "png with a packed profile of 60 MB": _png(8, 8, _chunk(b"iCCP", b"a\0\0" + bomb), rows=bytes(33 * 8)),
        "png cut off": png[: len(png) // 2],
        "png with a wrong sum": png[:40] + bytes([png[40] ^ 1]) + png[41:],
        "png of 200 frames": moving.getvalue(),
        "png that is a web page, too": png + b"<script>alert(1)</script>",
        "gif of 200 frames": gif.getvalue(),
        "tiff that says too much": b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 65_535) + bytes(100),
        "jpeg of 4 thousand million pixels": _jpeg_of(65_500, 65_500),
        "jpeg cut off": jpeg[: len(jpeg) // 2],
        "jpeg of three bytes": b"\xff\xd8\xff",
        "jpeg with 24 MB of exif": _with_segments(0xE1, b"Exif\0\0II*\0\x08\0\0\0\xff\xff", 24_000_000),
        "jpeg with 50 MB of exif": _with_segments(0xE1, b"Exif\0\0", 50_000_000),
        "jpeg with exif that bites its tail": _image(
            "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0"
        ),
        "jpeg that is an archive, too": jpeg + _zip("x.exe", b"MZ"),
        "jpeg that is a program, too": jpeg + b"MZ" + bytes(500),
        "svg that says it is a jpeg": b"\xff\xd8\xff\xe0" + _svg(),
        "svg": _svg(),
        "webp cut off": _image("WEBP")[:60],
        "webp of the largest canvas": b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0\xff\xff\xff\xff\xff\xff" + bytes(20),
    }


def _documents() -> dict[str, bytes]:
    catalogue = "<< /Type /Catalog /Pages 2 0 R >>"
    many = "<< /Type /Pages /Kids [3 0 R] /Count 100000 >>"
    vast = _PAGE.replace("200 200", "2000000000 0.0001")
    return {
        "pdf with a script": _acting("<< /S /JavaScript /JS (while(1){app.alert(1)}) >>"),
        "pdf that starts a program": _acting("<< /S /Launch /F (cmd.exe) /Win << /F (cmd.exe) /P (/c calc) >> >>"),
        "pdf that calls home": _acting("<< /S /URI /URI (http://192.0.2.1/x) >>"),
        "pdf that sends a form": _acting("<< /S /SubmitForm /F (http://192.0.2.1/x) >>"),
        "pdf whose table points at itself": _pdf(catalogue, _PAGES, _PAGE, trailer="/Prev @START@"),
        "pdf whose pages hold themselves": _pdf(catalogue, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
        "pdf that says 100 thousand pages": _pdf(catalogue, many, _PAGE),
        "pdf of a vast page": _pdf(catalogue, _PAGES, vast),
        "pdf without pages": _pdf(catalogue, "<< /Type /Pages /Kids [] /Count 0 >>"),
        "pdf nested beyond all sense": _pdf(catalogue + " " + "[" * 50_000, _PAGES, _PAGE),
        "pdf packed twice": _bomb_stream(2),
        "pdf cut off": _acting("<< /S /JavaScript /JS (1) >>")[:150],
        "pdf of its first line": b"%PDF-1.7\n",
        "pdf that is an archive, too": b"%PDF-1.7\n" + _zip("x.exe", b"MZ"),
        "pdf under a key": _pdf(catalogue, _PAGES, _PAGE, trailer="/Encrypt << /Filter /Standard /V 9 >>"),
    }


def _others() -> dict[str, bytes]:
    return {
        "archive bomb": _zip("x", bytes(30_000_000)),
        "archive in an archive": _zip("a.zip", _zip("b.zip", _zip("x", bytes(1_000_000)))),
        "letter that is a bomb": _zip("word/document.xml", bytes(30_000_000)),
        "letter with a path": _zip("../../word/evil", b"x"),
        "program": b"MZ" + bytes(500),
        "script": b"#!/bin/sh\nreboot\n",
        "web page": b"<html><script>alert(1)</script>",
        "text with a zero": b"surat\0surat",
        "text that turns around": "surat \u202etxt.exe".encode(),
        "photo of a telephone that is none": b"\0\0\0\x18ftypheic" + bytes(200),
        "old letter": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "nothing": b"",
    }


def files() -> dict[str, bytes]:
    """Return all of them by what they are."""
    return _pictures() | _documents() | _others()
