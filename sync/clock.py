"""Time as a value that is handed in, so that a test or a simulator can play any clock."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """The moment for records, and the monotonic seconds for deadlines."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def stamp(moment: datetime) -> str:
    """Write *moment* as RFC 3339 UTC with milliseconds: ``2026-03-10T06:42:00.000Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """Read an RFC 3339 time with an offset.

    Raises:
        ValueError: not such a time, or one without an offset.
    """
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError("a moment needs an offset")
    return read.astimezone(UTC)
