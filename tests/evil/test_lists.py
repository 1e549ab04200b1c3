"""Lists of hostile moves only grow, each of their tests is there, and what remains is said in words."""

import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.evil import test_colleague, test_device, test_gateway, test_stick
from tests.evil.listed import unlisted
from tests.house.measures import TOP

LEAST = {test_colleague: 30, test_device: 38, test_stick: 31, test_gateway: 77}
"""A move may be added, and then this number grows with it."""


@pytest.mark.parametrize("suite", LEAST)
def test_a_list_never_loses_a_move(suite: ModuleType) -> None:
    assert len(suite.MOVES) >= LEAST[suite]
    said = re.search(r"(\d+) moves", suite.__doc__ or "")
    assert said is not None
    assert int(said[1]) == len(suite.MOVES)
    assert len({move.says for move in suite.MOVES}) == len(suite.MOVES)


@pytest.mark.parametrize("suite", LEAST)
def test_every_move_is_played_and_every_test_is_a_move(suite: ModuleType) -> None:
    own = Path(suite.__file__ or "")
    played = [move for move in suite.MOVES if move.ends != "remains"]
    assert [move.by for move in played if not move.is_played_at(own, TOP)] == []
    assert unlisted(own, suite.MOVES) == set()
    assert all(" " in move.by for move in suite.MOVES if move.ends == "remains")
