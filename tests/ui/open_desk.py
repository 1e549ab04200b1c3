"""Open desk: a desk with a few cases, a page on it, and a frame that listens; for the tests of the other screens."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.actions import cases, records
from desktop.desk import Desk
from desktop.store.row import Row
from desktop.store.unit import Unit
from desktop.ui.background import Background, Lane
from desktop.ui.kit import Kit
from desktop.ui.rounds import Rounds
from desktop.ui.views.bench import Bench, bench_of
from sync.clock import stamp
from tests.ui.desks import ListeningShell


class Frame(ListeningShell):
    """Remembers where it was asked to go."""

    def __init__(self) -> None:
        super().__init__()
        self.gone: list[tuple[str, Any]] = []

    def go(self, key: str, place: object = None) -> None:
        self.gone.append((key, place))


class Scene:
    """One page on a desk."""

    def __init__(self, qtbot: QtBot, kit: Kit, desk: Desk, background: Background) -> None:
        self.qtbot = qtbot
        self.desk = desk
        self.background = background
        self.frame = Frame()
        self.rounds = Rounds(desk, background)
        self.bench: Bench = bench_of(kit, desk, background, self.frame, desk.mission)
        self.rounds.read_standing()
        self.settle()

    def show(self, page: QWidget, refresh: Callable[[Any], None]) -> None:
        """Show *page* and wait for its answers."""
        self.background.changed.connect(refresh)
        self.qtbot.addWidget(page)
        page.resize(1200, 820)
        page.show()
        self.qtbot.waitExposed(page)
        self.settle()

    def settle(self, lane: Lane = Lane.STORE) -> None:
        """Wait until a lane has answered what was asked, and what that made somebody ask."""
        for _ in range(3):
            answered: list[None] = []
            self.background.do(lambda: None, done=answered.append, failed=lambda _: None, lane=lane)
            self.qtbot.waitUntil(partial(bool, answered))


def add_case(desk: Desk, **fields: Any) -> str:
    """Take a case of a new worker in."""
    row: Row = desk.do(partial(_add, fields))
    return row.id


def _add(fields: dict[str, Any], unit: Unit) -> Row:
    worker = records.create("worker", {"full_name": fields.pop("name", "Nur Halimah")}, unit)
    subjects = [{"id": "1", "worker_id": worker.id}]
    said = {"summary": "Gaji tidak dibayar", "priority": "P3", "subjects": subjects}
    return cases.register(said | fields, unit)


def ago(desk: Desk, **span: float) -> str:
    """Return the moment so long before now."""
    return stamp(desk.clock.now() - timedelta(**span))
