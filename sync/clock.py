"""Time as a value that is handed in, so that a test or a simulator can play any clock."""

import time
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


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


def milliseconds(text: str) -> int:
    """Return the milliseconds since 1970 of a moment that `stamp_of` gives back as it was.

    Raises:
        ValueError: not such a moment.
    """
    try:
        since = (moment(text) - _EPOCH) // _MILLISECOND
    except OverflowError:
        raise ValueError("beyond the calendar") from None
    if stamp_of(since) != text:
        raise ValueError("another spelling")
    return since


def stamp_of(since: int) -> str:
    """Write milliseconds since 1970 as `stamp` writes a moment.

    Raises:
        ValueError: beyond the calendar.
    """
    try:
        return stamp(_EPOCH + since * _MILLISECOND)
    except OverflowError:
        raise ValueError("beyond the calendar") from None
