"""Passphrases that did not open the store: when, and nothing else, beside the store until it is opened again.

They come before the store is open, so they lie in a plain file. Whoever has the folder can delete it: its absence
proves nothing; what is in it was taken into the audit with the next unlock.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from desktop.keys import durable
from sync.errors import DeskError

_FILE: Final = "attempts.json"
_MOST: Final = 100
_MOST_BYTES: Final = 65_536


class Attempts(msgspec.Struct, frozen=True, kw_only=True):
    """The first failed ones since the last unlock, and how many more there were. *name*: taken in once."""

    name: str
    at: list[str] = []
    more: int = 0


def note(folder: Path, at: str) -> None:
    """Note one that failed; a disk that refuses must not hide what went wrong with the passphrase."""
    known = read(folder) or Attempts(name=os.urandom(8).hex())
    if len(known.at) < _MOST:
        known = msgspec.structs.replace(known, at=[*known.at, at])
    else:
        known = msgspec.structs.replace(known, more=known.more + 1)
    with suppress(DeskError, OSError):
        durable.replace(folder / _FILE, msgspec.json.encode(known))


def read(folder: Path) -> Attempts | None:
    """Return what was noted; None where nothing was, or somebody spoilt the file."""
    try:
        with (folder / _FILE).open("rb") as file:
            return msgspec.json.decode(file.read(_MOST_BYTES), type=Attempts)
    except (OSError, msgspec.DecodeError):
        return None


def forget(folder: Path) -> None:
    """They are in the audit."""
    with suppress(OSError):
        (folder / _FILE).unlink(missing_ok=True)
