"""What a command of the tests needs and the product does not: wheels by their hashes, in a folder of their own."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "siskop2mi-tests"


def installed(lock: Path) -> Path:
    """Return the folder in which lies what *lock* names; it is fetched once for each version of Python and lock."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    place = CACHE / f"{lock.parent.name}-{version}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:8]}"
    if not place.is_dir():
        part = place.with_name(f"{place.name}.part")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*pip, "--require-hashes", "-r", str(lock), "--target", str(part)], check=True)
        part.rename(place)
    return place
