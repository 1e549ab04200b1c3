"""Letting a process do a deed while its writes are noted, and drawing pictures of the disk from the notes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from tests.faults.power.deeds import prepare
from tests.faults.power.disk import KINDS, Disk, Note, notes

_SHIM: Final = Path(__file__).with_name("shim.c")
_SYSTEM: Final = Path(sys.prefix) / "system"
_TOP: Final = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A deed that was done once: what lay there before, and everything that was written."""

    deed: str
    before: Path
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What may lie on the disk at one moment, and what had been promised by then."""

    files: dict[str, bytes | None]
    promised: tuple[str, ...]

    def laid(self, folder: Path) -> Path:
        """Write it into a new folder."""
        folder.mkdir()
        for path, content in self.files.items():
            if content is None:
                (folder / path).mkdir()
            else:
                (folder / path).write_bytes(content)
        return folder


def shim(folder: Path) -> Path:
    """Compile what notes the writes; it needs no library but the one that every process has."""
    library = folder / "power.so"
    command = [*_compiler(), "-shared", "-fPIC", "-O2", "-nostdlib", "-o", str(library), str(_SHIM)]
    subprocess.run(command, env=os.environ | _where_it_lies(), check=True)
    return library


def _compiler() -> list[str]:
    """Return the compiler of the system, else the one that the set-up has unpacked beside the environment."""
    if shutil.which("cc"):
        return ["cc"]
    headers = ("usr/include", "usr/include/x86_64-linux-gnu", "usr/include/aarch64-linux-gnu")
    return [str(_SYSTEM / "usr/bin/gcc"), *(f"-isystem{_SYSTEM / path}" for path in headers)]


def _where_it_lies() -> dict[str, str]:
    if shutil.which("cc"):
        return {}
    libraries = os.pathsep.join(str(path) for path in sorted((_SYSTEM / "usr/lib").glob("*-linux-gnu")))
    return {"PATH": f"{_SYSTEM / 'usr/bin'}{os.pathsep}{os.environ['PATH']}", "LD_LIBRARY_PATH": libraries}


def recorded(library: Path, folder: Path, deed: str) -> Recorded:
    """Prepare the stores in *folder*, and let a process do a deed there."""
    place, before, journal = folder / "place", folder / "before", folder / "journal"
    place.mkdir()
    prepare(place)
    shutil.copytree(place, before)
    noting = {"LD_PRELOAD": str(library), "POWER_FOLDER": f"{place}/", "POWER_JOURNAL": str(journal)}
    command = [sys.executable, "-m", "tests.faults.power.deeds", deed, str(place)]
    subprocess.run(command, cwd=_TOP, env=os.environ | noting, check=True)
    return Recorded(deed=deed, before=before, notes=tuple(notes(journal)))


def pictures(of: Recorded, seed: int, count: int) -> Iterator[Picture]:
    """Draw *count* pictures, each of some moment, and one of the end."""
    print(f"seed {seed}: {len(of.notes)} writes of {of.deed}")
    chance, disk, played = Random(seed), Disk.of(of.before), 0
    turns = [place + 1 for place, note in enumerate(of.notes) if note.kind != "W"]  # most is lost or won at these
    moments = [chance.choice(turns) if chance.random() < 0.5 else chance.randrange(len(of.notes)) for _ in range(count)]
    for number, moment in enumerate((*sorted(moments), len(of.notes))):
        for note in of.notes[played:moment]:
            disk.play(note)
        played = moment
        yield Picture(files=disk.picture(KINDS[number % len(KINDS)], chance), promised=tuple(disk.acknowledged))
