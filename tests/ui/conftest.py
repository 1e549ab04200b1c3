"""What the tests of screens share: a programme dressed in Indonesian and light, and the kit of it."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.appearance import Appearance, Choice
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.look import Theme
from sync.clock import SystemClock


@pytest.fixture
def appearance(qapp: QApplication) -> Appearance:
    return Appearance(qapp, Choice(lang="id", theme=Theme.LIGHT))


@pytest.fixture
def kit(appearance: Appearance) -> Kit:
    return appearance.kit


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background(SystemClock())
    yield made
    made.stop()
