"""Choices: language, theme and text size between two starts; kept beside the store, needed before it opens."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec

from desktop.keys.durable import writing
from desktop.ui.appearance import Choice
from desktop.ui.look import PERCENTS
from desktop.words import LANGUAGES

FILE: Final = "appearance.json"


def kept(folder: Path, lang: str | None) -> Choice:
    """Return what was chosen before; *lang* goes before it. A file that cannot be read counts as none."""
    choice = _read(folder / FILE)
    return replace(choice, lang=lang) if lang in LANGUAGES else choice


def keep(folder: Path, choice: Choice) -> None:
    """Keep *choice* for the next start.

    Raises:
        DiskFull, UnsuitableFolder: the folder cannot be written.
    """
    with writing(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = folder / f"{FILE}.part"
        part.write_bytes(msgspec.json.encode(choice))
        part.replace(folder / FILE)


def _read(path: Path) -> Choice:
    try:
        choice = msgspec.json.decode(path.read_bytes(), type=Choice)
    except (OSError, msgspec.MsgspecError):
        return Choice()
    is_known = choice.lang in LANGUAGES and choice.percent in PERCENTS
    return choice if is_known else Choice()
