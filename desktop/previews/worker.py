"""The process that decodes foreign files: bytes in, pixels or a bare PDF out. It knows nothing of the programme.

Asks come on standard input until it ends: sort (1 byte), longest side (2), page from 0 (2), length (4, big end first),
bytes. Each gets ``+``, width (2), height (2), pages (4) and RGB bytes; or ``-`` and one letter: U unreadable, L locked,
B too big. A bare PDF is ``+``, length (4) and bytes.
"""

import contextlib
import ctypes
import io
import struct
import sys
from typing import Any, BinaryIO, Final

ASK: Final = struct.Struct(">cHHI")
PICTURE: Final = struct.Struct(">HHI")
LENGTH: Final = struct.Struct(">I")
PDF: Final = b"F"
BARE: Final = b"C"
FORMATS: Final = {b"J": "JPEG", b"P": "PNG", b"W": "WEBP"}

_MEMORY: Final = 1 << 30  # of addresses, which libraries take far more of than they use
_SECONDS: Final = 10
_MOST_PIXELS: Final = 50_000_000
_NEW_USER_AND_NETWORK: Final = 0x10000000 | 0x40000000


_BROKEN: Final = (
    OSError,
    ValueError,
    SyntaxError,
    LookupError,
    TypeError,
    EOFError,
    ArithmeticError,
    RuntimeError,
    struct.error,
)
"""What decoders raise at bytes that they cannot read; anything else ends this process, which is as good."""


class _Declined(Exception):
    """No picture, and the letter that says why."""


def confine() -> None:
    """Take from this process what it does not need; what a system does not know is left out."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS + 1))
    if sys.platform == "linux":
        ctypes.CDLL(None).unshare(_NEW_USER_AND_NETWORK)  # refused in some containers: the other walls stand
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer asks until the source ends."""
    while len(head := source.read(ASK.size)) == ASK.size:
        sort, side, page, length = ASK.unpack(head)
        content = source.read(length)
        try:
            answer = b"+" + _answer(sort, content, side, page)
        except _Declined as declined:
            answer = b"-" + str(declined).encode()
        except MemoryError:
            answer = b"-B"
        except _BROKEN:
            answer = b"-U"
        sink.write(answer)
        sink.flush()


def _answer(sort: bytes, content: bytes, side: int, page: int) -> bytes:
    if sort == BARE:
        bare = _bare(content)
        return LENGTH.pack(len(bare)) + bare
    return _page(content, side, page) if sort == PDF else _image(content, side, FORMATS[sort])


def _image(content: bytes, side: int, form: str) -> bytes:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content), formats=[form]) as image:
        if image.width * image.height > _MOST_PIXELS:
            raise _Declined("B")
        image.draft("RGB", (side, side))
        picture = ImageOps.exif_transpose(image).convert("RGBA")
    picture.thumbnail((side, side))
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return PICTURE.pack(*ground.size, 1) + ground.tobytes()


def _page(content: bytes, side: int, number: int) -> bytes:
    with contextlib.closing(_document(content)) as document:
        page = document[number]
        width, height = page.get_size()
        drawn = page.render(scale=side / max(width, height, 1), may_draw_forms=False).to_pil().convert("RGB")
        pixels: bytes = drawn.tobytes()
        return PICTURE.pack(*drawn.size, len(document)) + pixels


def _bare(content: bytes) -> bytes:
    """Return the pages alone in a new document: what is drawn on them and filled in stays, notes go."""
    import pypdfium2
    from pypdfium2 import raw

    out = io.BytesIO()
    with contextlib.closing(_document(content)) as document, contextlib.closing(pypdfium2.PdfDocument.new()) as bare:
        document.init_forms()
        for number in range(len(document)):
            if raw.FPDFPage_Flatten(document[number], raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_FAIL:
                raise _Declined("U")
        bare.import_pages(document)
        bare.save(out)
    return out.getvalue()


def _document(content: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _Declined("L" if "password" in str(error).lower() else "U") from None


def main() -> None:
    """Confine this process and answer."""
    from PIL import Image

    Image.preinit()
    Image.MAX_IMAGE_PIXELS = None  # our own limit answers with its own letter
    confine()
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
