"""The played line between a desk and the centre: it is cut, loses, doubles, delays, repeats and garbles."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Final

from sync.errors import Busy, Disagreed, NoAnswer, NotTheCentre
from tests.simulation.centre import Died, PlayedCentre
from tests.simulation.clocks import TrueTime

FAULTS: Final = (
    "cut",  # nothing of the ask arrived
    "lost",  # the centre answered, the answer did not arrive
    "dies",  # the centre's process ended before it committed
    "twice",  # a proxy sent the ask twice
    "late",  # the ask is held somewhere and arrives at any later time
    "old",  # an envelope of long ago arrives once more, and then the ask
    "stale",  # a cache gives an answer of long ago
    "garbled",  # the answer comes with a byte changed
    "portal",  # a page of somebody else comes as the answer
    "busy",  # the centre asks to come again
)
_KEPT: Final = 12


@dataclass
class Post:
    """What is under way in the whole world: asks that were held up, and what a proxy still remembers."""

    held_up: list[bytes] = field(default_factory=list)
    asked: list[bytes] = field(default_factory=list)
    answers: dict[bytes, bytes] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)

    def remember(self, envelope: bytes, answer: bytes) -> None:
        """Keep the last few, as a proxy does; the same ask gets the same answer for ever."""
        known = self.answers.setdefault(envelope, answer)
        assert known == answer, "the same envelope got another answer"
        self.asked = [*self.asked[1 - _KEPT :], envelope]

    def forget(self) -> None:
        """The centre was restored: what it answered once it may answer otherwise."""
        self.answers.clear()


class PlayedLine:
    """`Channel` and `Shelf` of one desk. *fault* says before each message what goes wrong with it; None: nothing."""

    def __init__(
        self, centre: Callable[[], PlayedCentre], post: Post, time: TrueTime, fault: Callable[[], str | None]
    ) -> None:
        self._centre = centre
        self._post = post
        self._time = time
        self._fault = fault
        self.chance = Random(0)

    def exchange(self, envelope: bytes) -> bytes:
        """Carry one ask there and its answer back."""
        fault = self._fault()
        self._time.passes(0.6)
        if fault is not None:
            self._post.faults[fault] += 1
        self._on_the_way_there(fault, envelope)
        return self._on_the_way_back(fault, self._answered(envelope))

    def _on_the_way_there(self, fault: str | None, envelope: bytes) -> None:
        match fault:
            case "cut":
                raise NoAnswer
            case "busy":
                raise Busy(retry_after_s=5)
            case "portal":
                raise NotTheCentre
            case "late":
                self._post.held_up.append(envelope)
                raise NoAnswer
            case "dies":
                with suppress(Died):
                    self._centre().exchange(envelope, dies=True)
                raise NoAnswer
            case "old" if self._post.asked:
                self.repeat(self.chance.choice(self._post.asked))
            case "twice":
                self._answered(envelope)
            case _:
                pass

    def _on_the_way_back(self, fault: str | None, answer: bytes) -> bytes:
        if fault == "lost":
            raise NoAnswer
        if fault == "stale":
            return self.chance.choice(list(self._post.answers.values()))
        if fault == "garbled":
            at = self.chance.randrange(len(answer))
            return answer[:at] + bytes([answer[at] ^ 0x40]) + answer[at + 1 :]
        return answer

    def segment(self, name: str, size: int, arrived: bytearray, most: int) -> None:
        """Carry a segment, or a part of one (`Shelf`)."""
        fault = self._fault()
        self._time.passes(1.0)
        if fault in ("cut", "portal", "late", "busy"):
            raise NoAnswer
        end = min(size, len(arrived) + most)
        arrived += self._centre().segment(name, len(arrived))[: end - len(arrived)]
        assert len(arrived) == end
        if fault == "lost":
            del arrived[len(arrived) // 2 :]
            raise NoAnswer
        if fault == "garbled" and arrived:
            arrived[self.chance.randrange(len(arrived))] ^= 0x40

    def repeat(self, envelope: bytes) -> str:
        """Deliver an envelope that nobody waits for any more; return what the centre says."""
        try:
            self._post.remember(envelope, self._centre().exchange(envelope))
        except Disagreed as error:
            return error.rule or error.code
        return "taken"

    def _answered(self, envelope: bytes) -> bytes:
        answer = self._centre().exchange(envelope)
        self._post.remember(envelope, answer)
        return answer
