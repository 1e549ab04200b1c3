"""One run: some desks join, many steps are drawn, then a quiet time, and everything is checked."""

from pathlib import Path
from typing import Final

from tests.simulation.checks import check_all, check_step, level
from tests.simulation.seat import Mould
from tests.simulation.steps import OFF, step
from tests.simulation.world import USERS, World, world

STEPS: Final = 45
_SHARED: Final = 4
_LOOK_EVERY: Final = 4


def run(folder: Path, mould: Mould, seed: int, steps: int = STEPS) -> list[str]:
    """Play one seed to its end, and check everything; return its trace."""
    with world(folder, mould, seed) as played:
        try:
            _begin(played)
            for number in range(steps):
                step(played)
                for seat in played.seats if number % _LOOK_EVERY == 0 else ():
                    check_step(played, seat)
            level(played)
            check_all(played)
        except BaseException as error:
            error.add_note("\n".join(played.trace))
            error.add_note(f"seed {seed}: python -m tests.soak --seed {seed}")
            raise
        played.say(f"digest {played.centre.digest()}")
        return played.trace


def _begin(played: World) -> None:
    """Let the first desks join, and share some records."""
    for user in USERS[: played.chance.randint(2, 4)]:
        played.join(user, played.chance.choice(OFF))
    for _ in range(_SHARED):
        played.work(played.seats[0])
    for seat in played.seats:
        played.round(seat)
