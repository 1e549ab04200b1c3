"""Stories are about desks: the centre is on SQLite, but where a story asks for both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.gateway.database import Database


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    on_postgres = getattr(request, "param", "sqlite") == "postgres"
    opened = Database(request.getfixturevalue("postgres_url") if on_postgres else f"sqlite:///{tmp_path / 'centre.db'}")
    yield opened
    opened.close()
