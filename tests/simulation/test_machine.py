"""Hypothesis works the played world: any order of deeds and faults keeps the invariants, and ends level."""

from typing import Final

import pytest
from hypothesis import settings

from tests.simulation.machine import MACHINES, Mission, play

_QUICK: Final = settings(max_examples=5, stateful_step_count=25, deadline=None)


@pytest.mark.slow
@pytest.mark.parametrize("machine", MACHINES)
def test_any_order_of_deeds_and_faults_ends_level(machine: type[Mission]) -> None:
    play(machine, _QUICK)
