"""A programme at a desk with one case, for what locking, leaving and coming back do to it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop import desk as desks
from desktop.keys.secret import Officer
from desktop.ui.appearance import Appearance
from desktop.ui.program import Program
from sync.clock import SystemClock
from tests.ui.front_door import SECRET, NoHeirs
from tests.ui.open_desk import add_case


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A locked desk."""
    folder = tmp_path_factory.mktemp("lock") / "desk"
    desk = desks.create(folder, Officer(user="siti", name="Siti Rahmawati"), SECRET, "JHB")
    add_case(desk)
    desk.close()
    return folder


@pytest.fixture
def program(made_once: Path, tmp_path: Path, qapp: QApplication, appearance: Appearance) -> Iterator[Program]:
    """The programme at its sign-in, on a copy of the desk."""
    shutil.copytree(made_once, tmp_path / "desk")
    made = Program(qapp, tmp_path / "desk", appearance, SystemClock(), NoHeirs(qapp))
    made.start()
    yield made
    made.quit()
    made.deleteLater()
