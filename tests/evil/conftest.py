"""What hostile moves are played against: desks and a centre, and an office that two officers share."""

import pytest

from tests.evil.office import Office, opened
from tests.gateway.conftest import client, clock, database, door, enrolled
from tests.sticks.conftest import built, town
from tests.store.conftest import world
from tests.store.world import World

__all__ = ["built", "client", "clock", "database", "door", "enrolled", "town", "world"]


@pytest.fixture
def office(world: World) -> Office:
    return opened(world)


@pytest.fixture
def database_url(tmp_path: object) -> str:
    """One of the two databases is enough here: moves do not end by which it is."""
    return f"sqlite:///{tmp_path}/centre.db"
