"""What a round may spend, in bytes or seconds, and what of it is left: for its messages, its segments and its files."""

from dataclasses import dataclass
from typing import Final

from sync.engine.pace import Pace

AROUND: Final = 500
"""Bytes of the headers around one request and its answer."""
QUIET: Final = 450
"""Sealed bytes of an ask or an answer that has nothing to say."""

_NO_END: Final = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The most that a round may spend, None for no bound; and whether originals of files may come with it."""

    bytes: int | None = None
    seconds: float | None = None
    originals: bool = True

    @property
    def is_bounded(self) -> bool:
        """Whether something may have to wait."""
        return self.bytes is not None or self.seconds is not None


NO_BOUND: Final = Budget()


class Purse:
    """A budget that is being spent. Two threads may do so: each number is raised at once."""

    def __init__(self, budget: Budget, pace: Pace) -> None:
        self.budget = budget
        self.pace = pace
        self._began = pace.clock.monotonic()
        self._spent = 0

    def spend(self, size: int) -> None:
        """A request and its answer had *size* bytes together."""
        self._spent += size + AROUND

    def room(self) -> int:
        """Return the bytes that one more request and its answer may have together; 0 where these are too few."""
        room = _NO_END
        if self.budget.bytes is not None:
            room = self.budget.bytes - self._spent - AROUND
        if self.budget.seconds is not None:
            left_s = self.budget.seconds - (self.pace.clock.monotonic() - self._began)
            room = min(room, self.pace.carries(left_s))
        return room if room >= 2 * QUIET else 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing more may go."""
        return not self.room()
