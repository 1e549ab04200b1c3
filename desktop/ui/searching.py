"""Searching: what is typed into the box of the window, asked of the store, and where a hit leads."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.actions import sessions
from desktop.store.search import Hit as Answer
from desktop.ui.found import found
from desktop.ui.views.bench import Bench
from desktop.ui.views.main_window import MainWindow
from desktop.ui.views.section_page import place_of
from desktop.ui.widgets.search.hits import Hit
from sync.domain.records.catalogue import NOUNS

_MOST_HITS: Final = 20
_SETTLED_MS: Final = 1500
"""So long a question stands before it counts as one search: not every letter is an act."""


class Searching(QObject):
    """Quick answers first, those with slips of spelling after them; only the last question is answered."""

    def __init__(self, window: MainWindow, bench: Callable[[], Bench], parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._bench = bench
        self._count = 0
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._note)
        window.wishes.search.connect(self._search)
        window.wishes.hit.connect(self._go)

    @Slot(str)
    def _search(self, query: str) -> None:
        bench = self._bench()
        bench.ask("search", lambda store: store.first_hits(query, None, _MOST_HITS), partial(self._on_first, query))

    def _on_first(self, query: str, answers: Sequence[Answer]) -> None:
        bench = self._bench()
        self._show(query, answers, is_final=False)
        show = partial(self._show, query, is_final=True)
        bench.ask("search", lambda _store: bench.desk.search(query, None, _MOST_HITS), show)

    def _show(self, query: str, answers: Sequence[Answer], *, is_final: bool) -> None:
        if is_final:
            self._count = len(answers)
            self._settled.start()
        speech = self._bench().speech
        self._window.search.show_hits(query, [found(speech, one) for one in answers], is_final=is_final)

    @Slot()
    def _note(self) -> None:
        count = self._count
        self._bench().do(lambda unit: sessions.searched(unit, None, count), lambda _: None)

    @Slot(object)
    def _go(self, hit: Hit) -> None:
        self._window.go(NOUNS[hit.kind].about.section, place_of(hit.kind, hit.id))
