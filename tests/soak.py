"""`python -m tests.soak [--minutes N] [--seed S]`: plays seeds until one fails; or `--power N`, `--deaths N`."""

import argparse
import sys
import time
from random import SystemRandom
from typing import Final

from hypothesis import seed as seeded
from hypothesis import settings

from tests.evacuation.laden import build
from tests.evacuation.test_matrix import PATHS, walk
from tests.faults.power_loss import states
from tests.simulation.machine import MACHINES, play
from tests.simulation.places import mould, place, print_of, twice
from tests.simulation.script import run
from tests.simulation.seat import Mould

_TWICE_EVERY: Final = 10
"""Of so many seeds one is played twice: the same seed must be the same run."""
_MACHINE_EVERY: Final = 25
"""After so many seeds Hypothesis works the same world for a while."""
_SAY_EVERY_S: Final = 10
_LONG: Final = settings(max_examples=10, stateful_step_count=60, deadline=None, database=None)


def main(arguments: list[str]) -> int:
    """Play; 0 when every seed held. One that does not ends the run, with its trace and how to play it again."""
    asked = _parser().parse_args(arguments)
    if asked.power:
        seed = SystemRandom().randrange(1 << 32) if asked.seed is None else asked.seed
        print(f"{states(seed, asked.power)} pictures of a disk without power held")
        return 0
    if asked.deaths:
        with place() as folder:
            laden = folder / "laden"
            laden.mkdir()
            built = build(laden)
            for path in PATHS:
                print(f"{path}: {walk(built, folder, path, asked.deaths)} deaths held", flush=True)
        return 0
    with mould() as made:
        if asked.seed is not None and asked.minutes is None:
            with place() as folder:
                print(f"seed {asked.seed} held, trace {print_of(run(folder, made, asked.seed))}")
        else:
            first = SystemRandom().randrange(1 << 32) if asked.seed is None else asked.seed
            _soak(made, first, 60 * (asked.minutes or 10))
    return 0


def _soak(made: Mould, first: int, seconds: float) -> None:
    print(f"from seed {first}", flush=True)
    began = said = time.monotonic()
    count = 0
    while time.monotonic() - began < seconds:
        _one(made, first + count, count)
        count += 1
        if time.monotonic() - said > _SAY_EVERY_S:
            said = time.monotonic()
            print(f"{count} seeds, {count / (said - began):.2f} a second", flush=True)
    print(f"{count} seeds held, {count / (time.monotonic() - began):.2f} a second", flush=True)


def _one(made: Mould, seed: int, count: int) -> None:
    if count % _TWICE_EVERY == 0:
        twice(made, seed)
    else:
        with place() as folder:
            run(folder, made, seed)
    if count % _MACHINE_EVERY == _MACHINE_EVERY - 1:
        for machine in MACHINES:
            play(seeded(seed)(machine), _LONG)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, help="how long to play; 10 when nothing is said")
    parser.add_argument("--seed", type=int, help="where to begin; alone, just this one is played")
    parser.add_argument("--power", type=int, help="check so many pictures of each deed, of a disk that lost its power")
    parser.add_argument("--deaths", type=int, help="die before so many steps of each path that destroys data")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
