"""A centre and desks with real stores that join it, under a clock that stands until it is moved."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.desk import PlayedClock
from tests.store.world import World


@pytest.fixture
def clock() -> PlayedClock:
    return PlayedClock()


@pytest.fixture
def world(tmp_path: Path, clock: PlayedClock) -> Iterator[World]:
    with World(tmp_path, clock) as made:
        yield made
