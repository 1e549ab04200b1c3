"""Power loss: deeds of a desk, recorded once, and pictures of the disk at any moment of them, opened and checked."""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.faults.power.checks import check
from tests.faults.power.deeds import DEEDS
from tests.faults.power.recording import pictures, recorded, shim


def states(seed: int, count: int, deeds: Iterable[str] = DEEDS) -> int:
    """Check *count* pictures of each deed, and its end; return how many that were.

    Raises:
        AssertionError, DeskError: what was promised is not there, or something is not sound; the folder is left.
    """
    folder, checked = Path(tempfile.mkdtemp(prefix="power-")), 0
    library = shim(folder)
    for deed in deeds:
        place = folder / deed.replace(" ", "-")
        place.mkdir()
        for picture in pictures(recorded(library, place, deed), seed, count):
            state = picture.laid(place / f"state-{checked}")
            check(deed, state, picture.promised)
            shutil.rmtree(state)
            checked += 1
    shutil.rmtree(folder)
    return checked
