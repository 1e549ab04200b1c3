"""Ticket: how the screen calls back work it handed out, and how that work tells how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from sync.errors import Cancelled

Report = Callable[[int, int], None]
"""Called by long work with what is done and what there is in all; raises Cancelled when it should stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far long work is; *total* is 0 where nobody knows how long it is."""

    done: int
    total: int
    seconds_left: float | None  # None while nobody can tell


class Ticket:
    """One piece of work that was handed out. Any thread may ask; the screen cancels, or *stopping* does for many."""

    __slots__ = ("_cancelled", "_stopping")

    def __init__(self, stopping: Event | None = None) -> None:
        self._cancelled = Event()
        self._stopping = stopping

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set() or (self._stopping is not None and self._stopping.is_set())

    def cancel(self) -> None:
        """Ask the work to stop; what it has already written stays."""
        self._cancelled.set()

    def check(self) -> None:
        """Stop here when nobody waits any more.

        Raises:
            Cancelled: the ticket was called back.
        """
        if self.is_cancelled:
            raise Cancelled


_LEAST_SECONDS = 1.0
"""Before that a guess of the time left is worth nothing."""


@dataclass(slots=True, kw_only=True)
class Pace:
    """Reckons the time left from the time gone."""

    monotonic: Callable[[], float]
    began_s: float

    def progress(self, done: int, total: int) -> Progress:
        gone_s = self.monotonic() - self.began_s
        if done <= 0 or total <= 0 or gone_s < _LEAST_SECONDS:
            return Progress(done=done, total=total, seconds_left=None)
        return Progress(done=done, total=total, seconds_left=gone_s * max(0, total - done) / done)
