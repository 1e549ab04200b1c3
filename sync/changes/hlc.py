"""Hybrid logical clock: sortable text that never runs backwards on one device and is bounded by the centre's time."""

from datetime import datetime, timedelta
from typing import Final

AHEAD: Final = timedelta(minutes=5)
"""A device whose clock is further ahead of the centre than this gets the centre's time instead."""

_MOST_IN_A_MS: Final = 0xFFFF


def tick(last: str, now: datetime, device: str) -> str:
    """Return the next reading after *last*: ``<13 digits of ms>-<4 hex digits>-<device>``."""
    ms = int(now.timestamp() * 1000)
    last_ms, count = _read(last)
    if ms > last_ms:
        return _text(ms, 0, device)
    if count >= _MOST_IN_A_MS:  # a bulk load, or a clock set back: go on in the next millisecond
        return _text(last_ms + 1, 0, device)
    return _text(last_ms, count + 1, device)


def bounded(hlc: str, centre_now: datetime) -> str:
    """Return *hlc*, or the centre's time where it lies too far ahead of it."""
    limit = int((centre_now + AHEAD).timestamp() * 1000)
    ms, _ = _read(hlc)
    if ms <= limit:
        return hlc
    return _text(int(centre_now.timestamp() * 1000), 0, hlc.split("-", 2)[-1])


def _text(ms: int, count: int, device: str) -> str:
    return f"{max(ms, 0):013d}-{count:04x}-{device}"


def _read(hlc: str) -> tuple[int, int]:
    ms, _, rest = hlc.partition("-")
    count = rest.partition("-")[0]
    return (int(ms) if ms.isdigit() else 0, int(count, 16) if count else 0)
