"""A mission in miniature: three officers at three desks, a centre behind a bad line, and a clock for each of them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

from desktop.desk import Desk
from desktop.store.verify import store_digest
from sync.errors import NoAnswer
from sync.gateway.database import Database
from tests.faults.desks import BadLine, Line, centre, code, new_desk, new_keys
from tests.faults.random_work import Officer, beginnings
from tests.gateway.desk import PlayedClock

USERS: Final = ("siti", "budi", "tono")
SKEWS: Final = (timedelta(minutes=-40), timedelta(0), timedelta(hours=12))
RECORDS: Final = 200


class Mission:
    """Three desks that hold the same records and have nothing to tell each other."""

    def __init__(self, folder: Path, database: Database, line: Line, clock: PlayedClock, chance: Random) -> None:
        self.database, self.line, self.clock, self.chance = database, line, clock, chance
        self.clocks = [PlayedClock(self.clock.at + skew) for skew in SKEWS]
        self.bad = [BadLine(line, chance) for _ in USERS]
        desks = [self._join(folder / user, user, clock) for user, clock in zip(USERS, self.clocks, strict=True)]
        shared = beginnings(desks[0], RECORDS)
        self.officers = [Officer(desk, chance, shared) for desk in desks]
        self.level(most=2)

    @property
    def desks(self) -> list[Desk]:
        """The three desks."""
        return [officer.desk for officer in self.officers]

    def passes(self) -> None:
        """Let some time pass, on every clock the same."""
        span = timedelta(seconds=self.chance.randint(1, 900))
        for clock in (self.clock, *self.clocks):
            clock.passes(span)

    def work_offline(self, edits: int) -> None:
        """Let the officers save *edits* times in all, in any order."""
        for _ in range(edits):
            self.passes()
            self.chance.choice(self.officers).work()

    def meet(self) -> None:
        """Let every desk try one round over its bad line, in any order; rounds break off where the line does."""
        for number in self.chance.sample(range(len(USERS)), len(USERS)):
            self.passes()
            with suppress(NoAnswer):
                self.desks[number].round(channel=self.bad[number])

    def decide(self, most: int) -> int:
        """Let officers decide up to *most* conflicts; return how many they did."""
        return sum(self.chance.choice(self.officers).decide() for _ in range(most))

    def decide_all(self) -> None:
        """Let one officer decide what is left."""
        officer = self.chance.choice(self.officers)
        while officer.decide():
            self.passes()

    def level(self, most: int) -> None:
        """Sync quietly, each desk once in a turn, until nothing waits and all hold the same, within *most* turns."""
        waiting: list[int] = []
        for _ in range(most):
            for desk in self.desks:
                self.passes()
                desk.round(channel=self.line)
            waiting = [desk.standing().waiting + desk.standing().refused for desk in self.desks]
            if not any(waiting) and len({str(store_digest(desk.store)) for desk in self.desks}) == 1:
                return
        raise AssertionError(f"not level after {most} turns: {waiting} wait")

    def _join(self, folder: Path, user: str, clock: PlayedClock) -> Desk:
        desk = new_desk(folder, new_keys(user), clock)
        desk.enrol("http://127.0.0.1:1", code(self.database, self.clock), door=self.line)
        return desk

    def close(self) -> None:
        """Lock every desk."""
        for desk in self.desks:
            desk.close()


@contextmanager
def mission(folder: Path, database: Database, seed: int) -> Iterator[Mission]:
    """Open a mission whose work and faults follow from *seed*."""
    print(f"seed {seed}")
    chance = Random(seed)
    clock = PlayedClock()
    with centre(database, clock) as line:
        opened = Mission(folder, database, line, clock, chance)
        try:
            yield opened
        finally:
            opened.close()
