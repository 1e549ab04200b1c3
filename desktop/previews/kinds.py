"""What a file is, found by its content and never by its name; a closed list of what an attachment may be."""

from typing import Final

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODT: Final = "application/vnd.oasis.opendocument.text"
_OLD_OFFICE: Final = "application/x-ole-storage"

ENDINGS: Final = {
    JPEG: ".jpg",
    PNG: ".png",
    WEBP: ".webp",
    PDF: ".pdf",
    TEXT: ".txt",
    "image/heic": ".heic",
    "image/tiff": ".tif",
    "image/gif": ".gif",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/amr": ".amr",
    "audio/wav": ".wav",
    "audio/aac": ".aac",
    "video/mp4": ".mp4",
    "video/3gpp": ".3gp",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    _DOCX: ".docx",
    _XLSX: ".xlsx",
    _ODT: ".odt",
    _OLD_OFFICE: ".doc",
}
"""Every kind that is taken, with the ending of a copy that is saved."""

SHOWN: Final = (JPEG, PNG, WEBP, PDF)
"""Kinds of which there is a picture."""

_BEGINNINGS: Final = (
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"%PDF-", PDF),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OFFICE),
    (8, b"WEBP", WEBP),
    (8, b"WAVE", "audio/wav"),
)
_BRANDS: Final = (
    ((b"heic", b"heix", b"mif1", b"msf1", b"hevc"), "image/heic"),
    ((b"M4A ", b"M4B "), "audio/mp4"),
    ((b"3gp", b"3g2"), "video/3gpp"),
    ((b"qt  ",), "video/quicktime"),
)
_PACKED: Final = ((b"word/", _DOCX), (b"xl/", _XLSX), (b"application/vnd.oasis.opendocument.text", _ODT))
_CONTROLS: Final = frozenset(range(32)) - frozenset(b"\t\n\r\f")


def kind_of(content: bytes) -> str | None:
    """Return the media type of *content*; None when it is nothing that an attachment may be."""
    for at, mark, kind in _BEGINNINGS:
        if content[at : at + len(mark)] == mark and (at == 0 or content.startswith(b"RIFF")):
            return kind
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        return next((kind for brands, kind in _BRANDS if brand.startswith(brands)), "video/mp4")
    if content.startswith(b"PK\x03\x04"):
        return next((kind for mark, kind in _PACKED if mark in content[:4096] or mark in content[-65_536:]), None)
    return TEXT if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    """Plain text; anything that begins like a page or a script of the web is none."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    bare = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    return not bare.startswith((b"<", b"#!")) and _CONTROLS.isdisjoint(content)
