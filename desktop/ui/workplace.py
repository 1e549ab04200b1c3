"""Workplace: an open desk with its window: what the officer wishes from any page is carried out here."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QPoint, QTimer, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from desktop.actions.deadlines import OPEN
from desktop.changed import Changed
from desktop.desk import Desk
from desktop.store import backup
from desktop.store.backup import Backup
from desktop.store.lists import Condition
from desktop.store.search import Hit as Answer
from desktop.ui.appearance import Appearance, Choice
from desktop.ui.background import Background, Lane
from desktop.ui.desk_status import desk_status, page_counts
from desktop.ui.found import found
from desktop.ui.idle import Idle
from desktop.ui.kit import Kit
from desktop.ui.plan import Open, plan
from desktop.ui.rounds import Rounds
from desktop.ui.viewmodels.settings import LOCK_FIRST, lock_minutes
from desktop.ui.views.bench import Bench, bench_of
from desktop.ui.views.main_window import MainWindow
from desktop.ui.views.page import Page, PageEntry, Shell, Signed
from desktop.ui.views.places import IntakePlace
from desktop.ui.views.section_page import place_of
from desktop.ui.widgets.search.hits import Hit
from sync.domain.codes import code_list
from sync.domain.records.catalogue import NOUNS
from sync.errors import DeskError
from sync.version import VERSION

_CLOCK_MS: Final = 15_000
_BACKUP_MS: Final = 2 * 60_000
_MINUTE_S: Final = 60.0
_MOST_HITS: Final = 20
_URGENT: Final = (Condition(field="status", op="in", value=OPEN), Condition(field="priority", value="P1"))


class Workplace(QObject):
    """Holds desk, lanes, rounds and window together until one locks or leaves."""

    lock_asked = Signal()
    closed = Signal()  # the officer closed the window

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__()
        self.desk = desk
        self.background = Background(desk.clock, self)
        self.rounds = Rounds(desk, self.background)
        self.idle = Idle(desk.clock, LOCK_FIRST * _MINUTE_S, self)
        self._appearance = appearance
        self._mission = desk.mission
        self._urgent = 0
        self._pages: dict[str, Page] = {}
        opened = Open(desk=desk, background=self.background, rounds=self.rounds, mission=self._mission, owner=self)
        entries = [replace(entry, make=partial(self._make, entry)) for entry in plan(opened)]
        self.window = MainWindow(appearance, entries, self._signed(), VERSION)
        self._listen()
        self._clock = QTimer(self, interval=_CLOCK_MS)
        self._clock.timeout.connect(self.show_status)
        self._backup = QTimer(self, singleShot=True, interval=_BACKUP_MS)
        self._backup.timeout.connect(self._back_up)
        self._count()
        self.rounds.read_standing()

    # --- the owner of settings, see views/safety_card.py

    def choice(self) -> Choice:
        return self._appearance.choice

    def choose(self, choice: Choice) -> None:
        QTimer.singleShot(0, self, lambda: self._appearance.choose(choice))  # the page that asks is built again

    def set_lock_minutes(self, minutes: int) -> None:
        self.idle.set_limit(minutes * _MINUTE_S)

    def lock(self) -> None:
        self.lock_asked.emit()

    # --- its days

    def start(self) -> None:
        """Begin what goes by itself: rounds, the idle lock, the daily backup."""
        self.rounds.start()
        self.idle.start()
        self._clock.start()
        self._backup.start()
        minutes = partial(lock_minutes, self.desk)
        self.background.ask("lock-minutes", minutes, done=self.set_lock_minutes, failed=self._tell)

    def end(self) -> None:
        """Stop what goes by itself, and take the window away; the desk is closed by the door."""
        self.rounds.stop()
        self.idle.stop()
        self._clock.stop()
        self._backup.stop()
        self.background.changed.disconnect(self._on_changed)
        self.window.wishes.closing.disconnect(self.closed)
        self.window.close()
        self.window.deleteLater()

    def place(self) -> tuple[str, object]:
        """Return the page that is shown, and where on it the officer is."""
        shown = self.window.current_page
        key = next((key for key, page in self._pages.items() if page is shown), "today")
        return key, shown.place()

    def _make(self, entry: PageEntry, kit: Kit, shell: Shell) -> Page:
        """Make a page, and remember which it is."""
        page = entry.make(kit, shell)
        self._pages[entry.key] = page
        return page

    def _zone(self) -> str:
        known = code_list("mission").get(self._mission)
        return (known and known.text("time_zone")) or "UTC"

    def _signed(self) -> Signed:
        known = code_list("mission").get(self._mission)
        officer = self.desk.officer
        lang = self._appearance.choice.lang
        return Signed(
            officer=officer.name,
            role=officer.user,
            mission=known.label(lang) if known is not None else self._mission,
        )

    def _listen(self) -> None:
        wishes, window = self.window.wishes, self.window
        wishes.new_case.connect(lambda: window.go("cases", IntakePlace()))
        wishes.lock.connect(self.lock_asked)
        wishes.undo.connect(lambda: self._bench().undo())
        wishes.try_now.connect(self.rounds.try_now)
        wishes.reload.connect(self._reload)
        wishes.search.connect(self._search)
        wishes.hit.connect(self._go_hit)
        wishes.news.connect(lambda _bell: window.go("sync"))
        wishes.officer.connect(self._open_menu)
        wishes.closing.connect(self.closed)
        self.background.changed.connect(self._on_changed)
        self.rounds.moved.connect(self.show_status)

    def _bench(self) -> Bench:
        return bench_of(self._appearance.kit, self.desk, self.background, self.window, self._mission)

    # --- what moves

    @Slot(object)
    def _on_changed(self, changed: Changed) -> None:
        self.window.refresh(changed)
        if changed.outbox and not changed.sync:
            self.rounds.saved()
        if "case" in changed.kinds:
            self._count()

    @Slot()
    def show_status(self) -> None:
        """Show how the desk stands, as it is now."""
        self.window.show_status(desk_status(self.rounds, self._zone()), self.desk.clock.now())
        self.window.show_counts(page_counts(self.rounds, self._urgent))
        standing = self.rounds.standing
        self.window.show_news(standing.refused + standing.conflicts if standing is not None else 0)

    def _count(self) -> None:
        count = partial(self.desk.store.count, "case", _URGENT)
        self.background.ask("urgent", count, done=self._on_counted, failed=self._tell)

    def _on_counted(self, urgent: int) -> None:
        self._urgent = urgent
        self.show_status()

    @Slot()
    def _reload(self) -> None:
        """F5: look again at everything here, and at the centre."""
        self.window.refresh(Changed(kinds=frozenset(NOUNS), outbox=True, sync=True))
        self.rounds.try_now()

    # --- search

    @Slot(str)
    def _search(self, query: str) -> None:
        first = partial(self.desk.store.first_hits, query, None, _MOST_HITS)
        self.background.ask("search", first, done=partial(self._on_first, query), failed=self._tell)

    def _on_first(self, query: str, answers: Sequence[Answer]) -> None:
        self._show_hits(query, answers, is_final=False)
        every = partial(self.desk.search, query, None, _MOST_HITS)
        self.background.ask("search", every, done=partial(self._show_hits, query, is_final=True), failed=self._tell)

    def _show_hits(self, query: str, answers: Sequence[Answer], *, is_final: bool) -> None:
        speech = self._bench().speech
        self.window.search.show_hits(query, [found(speech, one) for one in answers], is_final=is_final)

    @Slot(object)
    def _go_hit(self, hit: Hit) -> None:
        self.window.go(NOUNS[hit.kind].about.section, place_of(hit.kind, hit.id))

    # --- the rest

    @Slot(object)
    def _open_menu(self, entry: QWidget) -> None:
        words = self._appearance.kit.words
        menu = QMenu(entry)
        menu.setAccessibleName(words("shell.nav.settings"))
        menu.addAction(words("shell.nav.settings")).triggered.connect(lambda: self.window.go("settings"))
        menu.addAction(words("door.lock_now")).triggered.connect(self.lock_asked)
        menu.addAction(words("door.quit")).triggered.connect(self.window.close)
        menu.popup(entry.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    @Slot()
    def _back_up(self) -> None:
        """On the network lane: a copy of a large store must not hold up a save."""
        write = partial(backup.daily, self.desk.store, self.desk.session.database_key, self.desk.clock)
        self.background.do(write, done=self._on_backed_up, failed=self._tell, lane=Lane.NETWORK)

    def _on_backed_up(self, _written: Backup | None) -> None:
        self._backup.start(6 * 60 * 60_000)  # look again: some desks are never switched off

    def _tell(self, error: DeskError) -> None:
        self._bench().tell_error(error)
