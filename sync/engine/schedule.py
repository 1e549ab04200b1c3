"""When to try again: full-jitter back-off from two seconds to fifteen minutes, and the centre's own wish."""

from dataclasses import dataclass, replace
from typing import Final, Protocol

from sync.errors import Busy, Unreachable

_FIRST_S: Final = 2.0
_LONGEST_S: Final = 15 * 60.0
_IDLE_S: Final = 5 * 60.0
"""Between two rounds that found nothing to do."""
_AFTER_SAVE_S: Final = 3.0
"""A save waits this long for its neighbours, then goes."""


class Chance(Protocol):
    """A source of random numbers in [0, 1)."""

    def random(self) -> float:
        """Return the next number."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When the next round is due, on the monotonic clock. A value: every event gives a new one."""

    due_at: float
    failures: int = 0

    def after_success(self, now: float) -> "Schedule":
        """The round went through: look again after a quiet while."""
        return Schedule(due_at=now + _IDLE_S)

    def after_failure(self, now: float, error: Unreachable, chance: Chance) -> "Schedule":
        """The round did not go through: wait longer each time, never all desks at the same second."""
        failures = self.failures + 1
        if isinstance(error, Busy):
            wish = float(error.values.get("retry_after_s", _FIRST_S))
            return Schedule(due_at=now + wish * (1 + chance.random() / 4), failures=failures)
        ceiling = min(_LONGEST_S, _FIRST_S * 2.0 ** min(failures, 16))
        return Schedule(due_at=now + _FIRST_S + chance.random() * (ceiling - _FIRST_S), failures=failures)

    def after_save(self, now: float) -> "Schedule":
        """Something waits to be sent: soon, unless the line is known to be down."""
        return self if self.failures else replace(self, due_at=min(self.due_at, now + _AFTER_SAVE_S))

    def now_please(self, now: float) -> "Schedule":
        """The officer asked, or the line came back."""
        return Schedule(due_at=now)
