"""A gateway in this process, on each of the two databases in turn."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from sync.gateway import accounts
from sync.gateway.app import Gateway
from sync.gateway.database import Database
from tests.gateway.desk import CODE, Desk, Door, PlayedClock


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'centre.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def clock() -> PlayedClock:
    return PlayedClock()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def client(database: Database, clock: PlayedClock) -> Iterator[TestClient[Any]]:
    """The routes, with the missions JHB and KUL."""
    gateway = Gateway(database, clock)
    with database.write() as connection:
        for mission in ("JHB", "KUL"):
            accounts.add_mission(connection, mission, clock)
    with TestClient(gateway.application()) as client:
        yield client


@pytest.fixture
def door(client: TestClient[Any]) -> Door:
    return Door(client)


Enrol = Callable[..., Desk]


@pytest.fixture
def enrolled(database: Database, door: Door, clock: PlayedClock) -> Enrol:
    """Gives enrolled desks, each with an officer of its own."""

    def enrol(officer: str = "siti", mission: str = "JHB", roles: tuple[str, ...] = ()) -> Desk:
        code = CODE.replace("satu", f"satu{chr(97 + len(made))}")
        with database.write() as connection:
            accounts.add_code(connection, mission, code, clock, roles)
        made.append(Desk(Door(door.client), clock, officer).join(code))
        return made[-1]

    made: list[Desk] = []
    return enrol
