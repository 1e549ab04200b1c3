"""Desks for tests of record screens: a real desk on a real store, a section page on it, a shell that listens."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.desk import Desk, create
from desktop.keys.secret import Officer
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.slices import Slices
from desktop.ui.tokens import Tone
from desktop.ui.views.bench import bench_of
from desktop.ui.views.section_page import SectionPage

MISSION = "RUH"
PASSPHRASE = "kuda-laut-biru-terbang-malam-hari"


class PlayedClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 10, 6, 42, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


class ListeningShell:
    """A frame that remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Tone]] = []
        self.undo: Callable[[], None] | None = None

    def heading_changed(self) -> None: ...

    def go(self, key: str, place: object = None) -> None: ...

    def tell(self, text: str, tone: Tone = Tone.SUCCESS, undo: Callable[[], None] | None = None) -> None:
        self.told.append((text, tone))
        self.undo = undo or self.undo


def make_desk(folder: Path) -> Desk:
    """Create a desk; stretching the passphrase takes about a second."""
    officer = Officer(user="dewi", name="Dewi Anggraini")
    return create(folder, officer, PASSPHRASE, MISSION, PlayedClock())


class Stage:
    """A section page in a window of a given size, with its background and shell."""

    def __init__(self, qtbot: QtBot, kit: Kit, desk: Desk, background: Background, section: str) -> None:
        self.qtbot = qtbot
        self.desk = desk
        self.kit = kit
        self.background = background
        self.shell = ListeningShell()
        self.window = QWidget()
        self.window.setObjectName("page")
        self.window.resize(1200, 820)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        self.page = SectionPage(bench_of(kit, desk, background, self.shell, MISSION), section)
        background.changed.connect(self.page.refresh)
        column.addWidget(self.page)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def close(self) -> None:
        """Take the window away, as locking does."""
        self.settle()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # None means all

    def settle(self) -> None:
        """Wait until the page is built and the store lane has answered everything that was asked."""
        for _ in range(3):
            self.qtbot.waitUntil(lambda: all(one.is_done for one in self.window.findChildren(Slices)))
            answered: list[object] = []
            self.background.do(lambda: None, done=answered.append, failed=answered.append)
            self.qtbot.waitUntil(lambda: bool(answered))  # noqa: B023  # it waits here


def staged(qtbot: QtBot, kit: Kit, desk: Desk, background: Background, section: str) -> Iterator[Stage]:
    """Set a section page on a stage, and close it afterwards."""
    stage = Stage(qtbot, kit, desk, background, section)
    yield stage
    stage.close()
