"""A small mission with its centre in this process, on each of the two databases in turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.gateway.database import Database
from tests.faults.small_mission import Mission, small_mission


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'centre.db'}"
    opened = Database(url if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    yield opened
    opened.close()


@pytest.fixture
def mission(database: Database, tmp_path: Path) -> Iterator[Mission]:
    with small_mission(database, tmp_path) as opened:
        yield opened
