"""What an officer can do with files: add one to a record, open it, give a copy out, ask for it."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from desktop.actions.open_desk import OpenDesk
from desktop.previews.kinds import ENDINGS, SHOWN, kind_of
from desktop.previews.pictures import NoPicture, Picture, Wanted, draw, preview_of
from desktop.previews.traces import CLEANED, without_traces
from desktop.store import attachments as kept
from desktop.store.attachments import SealedPart
from desktop.store.row import Row
from desktop.store.unit import Unit
from sync.errors import Refused, RuleBroken, UnreadableFile, UnwritableFile

MOST_BYTES: Final = 25 << 20
MOST_FILES: Final = 200
"""Of one record."""
_LONGEST_TITLE: Final = 200
_PREVIEW_SIDE: Final = 640
_DEVICES: Final = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}
"""What Windows takes for a device, whatever the ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file that is added to a record: its bytes, and what it is called, which is data and no name of a file."""

    owner: tuple[str, str]  # kind, id
    content: bytes
    title: str | None = None
    attachment_kind: str | None = None


def read_file(path: Path) -> bytes:
    """Return the bytes of a file of the officer's.

    Raises:
        UnreadableFile: not there, no file, empty, or larger than 25 MB; the rule says which.
    """
    try:
        if not path.is_file():
            raise UnreadableFile(field="file", rule="not-there")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError:
        raise UnreadableFile(field="file", rule="not-there") from None
    return _checked(content)


def attach(desk: OpenDesk, new: NewFile) -> Row:
    """Seal a file and add it to its record; when this returns it is saved, with its preview where there can be one.

    Raises:
        UnreadableFile: empty, too large, of no kind that is taken, damaged, or locked; the rule says which.
        RuleBroken: the record is deleted, or has 200 files already. NoSuchRecord: there is no such record.
        DiskFull: too little space is left for files. Nothing is kept of any of these.
    """
    content = _checked(new.content)
    media_type = kind_of(content)
    if media_type is None:
        raise UnreadableFile(field="file", rule="kind-not-taken")
    picture = draw(Wanted(content=content, media_type=media_type, side=_PREVIEW_SIDE)) if media_type in SHOWN else None
    if isinstance(picture, NoPicture) and picture.why in ("unreadable", "locked"):
        raise UnreadableFile(field="file", rule=f"file-{picture.why}")
    parts: list[SealedPart] = []
    try:
        parts.append(kept.seal(desk.store, content))
        if isinstance(picture, Picture):
            parts.append(kept.seal(desk.store, preview_of(picture)))
        fields = _fields(new, media_type, picture) | kept.fields_of(content, parts)
        return desk.do(partial(_record, new.owner, fields, parts))
    except Refused:
        kept.take_back(desk.store, parts)
        raise


def _checked(content: bytes) -> bytes:
    if not content:
        raise UnreadableFile(field="file", rule="file-empty")
    if len(content) > MOST_BYTES:
        raise UnreadableFile(field="file", rule="file-over-25-mb")
    return content


def _fields(new: NewFile, media_type: str, picture: Picture | NoPicture | None) -> dict[str, Any]:
    said = {
        "owner_kind": new.owner[0],
        "owner_id": new.owner[1],
        "title": _title(new.title or ""),
        "attachment_kind": new.attachment_kind,
        "media_type": media_type,
        "pages": picture.pages if isinstance(picture, Picture) else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def _title(text: str) -> str | None:
    """Return what a file is called, as one line of signs that can be seen."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(seen.split())[:_LONGEST_TITLE] or None


def _record(owner: tuple[str, str], fields: dict[str, Any], parts: Sequence[SealedPart], unit: Unit) -> Row:
    if unit.get(*owner).deleted is not None:
        raise RuleBroken(rule="deleted", kind=owner[0])
    if kept.number_of(unit, owner[1]) >= MOST_FILES:
        raise RuleBroken(rule="most-files", most=MOST_FILES)
    row = unit.create(kept.KIND, fields | {"by": unit.officer})
    kept.are_here(unit, [part.name for part in parts])
    return row


def open_file(desk: OpenDesk, record: str) -> bytes | None:
    """Return the bytes of an attachment, in memory only, with a line in the audit; None when they are not here yet.

    Raises:
        NoRight: the officer may not open files of what it belongs to.
        NoSuchRecord: there is no such attachment. StoreDamaged: what lies here is not what was sealed.
    """
    row = desk.store.get(kept.KIND, record)
    desk.do(lambda unit: unit.rights.needs("open", row.fields["owner_kind"]))
    plain = kept.opened(desk.store, row)
    if plain is not None:
        desk.do(lambda unit: unit.note("open_file", kept.KIND, record))
    return plain


def bare(content: bytes, media_type: str | None) -> bytes:
    """Return a file as it is given out: a picture without place and camera, a PDF without all but its pages.

    Raises:
        UnreadableFile: it is not as its kind should be: only the original, as it is, can be given out.
    """
    try:
        return without_traces(content, media_type) if media_type in CLEANED else content
    except ValueError:
        raise UnreadableFile(field="file", rule="file-not-cleaned") from None


def save_copy(desk: OpenDesk, record: str, content: bytes, target: Path) -> None:
    """Write *content* outside the encrypted store, with a line in the audit.

    Raises:
        NoRight: the officer may not take files of what it belongs to out of the store.
        UnwritableFile: it cannot be written there; nothing is left.
    """
    row = desk.store.get(kept.KIND, record)
    desk.do(lambda unit: unit.rights.needs("copy_out", row.fields["owner_kind"]))
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        desk.do(lambda unit: unit.note("copy_out", kept.KIND, record))
        part.replace(target)
    except OSError:
        raise UnwritableFile(field="file") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def copy_name(row: Row) -> str:
    """Return a name for a copy: its title with the ending of what it is, and no sign that a file name may not have."""
    ending = ENDINGS.get(row.fields.get("media_type") or "", ".bin")
    title = "".join(sign if sign.isalnum() or sign in " -_." else "_" for sign in row.fields.get("title") or "")
    stem = (title.strip(" .") or row.id[-8:]).removesuffix(ending)
    return ("_" if stem.partition(".")[0].strip().upper() in _DEVICES else "") + stem + ending
