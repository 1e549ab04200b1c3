"""Hypothesis works the played world: any order of deeds and faults keeps the invariants, and ends level."""

from typing import Final

import pytest
from hypothesis import Phase, settings

from tests.simulation.machine import MACHINES, Mission, play

_QUICK: Final = settings(
    max_examples=5, stateful_step_count=25, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)
"""The same deeds each time, told as they were found: `python -m tests.soak` draws others, and makes them short."""


@pytest.mark.slow
@pytest.mark.parametrize("machine", MACHINES)
def test_any_order_of_deeds_and_faults_ends_level(machine: type[Mission]) -> None:
    play(machine, _QUICK)
