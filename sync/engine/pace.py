"""How much one exchange may carry: what the line brings in some seconds, by how long the ones before it took."""

from typing import Final

from sync.clock import Clock

FIRST_BYTES: Final = 12 << 10
"""Sealed, in one direction: what fits the first window of a TCP connection, so it takes one round trip."""
LEAST_BYTES: Final = 4 << 10
MOST_BYTES: Final = 1 << 20
MOST_CHANGES: Final = 5000
"""Of one ask; the centre puts off what is beyond."""
MOST_STORED: Final = 1 << 20
"""Bytes of changes as they are stored, in one ask: more than this is no better packed, and takes memory."""

_AIM_S: Final = 9.0
"""Long enough that a round trip of a second does not weigh, short enough to get through between two cuts."""
_SMALL: Final = 2048
"""Bytes: what is smaller tells how far the centre is, and what is larger how much the line carries."""
_MOST_PACKED: Final = 48.0
_GROWS: Final = 4
_NEWER: Final = 0.5


class Pace:
    """Kept from round to round: a line that was slow this morning is so at noon."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.limit_bytes = FIRST_BYTES
        self.latency_s: float | None = None  # of an exchange that has nothing to carry
        self.bytes_per_s: float | None = None
        self._packed = _MOST_PACKED

    @property
    def limit_stored(self) -> int:
        """Bytes of changes as they are stored that are worth packing for one ask."""
        return min(MOST_STORED, int(self.limit_bytes * self._packed))

    def packed(self, stored: int, sealed: int) -> None:
        """Changes of *stored* bytes were *sealed* in so many; the next ones will be much like them."""
        self._packed = min(_MOST_PACKED, max(1.0, stored / sealed))

    def went(self, size: int, seconds: float) -> None:
        """An exchange of *size* sealed bytes, both directions, took *seconds*."""
        if size < _SMALL:
            self.latency_s = _mean(self.latency_s, seconds)
            return
        carried = max(seconds - (self.latency_s or 0.0), seconds / 10, 0.001)
        self.bytes_per_s = _mean(self.bytes_per_s, size / carried)
        grown = min(self.limit_bytes * _GROWS, int(self.bytes_per_s * _AIM_S))
        self.limit_bytes = max(LEAST_BYTES, min(MOST_BYTES, grown))

    def failed(self) -> None:
        """An exchange did not get through."""
        self.limit_bytes = max(LEAST_BYTES, self.limit_bytes // 2)


def _mean(known: float | None, seen: float) -> float:
    return seen if known is None else known + _NEWER * (seen - known)
