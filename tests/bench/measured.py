"""Figures of a run: what was measured, against which limit, and the table that is printed and kept."""

import os
import platform
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sync.clock import SystemClock

_RESULTS: Final = Path(__file__).with_name("RESULTS.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table; a limit is the most, or with *least* the least that is right."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    least: bool = False

    @property
    def verdict(self) -> str:
        """Say whether it keeps its limit."""
        if self.limit is None:
            return ""
        kept = self.value >= self.limit if self.least else self.value <= self.limit
        return f"{'>=' if self.least else '<='} {self.limit:g}: {'kept' if kept else 'MISSED'}"


def timed(act: Callable[[], Any]) -> float:
    """Return the seconds that *act* takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def p(share: float, seconds: Iterable[float]) -> float:
    """Return the quantile of *seconds*, in milliseconds."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def memory(where: str) -> tuple[Figure, Figure]:
    """Tell what this process holds in memory now, and the most that it has held: Argon2 takes 256 MB."""
    held, most = held_mb()
    return (
        Figure(name=f"memory, {where}", value=held, unit="MB", limit=400),
        Figure(name=f"memory at its most, {where}", value=most, unit="MB", limit=400),
    )


def held_mb(process: int | str = "self") -> tuple[float, float]:
    """Return what a process of Linux holds, now and at its most; `ru_maxrss` would begin with what its parent held."""
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    said = dict(line.split(":", 1) for line in lines)
    return int(said["VmRSS"].split()[0]) / 1024, int(said["VmHWM"].split()[0]) / 1024


def table(figures: Iterable[Figure]) -> str:
    """Write the figures as a table of Markdown."""
    lines = [f"| {one.name} | {one.value:,.4g} {one.unit} | {one.verdict} |" for one in figures]
    return "\n".join(["| measured | value | limit |", "|---|---|---|", *lines])


def machine() -> str:
    """Say on what machine this ran, and how busy it was."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    python = platform.python_version()
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {python}, load {load}"


def append(what: str, figures: list[Figure]) -> int:
    """Print the figures of a run and keep them in RESULTS.md; 0 when every limit is kept."""
    keep(what, table(figures))
    return int(any("MISSED" in one.verdict for one in figures))


def keep(what: str, body: str) -> None:
    """Print what a run found and keep it in RESULTS.md."""
    written = f"## {SystemClock().now():%Y-%m-%d}, {what}\n\n{machine()}\n\n{body}\n"
    print(written)
    _RESULTS.write_text(_RESULTS.read_text("utf-8") + "\n" + written, "utf-8")
