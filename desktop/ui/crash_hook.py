"""Crash hook: what happens when a bug reaches the top: a file with frames only, and a code to read out."""

import hashlib
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final

from sync.clock import Clock
from sync.version import VERSION

FOLDER: Final = "crashes"
_KEPT: Final = 20
_CODE_LETTERS: Final = 8

Show = Callable[[str, Path], None]
"""Tells the officer: the code, and where the file is."""


def install(folder: Path, clock: Clock, show: Show) -> None:
    """Take over what Python does with errors that nobody caught, also those inside slots."""

    def hook(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, at)
            return
        report = crash_report(kind, at)
        code = code_of(report)
        show(code, write(folder, f"{clock.now():%Y%m%dT%H%M%S}", code, report))

    sys.excepthook = hook


def crash_report(kind: type[BaseException], at: TracebackType | None) -> str:
    """Return kind and frames. No message and no values: they may hold anybody's name."""
    frames = [
        f"{Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(at)
    ]
    return "\n".join([f"SiskoP2MI Desk {VERSION}", kind.__name__, *frames, ""])


def code_of(report: str) -> str:
    """Return a short name that is the same for the same bug."""
    return hashlib.sha256(report.encode()).hexdigest()[:_CODE_LETTERS].upper()


def write(folder: Path, when: str, code: str, report: str) -> Path:
    """Write the file; where the disk refuses even that, the code alone must do."""
    crashes = folder / FOLDER
    path = crashes / f"{when}-{code}.txt"
    try:
        crashes.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(report, encoding="utf-8")
        for old in sorted(crashes.glob("*.txt"))[:-_KEPT]:
            old.unlink()
    except OSError:
        return folder
    return path
