"""How much one exchange may carry: what the line brings in some seconds, by how long the ones before it took."""

from collections.abc import Sequence
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
"""Bytes: what is smaller tells how far the centre is, and little of how much the line carries."""
_MOST_PACKED: Final = 48.0
_NOTHING: Final = (0.0, 0.0, 0.0, 0.0, 0.0)
_GROWS: Final = 4.0
_OLDER: Final = 0.75
"""How much an exchange weighs for each one after it."""
_APART: Final = 500.0
"""Bytes by which sizes must differ (as their standard deviation) to tell distance and speed of the line apart."""


class Pace:
    """Kept from round to round: a line that was slow this morning is so at noon.

    An exchange takes the way there and back, and its bytes: a straight line through the last ones tells which is which.
    """

    def __init__(self, clock: Clock, known: Sequence[float] = ()) -> None:
        """*known*: what `seen` gave, of an earlier run of the programme."""
        self.clock = clock
        self.limit_bytes = FIRST_BYTES
        self._grows = _GROWS
        self._packed = _MOST_PACKED
        self._sums = list(known) if len(known) == len(_NOTHING) else list(_NOTHING)

    @property
    def seen(self) -> tuple[float, ...]:
        """What is known of the line: weighted sums of one, bytes, seconds, bytes squared and bytes times seconds."""
        return tuple(self._sums)

    @property
    def latency_s(self) -> float | None:
        """Return how long an exchange takes that has nothing to carry; None while nothing is known."""
        line = self._line()
        return None if line is None else line[0]

    @property
    def bytes_per_s(self) -> float | None:
        """Return how much the line carries; None while that is not known."""
        line = self._line()
        return None if line is None or not line[1] else 1 / line[1]

    def _line(self) -> tuple[float, float] | None:
        """Return latency and seconds for each byte."""
        weight, size, seconds, squares, products = self._sums
        if not weight:
            return None
        x, y = size / weight, seconds / weight
        spread = squares / weight - x * x
        slope = (products / weight - x * y) / spread if spread > _APART * _APART else 0.0
        if slope <= 0:
            return (y, 0.0) if x < _SMALL else (0.0, y / x)
        return (y - slope * x, slope) if slope * x < y else (0.0, y / x)

    @property
    def limit_stored(self) -> int:
        """Bytes of changes as they are stored that are worth packing for one ask."""
        return min(MOST_STORED, int(self.limit_bytes * self._packed))

    def carries(self, seconds: float) -> int:
        """Return the bytes that one exchange carries in so long, as far as the line is known."""
        rate = self.bytes_per_s
        if rate is None:
            return self.limit_bytes if seconds > 0 else 0
        return max(0, int((seconds - (self.latency_s or 0.0)) * rate))

    def takes(self, size: float, trips: float) -> float | None:
        """Return how many seconds so many bytes take in so many exchanges; None while the line is not known."""
        line = self._line()
        return None if line is None else trips * line[0] + size * line[1]

    def packed(self, stored: int, sealed: int) -> None:
        """Changes of *stored* bytes were *sealed* in so many; the next ones will be much like them."""
        self._packed = min(_MOST_PACKED, max(1.0, stored / sealed))

    def went(self, size: int, seconds: float) -> None:
        """An exchange of *size* sealed bytes, both directions, took *seconds*."""
        seconds = max(seconds, 0.001)
        now = (1.0, size, seconds, size * size, size * seconds)
        self._sums = [_OLDER * known + one for known, one in zip(self._sums, now, strict=True)]
        if size >= _SMALL:
            self._grows = min(_GROWS, self._grows * 1.5)
            grown = min(int(self.limit_bytes * self._grows), self.carries(_AIM_S))
            self.limit_bytes = max(LEAST_BYTES, min(MOST_BYTES, grown))

    def hold(self, size: int) -> None:
        """Trust the line with no more than *size*, until it shows that it carries more."""
        self._grows = 1.0
        self.limit_bytes = max(LEAST_BYTES, min(self.limit_bytes, size))

    def failed(self, size: int = 0) -> None:
        """An ask of *size* sealed bytes did not get through, or its answer did not."""
        self._grows = 1.0  # what just broke is tried again in small steps
        tried = size if size > LEAST_BYTES else self.limit_bytes
        self.limit_bytes = max(LEAST_BYTES, min(self.limit_bytes, tried) // 2)
