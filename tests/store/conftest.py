"""A real encrypted store in a temporary folder, under a clock that stands until it is moved."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from desktop.store.store import Store
from tests.gateway.desk import PlayedClock
from tests.store.world import World, fresh_key

MISSION: Final = "JHB"


@pytest.fixture
def clock() -> PlayedClock:
    return PlayedClock()


@pytest.fixture
def store(tmp_path: Path, clock: PlayedClock) -> Iterator[Store]:
    made = Store.create(tmp_path, fresh_key, clock, mission=MISSION, store_id="s1")
    yield made
    made.close()


Open = Callable[[Store], Store]


@pytest.fixture
def reopened(clock: PlayedClock) -> Iterator[Open]:
    """Closes a store and opens it again."""
    opened: list[Store] = []

    def again(store: Store) -> Store:
        store.close()
        opened.append(Store.open(store.folder, fresh_key, clock, store_id="s1"))
        return opened[-1]

    yield again
    for one in opened:
        one.close()


@pytest.fixture
def world(tmp_path: Path, clock: PlayedClock) -> Iterator[World]:
    """A centre, and desks with real stores that join it."""
    with World(tmp_path, clock) as made:
        yield made
