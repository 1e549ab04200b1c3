"""Backups: a copy that was opened again before it counts, and restoring one under a new epoch."""

import os
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.keys import durable
from desktop.store import attachments, opening, rejoining
from desktop.store.blobs import FOLDER
from desktop.store.device import Meta
from desktop.store.store import COPIED, FILE, Store
from sync.clock import Clock
from sync.errors import BackupFailed, StoreExists, UnreadableFile, UnwritableFile

DAILY: Final = "backups"
_KEPT_DAYS: Final = 7
_ASIDE: Final = ".old"
_KEY_FILES: Final = ("slots.json", "device.key")
"""The device's secret goes along: until custodians hold a recovery key, the passphrase must be enough."""
_BLOB: Final = re.compile(rf"{FOLDER}/[0-9a-f]{{32}}")
_MARK: Final = "restored.mark"
"""Stands in the folder until the new epoch has begun."""
_LARGEST: Final = 64 << 30
_GIVEN_OUT: Final = ("case_number",)
_SKIPPED: Final = 500
"""Numbers that were given out after the backup was made are unknown to it: so many are passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that was opened and checked."""

    path: Path
    size_bytes: int


def write(store: Store, key: Callable[[], bytearray], target: Path, *, all_files: bool = True) -> Backup:
    """Write one file with the whole store, still encrypted, and its slots; it opens with the same passphrases.

    Without *all_files* only those sealed files go along that are nowhere else: the centre does not have them yet.

    Raises:
        UnwritableFile: the place cannot be written. BackupFailed: the copy did not open again.
    """
    part = target.with_name(target.name + ".part")
    copy = store.folder / "backup.tmp"
    try:
        copy.unlink(missing_ok=True)
        _copy(store, key, copy)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            archive.write(copy, FILE)
            for name in _KEY_FILES:
                archive.write(store.folder / name, name)
            for blob in attachments.held(store, only_here=not all_files):
                archive.write(blob, f"{FOLDER}/{blob.name}")
        _sync(part)
        part.replace(target)
        durable.sync_folder(target.parent)
    except OSError:
        part.unlink(missing_ok=True)
        raise UnwritableFile(field="file") from None
    finally:
        copy.unlink(missing_ok=True)
    return Backup(path=target, size_bytes=target.stat().st_size)


def daily(store: Store, key: Callable[[], bytearray], clock: Clock) -> Backup | None:
    """Write today's backup beside the store unless there is one; keep the last seven days.

    Sealed files that the centre has are not written seven times over: after a restore they come from there.
    """
    target = _target(store, clock)
    folder = target.parent
    if target.exists():
        return None
    written = write(store, key, target, all_files=False)
    for old in sorted(folder.glob("*.sisko-backup"))[:-_KEPT_DAYS]:
        old.unlink()
    for old in folder.glob(f"*{_ASIDE}"):
        old.unlink()
    return written


def renew(store: Store, key: Callable[[], bytearray], clock: Clock) -> None:
    """Write today's backup anew, and let all others beside the store go: they hold what was erased since.

    Raises:
        UnwritableFile, BackupFailed: as `write`; then all stay.
    """
    target = _target(store, clock)
    had = any(target.parent.iterdir())
    if had:
        write(store, key, target, all_files=False)
    for old in target.parent.iterdir():
        if old != target:
            old.unlink()


def _target(store: Store, clock: Clock) -> Path:
    folder = store.folder / DAILY
    durable.make_folder(folder)
    return folder / f"{clock.now():%Y-%m-%d}.sisko-backup"


def set_aside(folder: Path) -> None:
    """Let the daily backups of *folder* give way to the next one: they open with passphrases that are dead."""
    for old in (folder / DAILY).glob("*.sisko-backup"):
        old.rename(old.with_name(old.name + _ASIDE))


def restore(source: Path, folder: Path) -> None:
    """Put a backup into an empty folder, whole or not at all. It begins a new epoch when it is first unlocked.

    Raises:
        StoreExists: there is a store already; nothing is overwritten.
        UnreadableFile: not a backup of this programme, or not whole.
        DiskFull, UnsuitableFolder: the disk refused.
    """
    if (folder / FILE).exists() or (folder / _KEY_FILES[0]).exists():
        raise StoreExists
    try:
        with zipfile.ZipFile(source) as archive:
            blobs = _check(archive)
            _unpack(archive, folder, blobs)
    except (OSError, zipfile.BadZipFile, EOFError):
        raise UnreadableFile(field="file", rule="not-a-backup") from None
    finally:
        for name in (FILE, *_KEY_FILES):
            (folder / f"{name}.part").unlink(missing_ok=True)


def _check(archive: zipfile.ZipFile) -> list[str]:
    """Return the sealed files of a backup; everything else in it must be what we write."""
    entries = archive.infolist()
    blobs = [entry.filename for entry in entries if _BLOB.fullmatch(entry.filename)]
    as_we_write = all(entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & 1 for entry in entries)
    if sorted(entry.filename for entry in entries) != sorted((FILE, *_KEY_FILES, *blobs)) or not as_we_write:
        raise UnreadableFile(field="file", rule="not-a-backup")
    if sum(entry.file_size for entry in entries) > _LARGEST:
        raise UnreadableFile(field="file", rule="too-large")
    return blobs


def _unpack(archive: zipfile.ZipFile, folder: Path, blobs: Sequence[str]) -> None:
    """Unpack beside, then put in place: the slots last, since without them there is no store.

    The mark is on the disk before the store gets its name, or a power cut might leave a store that goes on as if it
    had never been a copy.
    """
    names = (FILE, *_KEY_FILES[::-1])
    with durable.writing(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        durable.make_folder(folder)
        if blobs:
            durable.make_folder(folder / FOLDER)
    for name in blobs:
        _unpack_one(archive, name, folder / name)
    for name in names:
        _unpack_one(archive, name, folder / f"{name}.part")
    with durable.writing(folder):
        (folder / _MARK).touch(0o600)
        if blobs:
            durable.sync_folder(folder / FOLDER)
        durable.sync_folder(folder)
        for name in names:
            (folder / f"{name}.part").rename(folder / name)
        durable.sync_folder(folder)


def _unpack_one(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    with archive.open(name) as packed, durable.writing(target.parent), target.open("wb") as file:
        target.chmod(0o600)
        shutil.copyfileobj(packed, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


def take_back(folder: Path) -> None:
    """Take a store out again that was restored and has not been unlocked since."""
    if (folder / _MARK).exists():
        for name in (*_KEY_FILES, FILE, _MARK):
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / FOLDER, ignore_errors=True)


def begin_epoch(store: Store) -> bool:
    """Begin a new epoch in a store that came from a backup or a copy, first of all; return whether."""
    mark = store.folder / _MARK
    with store.reading() as connection:
        is_copy = bool(Meta(connection).number(COPIED))
    from_backup = mark.exists() or is_copy
    if from_backup:
        raise_epoch(store)
        mark.unlink(missing_ok=True)
    return from_backup


def raise_epoch(store: Store) -> int:
    """Begin a new epoch: what this device sent after the backup was made is not in this store any more.

    The centre may have been restored meanwhile, and the first envelope of an epoch cannot show it: what both still
    share is searched for first.
    """
    with store.transactions.write() as connection:
        rejoining.begin(connection)
        meta = Meta(connection)
        for counter in _GIVEN_OUT:
            meta.keep(counter, meta.number(counter) + _SKIPPED)
        meta.keep(COPIED, 0)
        attachments.note_missing(connection, store.folder)
        return meta.number("epoch")


def _copy(store: Store, key: Callable[[], bytearray], copy: Path) -> None:
    opening.copy(store.folder / FILE, copy, key())
    if opening.check(copy, key()):
        raise BackupFailed
    for left in ("-wal", "-shm"):
        Path(str(copy) + left).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
