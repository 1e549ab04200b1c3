"""Copying: the folder with the copy of data: a page in each language, JSON, and the files that the officer chose."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from desktop.actions import attachments
from desktop.actions.open_desk import OpenDesk
from desktop.actions.release import Release, allow
from desktop.actions.subject import paper
from desktop.actions.subject.gathering import Gathered, gather
from desktop.previews.kinds import ENDINGS
from desktop.store.row import Row
from sync.errors import InvalidField, UnreadableFile, UnwritableFile

PURPOSE: Final = "SUBJECT_REQUEST"
_PAGES: Final = {"id": "salinan-data.html", "en": "data-copy.html"}
_DATA: Final = "data.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Of whom, where to (a folder that is not there yet), and with which files: ids of attachments."""

    person: str
    folder: Path
    files: Sequence[str] = ()
    release: Release = field(default_factory=lambda: Release(purpose=PURPOSE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was given: how many records and files; *left_out*: files of the person that were not chosen, are not at this
    desk, or cannot be freed of their traces. The rest is as in `Gathered`.
    """

    records: int
    files: int
    left_out: tuple[str, ...]
    withheld: tuple[str, ...]
    closed_cases: int


def copy_out(desk: OpenDesk, wanted: Wanted, progress: Callable[[int, int], None] = lambda _done, _of: None) -> Copied:
    """Write the copy of data of a worker; the folder is there whole at the very end, or not at all.

    Raises:
        NoRight: the officer may not give workers out, or files. ExportTooLarge, SecondOfficerNeeded: not so many.
        InvalidField: a file is none of this person's.
        UnwritableFile: there is such a folder already, or it cannot be written there.
    """
    allowed = desk.do(partial(allow, wanted.release, "worker"))
    gathered = gather(desk, wanted.person)
    allowed.check(len(gathered.pieces))
    chosen = _chosen(gathered, wanted.files)
    if wanted.folder.exists():
        raise UnwritableFile(field="out", rule="folder-exists")
    part = _beside(wanted.folder)
    try:
        files = _files(desk, chosen, part, progress)
        names = paper.names_of(desk.store, gathered)
        mission = desk.store.identity().mission
        copy = paper.Copy(gathered=gathered, files=files, allowed=allowed, mission=mission, names=names)
        for lang, name in _PAGES.items():
            _write(part / name, paper.page(copy, lang).encode())
        machine = paper.data(copy)
        _write(part / _DATA, machine)
        said = (f"count={len(gathered.pieces)}", f"files={len(files)}", f"sha256={hashlib.sha256(machine).hexdigest()}")
        desk.do(lambda unit: allowed.note(unit, "worker", said, wanted.person))
        part.rename(wanted.folder)
    except OSError:
        raise UnwritableFile(field="out") from None
    finally:
        with suppress(OSError):
            shutil.rmtree(part)
    return Copied(
        records=len(gathered.pieces),
        files=len(files),
        left_out=tuple(row.id for row in gathered.files() if row.id not in files),
        withheld=tuple(gathered.withheld),
        closed_cases=gathered.closed_cases,
    )


def _beside(folder: Path) -> Path:
    """Make a folder of our own beside one that is to be, for nobody else's eyes."""
    try:
        return Path(tempfile.mkdtemp(prefix=f"{folder.name}-", suffix=".part", dir=folder.parent))
    except OSError:
        raise UnwritableFile(field="out") from None


def _chosen(gathered: Gathered, files: Sequence[str]) -> list[Row]:
    known = {row.id: row for row in gathered.files()}
    if not known.keys() >= set(files):
        raise InvalidField(field="files", rule="not-of-person")
    return [known[one] for one in dict.fromkeys(files)]


def _files(desk: OpenDesk, chosen: Sequence[Row], part: Path, progress: Callable[[int, int], None]) -> dict[str, str]:
    """Write the files, each under its number: what it is called is data, and stands on the page."""
    written: dict[str, str] = {}
    for number, row in enumerate(chosen, start=1):
        progress(number - 1, len(chosen))
        media_type = row.fields.get("media_type")
        name = f"{number:03}{ENDINGS.get(media_type or '', '.bin')}"
        plain = attachments.open_file(desk, row.id)
        with suppress(UnreadableFile):
            if plain is not None:
                attachments.save_copy(desk, row.id, attachments.bare(plain, media_type), part / name)
                written[row.id] = name
    return written


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
