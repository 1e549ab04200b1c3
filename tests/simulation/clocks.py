"""Clocks of a played world: the true time, and what each computer takes it for."""

from datetime import UTC, datetime, timedelta
from typing import Final

START: Final = datetime(2026, 3, 10, 6, 42, tzinfo=UTC)


class TrueTime:
    """The centre's clock; it moves only when the world lets time pass."""

    def __init__(self) -> None:
        self._gone = timedelta()

    def now(self) -> datetime:
        return START + self._gone

    def monotonic(self) -> float:
        return self._gone.total_seconds()

    def passes(self, seconds: float) -> None:
        self._gone += timedelta(seconds=seconds)


class WrongClock:
    """A computer's clock: off by *off*, which may change at any moment; its monotonic seconds are right."""

    def __init__(self, true: TrueTime, off: timedelta) -> None:
        self._true = true
        self.off = off

    def now(self) -> datetime:
        return self._true.now() + self.off

    def monotonic(self) -> float:
        return self._true.monotonic()
