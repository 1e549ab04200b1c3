"""Workplace: an open desk with its window: what the officer wishes from any page is carried out here."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QPoint, QTimer, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from desktop.changed import Changed
from desktop.desk import Desk
from desktop.store.drafts import PLACE
from desktop.store.grants import refusal
from desktop.ui.appearance import Appearance, Choice
from desktop.ui.background import Background
from desktop.ui.daily_backup import DailyBackup
from desktop.ui.idle import Idle
from desktop.ui.kit import Kit
from desktop.ui.lease_watch import LeaseWatch
from desktop.ui.plan import Open, plan
from desktop.ui.rounds import Rounds
from desktop.ui.searching import Searching
from desktop.ui.signs import Signs
from desktop.ui.viewmodels.record_form import keep_draft
from desktop.ui.viewmodels.settings import LOCK_FIRST, lock_minutes
from desktop.ui.views.bench import Bench, bench_of
from desktop.ui.views.main_window import MainWindow
from desktop.ui.views.page import Page, PageEntry, Shell, Signed
from desktop.ui.views.places import IntakePlace
from desktop.words import error_words
from sync.changes.rights import Need
from sync.domain.codes import code_list
from sync.domain.records.catalogue import NOUNS
from sync.version import VERSION

_MINUTE_S: Final = 60.0


class Workplace(QObject):
    """Holds desk, lanes, rounds and window together until one locks or leaves."""

    lock_asked = Signal()
    switch_asked = Signal()
    evacuation_asked = Signal(object)  # Path
    erasure_ordered = Signal(str)
    closed = Signal()  # the officer closed the window

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__()
        self.desk = desk
        self.background = Background(desk.clock, self)
        self.rounds = Rounds(desk, self.background)
        self.idle = Idle(desk.clock, LOCK_FIRST * _MINUTE_S, self)
        self._appearance = appearance
        self._mission = desk.mission
        self._pages: dict[str, Page] = {}
        opened = Open(desk=desk, background=self.background, rounds=self.rounds, mission=self._mission, owner=self)
        entries = [replace(entry, make=partial(self._make, entry)) for entry in plan(opened)]
        self.window = MainWindow(appearance, entries, _signed(desk, self._mission, appearance.choice.lang), VERSION)
        self._signs = Signs(desk, self.background, self.rounds, self.window)
        self._searching = Searching(self.window, self._bench, self)
        self._backup = DailyBackup(self._bench(), self)
        self._lease = LeaseWatch(self._bench(), self)
        self._lease.over.connect(self.lock_asked)
        self._lease.ordered.connect(self.erasure_ordered)
        self._listen()
        _show_rights(self.window, self.desk)
        self._signs.count()
        self.rounds.read_standing()

    # --- the owner of settings, see views/safety_card.py

    def choice(self) -> Choice:
        return self._appearance.choice

    def choose(self, choice: Choice) -> None:
        QTimer.singleShot(0, self, lambda: self._appearance.choose(choice))  # the page that asks is built again

    def set_lock_minutes(self, minutes: int) -> None:
        self.idle.set_limit(minutes * _MINUTE_S)

    def evacuate(self, place: Path) -> None:
        QTimer.singleShot(0, self, lambda: self.evacuation_asked.emit(place))  # the page that asks goes away

    # --- its days

    def start(self) -> None:
        """Begin what goes by itself: rounds, the idle lock, the daily backup."""
        for one in (self.rounds, self.idle, self._signs, self._backup, self._lease):
            one.start()
        minutes = partial(lock_minutes, self.desk)
        self.background.ask("lock-minutes", minutes, done=self.set_lock_minutes, failed=self._bench().tell_error)

    def end(self) -> None:
        """Stop what goes by itself, and take the window away; the desk is closed by the door."""
        for one in (self.rounds, self.idle, self._backup, self._lease):
            one.stop()
        self.background.changed.disconnect(self._on_changed)
        self.window.wishes.closing.disconnect(self.closed)
        self.window.close()
        self.window.deleteLater()

    def place(self) -> tuple[str, object]:
        """Return the page that is shown, and where on it the officer is."""
        shown = self.window.current_page
        key = next((key for key, page in self._pages.items() if page is shown), "today")
        return key, shown.place()

    def keep_place(self, place: dict[str, Any]) -> None:
        """Keep in the store where the officer stands; what is typed is kept when its form is taken away."""
        keep = partial(keep_draft, officer=self.desk.officer.user, key=PLACE, body=place, clock=self.desk.clock)
        act = partial(self.desk.ask, keep)
        self.background.do(act, done=_nothing, failed=self._bench().tell_error)

    def _make(self, entry: PageEntry, kit: Kit, shell: Shell) -> Page:
        """Make a page, and remember which it is."""
        page = entry.make(kit, shell)
        self._pages[entry.key] = page
        return page

    def _listen(self) -> None:
        wishes, window = self.window.wishes, self.window
        wishes.new_case.connect(self._new_case)
        wishes.lock.connect(self.lock_asked)
        wishes.switch.connect(self.switch_asked)
        wishes.undo.connect(lambda: self._bench().undo())
        wishes.try_now.connect(self.rounds.try_now)
        wishes.reload.connect(self._reload)
        wishes.news.connect(lambda _bell: window.go("sync"))
        wishes.officer.connect(self._open_menu)
        wishes.closing.connect(self.closed)
        self.background.changed.connect(self._on_changed)

    @Slot()
    def _new_case(self) -> None:
        if self.desk.eyes.may("create", "case"):
            self.window.go("cases", IntakePlace())
        else:
            self._bench().tell_error(refusal(Need(kind="case", verb="create")))

    def _bench(self) -> Bench:
        return bench_of(self._appearance.kit, self.desk, self.background, self.window, self._mission)

    @Slot(object)
    def _on_changed(self, changed: Changed) -> None:
        self.window.refresh(changed)
        if changed.outbox and not changed.sync:
            self.rounds.saved()
        if changed.sync and changed.outbox:  # a round has ended: an order may have come
            self._lease.look()
            _show_rights(self.window, self.desk)
        if changed.sync and not changed.outbox:  # how the line is judged
            self.rounds.read_standing()
        if "case" in changed.kinds:
            self._signs.count()

    @Slot()
    def _reload(self) -> None:
        """F5: look again at everything here, and at the centre."""
        self.window.refresh(Changed(kinds=frozenset(NOUNS), outbox=True, sync=True))
        self.rounds.try_now()

    @Slot(object)
    def _open_menu(self, entry: QWidget) -> None:
        words = self._appearance.kit.words
        menu = QMenu(entry)
        menu.setAccessibleName(words("shell.nav.settings"))
        menu.addAction(words("shell.nav.settings")).triggered.connect(lambda: self.window.go("settings"))
        menu.addAction(words("door.switch")).triggered.connect(self.switch_asked)
        menu.addAction(words("door.lock_now")).triggered.connect(self.lock_asked)
        menu.addAction(words("door.quit")).triggered.connect(self.window.close)
        menu.popup(entry.mapToGlobal(QPoint(0, -menu.sizeHint().height())))


def _show_rights(window: MainWindow, desk: Desk) -> None:
    """Grey what the officer may not do from everywhere: roles come and go with rounds."""
    may = desk.eyes.may("create", "case")
    barred = partial(error_words, error=refusal(Need(kind="case", verb="create")))
    window.bar_new_case((lambda _: "") if may else barred)


def _signed(desk: Desk, mission: str, lang: str) -> Signed:
    known = code_list("mission").get(mission)
    named = mission if known is None else known.label(lang)
    return Signed(officer=desk.officer.name, role=desk.officer.user, mission=named)


def _nothing(_kept: object) -> None:
    """Places are kept quietly."""
