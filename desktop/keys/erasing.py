"""Erasing a desk: its keys first, then all that they opened; a cut goes on where it was, and a proof stays behind.

Nothing is overwritten for its own sake: on today's disks that proves nothing. What is encrypted is gone with its keys.
"""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from desktop.keys import durable
from desktop.keys.lock_file import FILE as LOCK

MARK: Final = "erasing.json"
"""Stands in the folder from the decision on until everything is gone."""
PROOF: Final = "erased.json"
RESCUED: Final = ".sisko-bundle"
_KEYS: Final = ("slots*", "device.key*")
_KEY_FOLDERS: Final = ("backups",)
"""Copies of slots and secret."""
_STAY: Final = frozenset({MARK, PROOF, LOCK, "appearance.json", "policy.toml"})


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What was rescued and erased, when and why; no name and no text."""

    v: int = 1
    device: str
    mission: str
    at: str
    reason: str
    rescued: dict[str, Any]
    erased: tuple[str, ...] = ("slots and device secret", "backups beside the store", "store, drafts and sealed files")
    stays: tuple[str, ...] = ("what the centre has", "backups written elsewhere", "recovery keys of custodians")


def erase(folder: Path, proof: Proof) -> None:
    """Erase the desk in *folder*; once this has begun, nothing brings it back, and a cut only puts the rest off.

    Raises:
        DiskFull, UnsuitableFolder: the disk refused the mark; nothing was erased.
    """
    durable.replace(folder / MARK, msgspec.json.encode(proof))
    go_on(folder)


def go_on(folder: Path) -> None:
    """Erase what a cut has left; nothing where nothing was to be erased."""
    if not (folder / MARK).is_file():
        return
    for name in _KEYS:
        for path in folder.glob(name):
            path.unlink(missing_ok=True)
    for name in _KEY_FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
    with suppress(OSError):
        durable.sync_folder(folder)
    for path in sorted(folder.iterdir()):
        if path.name in _STAY or path.name.endswith(RESCUED):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink(missing_ok=True)
    with durable.writing(folder):
        (folder / MARK).replace(folder / PROOF)
        durable.sync_folder(folder)


def proof_of(folder: Path) -> Proof | None:
    """Return the proof of what was erased here; None where nothing was."""
    try:
        return msgspec.json.decode((folder / PROOF).read_bytes(), type=Proof)
    except (OSError, msgspec.MsgspecError):
        return None
