"""Where played worlds live: in memory where the system has such a place, since their disks are played."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.simulation.clocks import TrueTime
from tests.simulation.script import STEPS, run
from tests.simulation.seat import Mould

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 folders of their own are made in it


@contextmanager
def place() -> Iterator[Path]:
    """Make a folder for one world."""
    with tempfile.TemporaryDirectory(prefix="world-", dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        yield Path(folder)


@contextmanager
def mould() -> Iterator[Mould]:
    """Make the empty store that all desks of this process begin with."""
    with place() as folder:
        yield Mould(folder, TrueTime())


def print_of(trace: list[str]) -> str:
    """Return a short hash of a trace, to compare it over processes."""
    return hashlib.sha256("\n".join(trace).encode()).hexdigest()[:16]


def twice(made: Mould, seed: int, steps: int = STEPS) -> list[str]:
    """Play a seed twice; it must be the same both times, or nobody could find what it found."""
    traces = []
    for _ in range(2):
        with place() as folder:
            traces.append(run(folder, made, seed, steps))
    assert traces[0] == traces[1], f"seed {seed} was played in two ways"
    return traces[0]
