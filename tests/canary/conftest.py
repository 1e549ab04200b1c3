"""One working day for all that look at what it left."""

import pytest

from tests.canary.night import Day, lived


@pytest.fixture(scope="session")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return lived(tmp_path_factory.mktemp("kenari"))
