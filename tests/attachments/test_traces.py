"""Traces: a copy of a picture that is given out says nothing of place and camera, and looks as the original does."""

import ctypes
import io
from contextlib import suppress
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdfium2 import raw

from desktop.actions.attachments import bare
from desktop.previews.kinds import JPEG, PDF, PNG, WEBP
from desktop.previews.pictures import Picture, Wanted, draw
from desktop.previews.traces import has_place
from sync.errors import UnreadableFile
from tests.attachments.hostile import files

MARK = "Rumah-Siti"
TURNED = 6


def picture(form: str, **more: Any) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = TURNED
    exif[0x010F] = MARK
    exif.get_ifd(0x8825)[0x001D] = MARK
    out = io.BytesIO()
    Image.effect_noise((120, 80), 70).convert("RGB").save(out, form, exif=exif, **more)
    return out.getvalue()


def pixels(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        return image.convert("RGB").tobytes()


def noted() -> PngInfo:
    notes = PngInfo()
    notes.add_text("Comment", MARK)
    notes.add_itxt("XML:com.adobe.xmp", MARK)
    return notes


PICTURES = {
    "jpeg": (JPEG, picture("JPEG", comment=MARK.encode(), xmp=MARK.encode())),
    "jpeg in steps": (JPEG, picture("JPEG", progressive=True, xmp=MARK.encode())),
    "jpeg with marks within": (JPEG, picture("JPEG", restart_marker_blocks=4)),
    "jpeg with a second picture behind": (JPEG, picture("JPEG") + picture("JPEG")),
    "png": (PNG, picture("PNG", pnginfo=noted())),
    "png with more behind": (PNG, picture("PNG") + MARK.encode()),
    "webp": (WEBP, picture("WEBP", lossless=True, xmp=MARK.encode())),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_copy_bears_no_trace_and_every_pixel(name: str) -> None:
    kind, content = PICTURES[name]
    assert MARK.encode() in content
    copy = bare(content, kind)

    assert MARK.encode() not in copy
    assert pixels(copy) == pixels(content)
    assert bare(copy, kind) == copy
    with Image.open(io.BytesIO(copy)) as image:
        assert dict(image.getexif()) == ({0x0112: TURNED} if kind == JPEG else {})
        assert not image.info.get("xmp")


def test_what_is_no_picture_is_given_out_as_it_is() -> None:
    assert bare(b"surat", None) == b"surat"


def paper(*, noted: bool = False) -> bytes:
    """A PDF with an author, a photo that says where it was taken, an attached file, and where *noted* a note."""
    out = io.BytesIO()
    Image.effect_noise((200, 100), 60).convert("RGB").save(out, "PDF", author=MARK, title=MARK)
    document = pypdfium2.PdfDocument(out.getvalue())
    photo = pypdfium2.PdfImage.new(document)
    photo.load_jpeg(io.BytesIO(picture("JPEG", xmp=f"<x:xmpmeta>{MARK}</x:xmpmeta>".encode())), inline=True)
    photo.set_matrix(pypdfium2.PdfMatrix().scale(100, 80))
    page = document[0]
    page.insert_obj(photo)
    page.gen_content()
    if noted:
        note = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_TEXT)
        said = ctypes.create_string_buffer(MARK.encode("utf-16-le") + b"\0\0")
        raw.FPDFAnnot_SetStringValue(note, b"T", ctypes.cast(said, ctypes.POINTER(ctypes.c_ushort)))
        raw.FPDFPage_CloseAnnot(note)
    document.new_attachment("catatan").set_data(MARK.encode())
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def drawn(content: bytes) -> bytes:
    shown = draw(Wanted(content=content, media_type=PDF, side=200))
    assert isinstance(shown, Picture)
    return shown.rgb


def test_a_copy_of_a_pdf_bears_no_trace_and_looks_the_same() -> None:
    content = paper()
    assert MARK.encode() in content
    assert pypdfium2.PdfDocument(content).get_metadata_dict()["Author"] == MARK
    assert pypdfium2.PdfDocument(content).count_attachments() == 1
    copy = bare(content, PDF)

    assert MARK.encode() not in copy
    assert MARK not in "".join(pypdfium2.PdfDocument(copy).get_metadata_dict().values())
    assert pypdfium2.PdfDocument(copy).count_attachments() == 0
    assert drawn(copy) == drawn(content)
    assert drawn(bare(copy, PDF)) == drawn(content)


def test_a_copy_of_a_pdf_bears_no_notes_and_their_authors() -> None:
    content = paper(noted=True)
    assert b"/Annots" in content
    assert b"/Annots" not in bare(content, PDF)


def test_a_pdf_that_cannot_be_read_is_not_given_out_as_a_copy() -> None:
    for content in (b"%PDF-1.7", paper()[:900]):
        with pytest.raises(UnreadableFile) as refused:
            bare(content, PDF)
        assert refused.value.rule == "file-not-cleaned"


@pytest.mark.parametrize("name", PICTURES)
def test_which_photo_says_where_it_was_taken_is_known(name: str) -> None:
    kind, content = PICTURES[name]
    assert has_place(content, kind)
    assert not has_place(bare(content, kind), kind)
    assert not has_place(content[:40], kind)
    assert not has_place(content, None)


@pytest.mark.parametrize("kind", [JPEG, PNG, WEBP])
def test_what_does_not_keep_its_form_is_cleaned_or_refused_and_never_more(kind: str) -> None:
    begins = {JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG", WEBP: b"RIFF"}[kind]
    whole = next(content for one, content in PICTURES.values() if one == kind)
    hostile = [one for one in files().values() if one.startswith(begins)]
    for content in [*hostile, *(whole[:cut] for cut in range(3, len(whole), 97))]:
        with suppress(UnreadableFile):
            assert len(bare(content, kind)) <= len(content) + 40
    with pytest.raises(UnreadableFile) as refused:
        bare(whole[: len(whole) // 2], kind)
    assert refused.value.rule == "file-not-cleaned"
