"""Traces: a copy of a picture that is given out says nothing of place and camera, and looks as the original does."""

import io
from contextlib import suppress
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from desktop.actions.attachments import bare
from desktop.previews.kinds import JPEG, PDF, PNG, WEBP
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
    assert bare(b"%PDF-1.7", PDF) == b"%PDF-1.7"
    assert bare(b"surat", None) == b"surat"


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
