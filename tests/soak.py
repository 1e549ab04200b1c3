"""`python -m tests.soak [--minutes N] [--seed S]`: plays one seed after another, until time is up or one fails."""

import argparse
import sys
import time
from random import SystemRandom
from typing import Final

from tests.simulation.places import mould, place, twice
from tests.simulation.script import run

_TWICE_EVERY: Final = 10
"""Of so many seeds one is played twice: the same seed must be the same run."""
_SAY_EVERY_S: Final = 10


def main(arguments: list[str]) -> int:
    """Play; 0 when every seed held. One that does not ends the run, with its trace and how to play it again."""
    asked = _parser().parse_args(arguments)
    first = SystemRandom().randrange(1 << 32) if asked.seed is None else asked.seed
    most = 1 if asked.seed is not None and asked.minutes is None else None
    ends = time.monotonic() + 60 * (asked.minutes or 10)
    print(f"from seed {first}", flush=True)
    with mould() as made:
        began = said = time.monotonic()
        count = 0
        while time.monotonic() < ends and (most is None or count < most):
            seed = first + count
            if count % _TWICE_EVERY == 0:
                twice(made, seed)
            else:
                with place() as folder:
                    run(folder, made, seed)
            count += 1
            if time.monotonic() - said > _SAY_EVERY_S:
                said = time.monotonic()
                print(f"{count} seeds, {count / (said - began):.2f} a second", flush=True)
    print(f"{count} seeds held, {count / (time.monotonic() - began):.2f} a second", flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, help="how long to play; 10 when nothing is said")
    parser.add_argument("--seed", type=int, help="where to begin; alone, just this one is played")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
