"""The laden desk is built once; each test works on a copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evacuation.laden import Built, Place, build, copied


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("laden"))


@pytest.fixture
def place(built: Built, tmp_path: Path) -> Iterator[Place]:
    with copied(built, tmp_path / "copy") as made:
        yield made
