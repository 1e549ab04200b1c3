"""Asking the worker process for pictures, and packing one into the few bytes of a preview."""

import io
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from desktop.previews import worker
from desktop.previews.kinds import JPEG, PDF, PNG, WEBP

MOST_PREVIEW: Final = 20_480
"""Bytes of a preview: it must reach the centre on a line on which the original takes an hour."""
SWITCH: Final = "--preview-worker"
"""Makes the packaged programme the worker: there is no interpreter beside it."""

_SORTS: Final = {JPEG: b"J", PNG: b"P", WEBP: b"W", PDF: worker.PDF}
_PATIENCE_S: Final = 20
_MOST_SIDE: Final = 4096
_SIDES: Final = (640, 512, 400, 320, 240, 160)
_QUALITIES: Final = (78, 64, 48)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A picture that is wanted: of which bytes, how large, of which page (from 0)."""

    content: bytes
    media_type: str
    side: int
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Pixels, three bytes each, and how many pages there are."""

    width: int
    height: int
    pages: int
    rgb: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPicture:
    """Why there is none: unreadable, locked (by a password), too-big, or gave-up (the worker died of it)."""

    why: str


_WHY: Final = {b"U": "unreadable", b"L": "locked", b"B": "too-big"}


def draw(wanted: Wanted) -> Picture | NoPicture:
    """Draw one picture in a process of its own; seconds at most, whatever the bytes are."""
    return draw_all([wanted])[0]


def draw_all(wanted: Sequence[Wanted]) -> list[Picture | NoPicture]:
    """Draw several in one process; one that kills it costs only itself."""
    drawn: list[Picture | NoPicture] = []
    while len(drawn) < len(wanted):
        drawn += _read(_run(wanted[len(drawn) :]))
        if len(drawn) < len(wanted):
            drawn.append(NoPicture(why="gave-up"))
    return drawn


def bare_pdf(content: bytes) -> bytes | None:
    """Return the pages of a PDF alone, made in a process of its own; None where it cannot be read."""
    said = _asked(worker.ASK.pack(worker.BARE, 0, 0, len(content)) + content)
    head = 1 + worker.LENGTH.size
    if said[:1] != b"+" or len(said) < head or len(said) != head + worker.LENGTH.unpack_from(said, 1)[0]:
        return None
    return said[head:]


def preview_of(picture: Picture) -> bytes:
    """Pack a picture into a JPEG of at most 20 kB."""
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    packed = b""
    for side in _SIDES:
        small = image.copy()
        small.thumbnail((side, side))
        for quality in _QUALITIES:
            packed = _jpeg(small, quality)
            if len(packed) <= MOST_PREVIEW:
                return packed
    return packed  # not reached: 160 pixels of noise are 11 kB


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _run(wanted: Sequence[Wanted]) -> bytes:
    asks = b"".join(
        worker.ASK.pack(_SORTS[one.media_type], min(one.side, _MOST_SIDE), one.page, len(one.content)) + one.content
        for one in wanted
    )
    return _asked(asks)


def _asked(asks: bytes) -> bytes:
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, SWITCH] if frozen else [sys.executable, "-I", "-B", str(Path(worker.__file__))]
    try:
        done = subprocess.run(  # noqa: S603 - our own worker
            command,
            input=asks,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ},
            cwd=Path(sys.executable).parent,
            timeout=_PATIENCE_S,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as late:
        return late.stdout or b""
    except OSError:
        return b""
    return done.stdout


def _read(said: bytes) -> list[Picture | NoPicture]:
    """Read whole answers; what is cut off or makes no sense ends the list."""
    found: list[Picture | NoPicture] = []
    at, head = 0, worker.PICTURE.size
    while at < len(said):
        if said[at : at + 1] == b"-" and said[at + 1 : at + 2] in _WHY:
            found.append(NoPicture(why=_WHY[said[at + 1 : at + 2]]))
            at += 2
            continue
        if said[at : at + 1] != b"+" or len(said) < at + 1 + head:
            break
        width, height, pages = worker.PICTURE.unpack_from(said, at + 1)
        end = at + 1 + head + 3 * width * height
        if not (0 < width <= _MOST_SIDE and 0 < height <= _MOST_SIDE) or len(said) < end:
            break
        found.append(Picture(width=width, height=height, pages=pages, rgb=said[at + 1 + head : end]))
        at = end
    return found
