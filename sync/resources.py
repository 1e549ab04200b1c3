"""Where the files of resources/ stand, in the source tree and in the frozen programme."""

import sys
from pathlib import Path


def resource(name: str) -> Path:
    """Return the path of *name* below resources/."""
    bundled = getattr(sys, "_MEIPASS", None)  # set by PyInstaller
    top = Path(bundled) if bundled else Path(__file__).resolve().parent.parent
    return top / "resources" / name
