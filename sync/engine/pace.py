"""How much one exchange may carry, by how long the ones before it took."""

from typing import Final

from sync.clock import Clock

FIRST_BYTES: Final = 512 << 10
"""Of changes as they are stored; packed, a fortieth for small edits: what fits one window of a new TCP connection."""
LEAST_BYTES: Final = 64 << 10
MOST_BYTES: Final = 1 << 20
"""The centre gives no more at once."""
MOST_CHANGES: Final = 5000
"""Of one ask; the centre puts off what is beyond."""

_AIM_S: Final = 9.0
"""Long enough that a round trip of a second does not weigh, short enough to get through between two cuts."""


class Pace:
    """Kept from round to round: a line that was slow this morning is so at noon."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.limit_bytes = FIRST_BYTES

    def went(self, seconds: float, *, more: bool) -> None:
        """An exchange took *seconds*; *more* says that it was filled to its limit."""
        if seconds > _AIM_S * 1.25:
            self.limit_bytes = max(LEAST_BYTES, int(self.limit_bytes * _AIM_S / seconds))
        elif more and seconds < _AIM_S / 2:
            self.limit_bytes = min(MOST_BYTES, self.limit_bytes * 2)

    def failed(self) -> None:
        """An exchange did not get through."""
        self.limit_bytes = max(LEAST_BYTES, self.limit_bytes // 2)
