"""Many desks, one centre, everything between them played: whatever goes wrong, all end level and nothing is lost."""

from collections.abc import Iterator
from random import SystemRandom

import pytest

from tests.simulation.places import mould, twice
from tests.simulation.seat import Mould


@pytest.fixture(scope="module")
def made() -> Iterator[Mould]:
    """The empty store of this process."""
    with mould() as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_whatever_goes_wrong_all_end_level_and_nothing_is_lost(made: Mould, seed: int) -> None:
    twice(made, seed)


@pytest.mark.slow
def test_the_same_holds_for_a_chance_that_nobody_chose(made: Mould) -> None:
    twice(made, SystemRandom().randrange(1 << 32))
