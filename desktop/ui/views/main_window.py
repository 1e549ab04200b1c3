"""Main window: turns the pages, hears the keys, and is dressed anew without losing anybody's place."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow

from desktop.changed import Changed
from desktop.ui.appearance import Appearance
from desktop.ui.kit import Kit
from desktop.ui.slices import Slices
from desktop.ui.tokens import Tone
from desktop.ui.views.frame import Frame
from desktop.ui.views.page import Page, PageEntry, Signed
from desktop.ui.views.status_bar import DeskStatus
from desktop.ui.widgets.search.search_box import SearchBox
from desktop.words import Words


class Wishes(QObject):
    """What the officer asks of the desk from any page."""

    new_case = Signal()
    lock = Signal()
    switch = Signal()  # a colleague goes on here
    undo = Signal()
    try_now = Signal()
    reload = Signal()
    search = Signal(str)
    hit = Signal(object)  # Hit
    news = Signal(object)  # the bell
    officer = Signal(object)  # the entry of the officer
    closing = Signal()


class MainWindow(QMainWindow):
    """The frame in a window. Pages are made when they are first turned to, and shown a turn of the event loop later."""

    def __init__(self, appearance: Appearance, plan: Sequence[PageEntry], signed: Signed, version: str) -> None:
        super().__init__()
        self._appearance = appearance
        self._plan = {entry.key: entry for entry in plan}
        self._signed = signed
        self._version = version
        self.wishes = Wishes(self)
        self._pages: dict[str, Page] = {}
        self._places: dict[str, object] = {}
        self._counts: dict[str, tuple[int, bool]] = {}
        self._status: tuple[DeskStatus, datetime] | None = None
        self._news = 0
        self._no_new_case: Callable[[Words], str] = lambda _: ""
        self._at = next(iter(self._plan))
        self._turning = Slices((), self)
        self.setObjectName("window")
        self.setMinimumSize(1024, 640)
        self.resize(1440, 900)
        self._wear(appearance.kit)
        appearance.changed.connect(self._wear)
        self._set_keys()

    @property
    def search(self) -> SearchBox:
        return self._frame.top.search

    @property
    def current_page(self) -> Page:
        """The page that is turned to; it is made now where it is still to be made."""
        return self._pages.get(self._at) or self._make(self._at)

    def go(self, key: str, place: object = None) -> None:
        """Turn to the page *key*, and to *place* on it; at once where it was made before.

        One that is not for this officer is not turned to.
        """
        if key not in self._plan:
            return
        self._at = key
        self._turning.drop()
        if key in self._pages:
            self._arrive(place)
        else:
            self._frame.side.show_page(key)
            self._turning = Slices([lambda: self.current_page, partial(self._arrive, place)], self)

    def heading_changed(self) -> None:
        if self._at in self._pages:
            self._frame.show_heading(self._pages[self._at])

    def tell(self, text: str, tone: Tone = Tone.SUCCESS, undo: Callable[[], None] | None = None) -> None:
        self._frame.toast.tell(text, tone, undo)

    def refresh(self, changed: Changed) -> None:
        """Tell every page that is built."""
        for page in self._pages.values():
            page.refresh(changed)
        self.heading_changed()

    def show_counts(self, counts: Mapping[str, tuple[int, bool]]) -> None:
        """Show what waits in the pages: how many, and whether that is an alarm."""
        self._counts = dict(counts)
        for key, (count, is_alarm) in self._counts.items():
            self._frame.side.set_count(key, count, is_alarm=is_alarm)

    def show_status(self, status: DeskStatus, now: datetime) -> None:
        self._status = (status, now)
        self._frame.status.show_status(status, now)

    def bar_new_case(self, why: Callable[[Words], str]) -> None:
        """Say, in whatever language, why this officer adds no case; empty where the officer may."""
        self._no_new_case = why
        self._frame.top.bar_new_case(why(self._appearance.kit.words))

    def show_news(self, count: int) -> None:
        self._news = count
        self._frame.top.set_news(count)

    @Slot(object)
    def _wear(self, kit: Kit) -> None:
        """Build everything again for *kit*, and put every page back where it was."""
        is_worn_anew = bool(self._pages)
        self._places |= {key: page.place() for key, page in self._pages.items()}
        self._pages.clear()
        self.setWindowTitle(kit.words("shell.window", mission=self._signed.mission))
        self._frame = Frame(kit, tuple(self._plan.values()), self._signed, self._version)
        self._listen(self._frame)
        self.setCentralWidget(self._frame)
        self.show_counts(self._counts)
        self.show_news(self._news)
        self.bar_new_case(self._no_new_case)
        if self._status is not None:
            self.show_status(*self._status)
        self.go(self._at)
        if is_worn_anew:
            self._turning.finish()  # no empty frame between two languages

    def _arrive(self, place: object) -> None:
        page = self.current_page
        self._frame.show_page(self._at, page)
        if place is not None:
            page.return_to(place)

    def _make(self, key: str) -> Page:
        page = self._plan[key].make(self._appearance.kit, self)
        self._pages[key] = page
        if key in self._places:
            page.return_to(self._places.pop(key))
        return page

    def _listen(self, frame: Frame) -> None:
        wishes = self.wishes
        frame.side.turned.connect(self.go)
        frame.side.officer_clicked.connect(wishes.officer)
        frame.top.language_asked.connect(self._appearance.choose_language, Qt.ConnectionType.QueuedConnection)
        frame.top.bell_clicked.connect(wishes.news)
        frame.top.new_case_asked.connect(wishes.new_case)
        frame.top.search.asked.connect(wishes.search)
        frame.top.search.chosen.connect(wishes.hit)
        frame.status.try_now_asked.connect(wishes.try_now)
        frame.status.waiting_asked.connect(partial(self.go, "sync"))
        frame.status.conflicts_asked.connect(partial(self.go, "sync"))

    def _set_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+K": lambda: self.search.open(),  # noqa: PLW0108 - another box after each change of look
            "Ctrl+N": self.wishes.new_case.emit,
            "Ctrl+L": self.wishes.lock.emit,
            "Ctrl+Shift+L": self.wishes.switch.emit,
            "Ctrl+Z": self.wishes.undo.emit,
            "F5": self.wishes.reload.emit,
            "F1": partial(self.go, "help"),
        }
        upper = [entry.key for entry in self._plan.values() if not entry.is_lower]
        for number, key in enumerate(upper, start=1):
            keys[f"Ctrl+{number}"] = partial(self.go, key)
        for sequence, call in keys.items():
            QShortcut(QKeySequence(sequence), self, call)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._turning.drop()
        self.wishes.closing.emit()
        super().closeEvent(event)
