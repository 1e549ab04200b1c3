"""The power fails at any moment of a deed: what was promised is there, all is sound, and nothing is half or doubled."""

import sys
from typing import Final

import pytest

from tests.faults.power.deeds import DEEDS
from tests.faults.power_loss import states

SEED: Final = 20261129
STATES: Final = 12

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what notes the writes is made for Linux")


@pytest.mark.parametrize("deed", DEEDS)
def test_whenever_the_power_fails_what_was_promised_is_there(deed: str) -> None:
    assert states(SEED, STATES, (deed,)) == STATES + 1
