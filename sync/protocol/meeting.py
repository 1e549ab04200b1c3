"""What two desks of a mission say to each other when they meet on the mission's network, without a centre."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from sync.errors import BadMessage
from sync.protocol.messages import Handing
from sync.protocol.pieces import Piece

Runs = dict[str, list[tuple[int, int]]]
"""Ids of changes: ``DEVICE.EPOCH`` to the first and last of numbers that follow on each other."""

_MOST_IDS: Final = 200_000


class Greeting(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk that opened the meeting tells anybody; nothing of it is proven."""

    v: int = 1
    meeting: str  # a random name
    device: str
    mission: str


class Meet(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Payload of ``meet`` and of the answer ``met``: both sides say the same things in turn."""

    v: int = 1
    meeting: str
    proof: str | None = None  # that the speaker knows the six words; not needed once the keys are pinned
    holds: Runs | None = None  # unsent changes that the speaker can give; in its first message
    wants: Runs = {}  # of those that the other one holds
    handing: Handing | None = None  # of what the other one wanted
    asks: list[bytes] = []  # sealed, as on a stick
    answers: list[bytes] = []
    files: bool = False  # the one who joins wants sealed files to be exchanged as well
    has: list[Piece] = []  # files that the speaker can give, whole
    needs: list[Piece] = []
    pieces: list[Piece] = []  # of what the other one needed, with their bytes in *data*
    data: list[bytes] = []
    done: bool = False  # the speaker has and wants nothing more


def runs(change_ids: Iterable[str]) -> Runs:
    """Write ids as runs."""
    numbers: dict[str, list[int]] = {}
    for name in change_ids:
        series, _, last = name.rpartition(".")
        numbers.setdefault(series, []).append(int(last))
    found: Runs = {}
    for series, every in numbers.items():
        spans: list[tuple[int, int]] = []
        for number in sorted(every):
            if spans and spans[-1][1] + 1 == number:
                spans[-1] = (spans[-1][0], number)
            else:
                spans.append((number, number))
        found[series] = spans
    return found


def ids(said: Runs) -> Iterator[str]:
    """Yield the ids of runs.

    Raises:
        BadMessage: more than any desk holds; rule "size".
    """
    every = [(series, first, last) for series, spans in said.items() for first, last in spans]
    if sum(max(0, last - first + 1) for _, first, last in every) > _MOST_IDS:
        raise BadMessage(rule="size")
    for series, first, last in every:
        yield from (f"{series}.{number}" for number in range(first, last + 1))
