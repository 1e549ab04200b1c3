"""What the tests of screens share: a programme dressed in Indonesian and light, and the kit of it."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.appearance import Appearance, Choice
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.look import Theme
from sync.clock import SystemClock
from tests.ui.front_door import WAIT_MS

for _wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitExposed, QtBot.waitActive):
    # They end on what happens; five seconds are short on a busy machine.
    _wait.__kwdefaults__ = {**(_wait.__kwdefaults__ or {}), "timeout": WAIT_MS}

PLAIN = Choice(lang="id", theme=Theme.LIGHT)


@pytest.fixture(scope="session")
def only_appearance(qapp: QApplication) -> Appearance:
    """The one owner of the look, as in the programme: two would dress each other's widgets."""
    return Appearance(qapp, PLAIN)


@pytest.fixture
def appearance(only_appearance: Appearance) -> Appearance:
    only_appearance.choose(PLAIN)
    return only_appearance


@pytest.fixture(autouse=True)
def _gone_widgets() -> Iterator[None]:
    """Let the widgets of a test really go: the next one would dress them all again."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def kit(appearance: Appearance) -> Kit:
    return appearance.kit


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background(SystemClock())
    yield made
    made.stop()
