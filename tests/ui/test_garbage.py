"""Garbage: what the screens leave behind is swept away on the screen thread and nowhere else."""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import current_thread

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop.ui.garbage import Garbage

ENOUGH = 100_000  # far more than what makes Python look for garbage by itself


class Leaf(QObject):
    """A piece of a screen that holds itself, as views and view-models hold each other."""

    def __init__(self, swept: list[str]) -> None:
        super().__init__()
        self.itself = self
        self._swept = swept

    def __del__(self) -> None:
        self._swept.append(current_thread().name)


@pytest.fixture
def garbage(qapp: QApplication) -> Iterator[Garbage]:
    gc.enable()
    made = Garbage(qapp)
    yield made
    made.setParent(None)


def _allocate() -> int:
    return len([[number] for number in range(ENOUGH)])


def test_a_lane_that_makes_much_never_sweeps_what_the_screens_left_behind(garbage: Garbage) -> None:
    swept: list[str] = []
    Leaf(swept)
    with ThreadPoolExecutor(1, thread_name_prefix="store") as lane:
        lane.submit(_allocate).result()
    assert swept == []


def test_what_the_screens_left_behind_is_swept_on_the_screen_thread(garbage: Garbage) -> None:
    swept: list[str] = []
    Leaf(swept)
    kept = [[number] for number in range(ENOUGH)]
    garbage.sweep()
    assert kept
    assert swept == [current_thread().name]
