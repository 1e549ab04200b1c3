"""Files: what the attachments of a record are called, how they stand, and the pictures of their previews."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from desktop.actions import attachments
from desktop.actions.attachments import NewFile
from desktop.changed import Changed
from desktop.desk import Desk
from desktop.previews.kinds import JPEG, PDF, SHOWN
from desktop.previews.pictures import NoPicture, Picture, Wanted, draw, draw_all
from desktop.previews.traces import CLEANED, WITHOUT, has_place
from desktop.store.attachments import KIND, lines_of, opened
from desktop.store.blob_lines import BlobLine
from desktop.store.grants import eyes_at
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.ui.ticket import Report
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.record_form import refusal_text
from desktop.ui.viewmodels.relations import Relation
from desktop.ui.viewmodels.speech import Speech
from desktop.words import Words
from sync.clock import moment
from sync.engine.attachments import Moved
from sync.errors import CaseSealed, Damaged, DeskError, NotAtCentre, UnreadableFile

_MOST: Final = 200
_KB: Final = 1024
_THUMB_SIDE: Final = 160
_PAGE_SIDE: Final = 1800
_BROKEN: Final = ("damaged", "missing", "centre-damaged")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """One file in words."""

    id: str
    title: str
    under: str
    state: tuple[str, Tone, str]  # words, tone, icon
    is_here: bool
    is_waiting: bool
    media_type: str
    has_preview: bool
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesLook:
    """The files of one record."""

    lines: tuple[FileLine, ...]
    at_centre: int


def look_at(store: Store, owner: str, speech: Speech) -> FilesLook:
    """Return the files of a record, the newest first; runs on the store lane."""
    relation = Relation(kind=KIND, field="owner_id")
    numbers = store.numbers(KIND, where=relation.where(owner), order="-created_at")[:_MOST]
    rows = store.rows(KIND, numbers, opened=True)
    parts: dict[str, dict[str, BlobLine]] = {}
    for line in lines_of(store, [row.id for row in rows]):
        parts.setdefault(line.record, {})[line.part] = line
    is_joined = store.identity().enrolled
    lines = tuple(_line(row, parts.get(row.id, {}), speech, is_joined=is_joined) for row in rows)
    return FilesLook(lines=lines, at_centre=sum(_is_at_centre(parts.get(row.id, {})) for row in rows))


def _is_at_centre(parts: dict[str, BlobLine]) -> bool:
    return "original" in parts and parts["original"].at_centre


def _line(row: Row, parts: dict[str, BlobLine], speech: Speech, *, is_joined: bool) -> FileLine:
    original, preview = parts.get("original"), parts.get("preview")
    kind, pages = row.fields.get("attachment_kind"), row.fields.get("pages") or 0
    said = [
        speech.code("attachment_kind", kind) if kind else "",
        size_words(speech.words, row.fields.get("bytes") or 0),
        speech.words("files.pages", n=pages) if pages > 1 else "",
        speech.when(moment(row.created_at)),
        row.created_by,
    ]
    key, tone, icon = _state(original, is_joined=is_joined)
    return FileLine(
        id=row.id,
        title=row.fields.get("title") or speech.noun(KIND),
        under=speech.words("list.dot").join(one for one in said if one),
        state=(speech.words(key), tone, icon),
        is_here=original is not None and original.here,
        is_waiting=original is not None and original.here and not original.at_centre,
        media_type=row.fields.get("media_type") or "",
        has_preview=preview is not None and preview.here,
        row=row,
    )


def _state(line: BlobLine | None, *, is_joined: bool) -> tuple[str, Tone, str]:
    if line is None:
        return "files.state.none", Tone.NEUTRAL, "file-text"
    if line.code is not None:
        broken = "damaged" if line.code in _BROKEN else "refused"
        return f"files.state.{broken}", Tone.DANGER, "triangle-alert"
    if line.here and line.at_centre:
        return "files.state.centre", Tone.SUCCESS, "cloud-check"
    if line.here:
        return ("files.state.waiting", Tone.WARNING, "cloud-upload") if is_joined else _ONLY_HERE
    if line.wanted:
        return "files.state.coming", Tone.INFO, "download"
    return ("files.state.remote", Tone.INFO, "download") if line.at_centre else _ELSEWHERE


_ONLY_HERE: Final = ("files.state.here", Tone.NEUTRAL, "monitor")
_ELSEWHERE: Final = ("files.state.elsewhere", Tone.NEUTRAL, "clock")


def size_words(words: Words, size: int) -> str:
    """Say a size."""
    if size < _KB * _KB:
        return words("sync.kb", n=max(1, round(size / _KB)))
    return words("sync.mb", n=round(size / _KB / _KB, 1))


# --- work that takes time, on the lane of files


def previews(store: Store, rows: Sequence[Row]) -> dict[str, Picture]:
    """Return the pictures of previews by attachment; one that cannot be drawn is left out."""
    found: list[tuple[str, bytes]] = []
    with store.reading() as connection:
        eyes = eyes_at(connection, store.officer)
    for row in rows:
        if not eyes.may("open", row.fields["owner_kind"]):
            continue
        try:
            plain = opened(store, row, "preview")
        except (Damaged, CaseSealed):
            continue
        if plain is not None:
            found.append((row.id, plain))
    drawn = draw_all([Wanted(content=plain, media_type=JPEG, side=_THUMB_SIDE) for _, plain in found])
    return {record: one for (record, _), one in zip(found, drawn, strict=True) if isinstance(one, Picture)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that is to be added: one of a folder, or bytes from the clipboard."""

    title: str
    path: Path | None = None
    content: bytes = b""

    def read(self) -> bytes:
        """Return the bytes; see `attachments.read_file` for what it raises."""
        return self.content if self.path is None else attachments.read_file(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of the files that were to be added."""

    ids: tuple[str, ...]
    refused: tuple[tuple[str, DeskError], ...]

    @property
    def changed(self) -> Changed:
        """What the screens must hear."""
        return Changed(kinds=frozenset({KIND}), ids=frozenset(self.ids), outbox=bool(self.ids))


def add_all(desk: Desk, owner: tuple[str, str], sources: Sequence[Source], report: Report) -> Added:
    """Add files one by one; one that is refused stops no other. Cancelled between two keeps what was added."""
    ids: list[str] = []
    refused: list[tuple[str, DeskError]] = []
    for number, source in enumerate(sources):
        if ids or refused:
            report(number, len(sources))
        try:
            ids.append(attachments.attach(desk, NewFile(owner=owner, content=source.read(), title=source.title)).id)
        except DeskError as error:
            refused.append((source.title, error))
    return Added(ids=tuple(ids), refused=tuple(refused))


def refused_words(words: Words, refused: Sequence[tuple[str, DeskError]]) -> str:
    """Say which files were not added, and why."""
    return "\n".join(words("files.refused.one", name=name, why=refusal_text(words, error)) for name, error in refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """A file that was opened: its bytes in memory, and its first page where it can be shown."""

    row: Row
    content: bytes
    picture: Picture | NoPicture | None

    @property
    def has_place(self) -> bool:
        """Whether it says where it was taken."""
        return has_place(self.content, self.row.fields.get("media_type"))


def open_file(desk: Desk, row: Row, report: Report) -> OpenFile:
    """Open a file; it is fetched first when it is not here.

    Raises:
        NotAtCentre, Unreachable, Cancelled: it could not be fetched. Damaged: what lies here is not sound.
    """
    content = attachments.open_file(desk, row.id)
    if content is None:
        size = row.fields.get("bytes") or 0
        desk.line.fetch(row.id, partial(_tell, report, size))
        content = attachments.open_file(desk, row.id)
    if content is None:
        raise NotAtCentre
    return OpenFile(row=row, content=content, picture=page_of(content, row.fields.get("media_type"), 0))


def _tell(report: Report, size: int, moved: Moved) -> None:
    report(min(100, moved.bytes_in * 100 // max(1, size)), 100)


def page_of(content: bytes, media_type: str | None, page: int) -> Picture | NoPicture | None:
    """Draw a page; None for what is not shown."""
    if media_type not in SHOWN:
        return None
    return draw(Wanted(content=content, media_type=media_type, side=_PAGE_SIDE, page=page if media_type == PDF else 0))


def has_traces(row: Row) -> bool:
    """Whether a file may say where and with what it was taken, in a way that a copy can leave out."""
    return row.fields.get("media_type") in CLEANED


def about_copy(row: Row) -> str:
    """Return the key of what is to be said of traces before a copy is made; empty where there can be none."""
    media_type = row.fields.get("media_type")
    if media_type == PDF:
        return "files.copy.bare_pdf"
    if media_type in CLEANED:
        return "files.copy.bare"
    return "" if media_type in WITHOUT else "files.copy.traces"


def save_copy(desk: Desk, row: Row, target: Path, report: Report) -> Path:
    """Write a copy outside the store, without traces where that can be done."""
    content = open_file(desk, row, report).content
    attachments.save_copy(desk, row.id, attachments.bare(content, row.fields.get("media_type")), target)
    return target


def save_original(desk: Desk, row: Row, target: Path, report: Report) -> Path:
    """Write the original outside the store, as it is: evidence."""
    attachments.save_copy(desk, row.id, open_file(desk, row, report).content, target)
    return target


# --- a folder from which pictures are taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file in a camera's folder."""

    path: Path
    bytes: int
    changed_s: float
    is_new: bool


CAMERA_FOLDER: Final = "files.camera_folder"
CAMERA_SEEN: Final = "files.camera_seen"
_MOST_FOUND: Final = 500


def camera_files(store: Store, folder: Path) -> tuple[Found, ...]:
    """Return the files of a folder, the newest first; new is what came after the last time.

    Raises:
        UnreadableFile: the folder is not there any more; rule "not-there".
    """
    seen = store.setting(CAMERA_SEEN, 0)
    try:
        entries = [entry for entry in folder.iterdir() if entry.is_file() and not entry.name.startswith(".")]
        found = [(entry, entry.stat()) for entry in entries]
    except OSError:
        raise UnreadableFile(field="folder", rule="not-there") from None
    newest = sorted(found, key=lambda one: one[1].st_mtime, reverse=True)[:_MOST_FOUND]
    return tuple(
        Found(path=path, bytes=stat.st_size, changed_s=stat.st_mtime, is_new=stat.st_mtime > seen)
        for path, stat in newest
    )


def keep_camera(store: Store, folder: Path, seen: float | None) -> None:
    """Remember the folder, and up to when its files were taken."""
    store.keep_setting(CAMERA_FOLDER, str(folder))
    if seen is not None:
        store.keep_setting(CAMERA_SEEN, seen)


Act = Callable[[Report], object]
