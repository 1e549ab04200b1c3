"""Oversight page: what stands out, and the lines of the audit by officer, act, record and period, a page at a time."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.actions import oversight
from desktop.changed import Changed
from desktop.store.audit import Asked
from desktop.store.store import Store
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.oversight import Seen, Wanted, asked, seen
from desktop.ui.views.bench import Bench
from desktop.ui.views.erasures_card import ErasuresCard
from desktop.ui.views.oversight_cards import LinesCard, Marks, MarksCard
from desktop.ui.views.oversight_filters import OversightFilters
from desktop.ui.views.step import scrolled
from sync.domain.rules.erasure import ERASURE
from sync.errors import NoRight


class OversightPage(QWidget):
    """A page of the frame, see views/page.py."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self.setObjectName("page")
        kit, px = bench.kit, bench.kit.look.px
        self.marks, self.filters, self.list = MarksCard(bench), OversightFilters(kit), LinesCard(bench)
        self.erasures = ErasuresCard(bench)
        self.marks.seen.connect(self.ask)
        self.filters.changed.connect(self.ask)
        self.filters.fetched.connect(self._fetch)
        self.list.more.clicked.connect(self._ask_more)
        if self.list.link is not None:
            self.list.link.clicked.connect(self._ask_where)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(px(24), px(18), px(20), px(16))
        column.setSpacing(px(14))
        for one in (self.erasures, self.marks, self.filters, self.list):
            column.addWidget(one)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(kit.words("shell.nav.oversight"), body))
        self.ask()

    @property
    def widget(self) -> QWidget:
        return self

    def title(self) -> str:
        return self._bench.kit.words("shell.nav.oversight")

    def summary(self) -> str:
        return self._bench.kit.words("oversight.summary")

    def refresh(self, changed: Changed) -> None:
        if changed.sync:
            self.ask()
        elif ERASURE in changed.kinds:
            self.erasures.ask()

    def place(self) -> object:
        return self.filters.wanted()

    def return_to(self, place: object) -> None:
        if isinstance(place, Wanted):
            self.filters.put(place)

    def write(self, path: Path) -> None:
        """Give out all lines that are asked for, as CSV."""
        bench, wanted = self._bench, self.filters.wanted()

        def work(store: Store) -> int:
            question = asked(store, wanted, bench.desk.clock.now())
            return oversight.give_out(store, bench.desk.officer.user, question or Asked(act=""), path)

        bench.ask("oversight/export", work, self._written)

    @Slot()
    def ask(self) -> None:
        """Ask for the first page, and for what stands out."""
        self._read(None)
        self.erasures.ask()
        user, now = self._bench.desk.officer.user, self._bench.desk.clock.now()

        def look(store: Store) -> Marks:
            try:
                return Marks(found=oversight.anomalies(store, user, now), watched=oversight.watched(store))
            except NoRight:
                return Marks()

        self._bench.ask("oversight/marks", look, self.marks.show_marks)

    def _ask_more(self) -> None:
        self._read(self.list.before)

    def _read(self, before: int | None) -> None:
        bench, wanted = self._bench, self.filters.wanted()
        user, now = bench.desk.officer.user, bench.desk.clock.now()
        bench.ask(
            "oversight",
            lambda store: seen(store, user, asked(store, wanted, now, before), bench.speech),
            partial(self._show, is_first=before is None),
        )

    def _show(self, found: Seen, *, is_first: bool) -> None:
        self.list.show_lines(found, is_first=is_first)
        self.marks.setVisible(found.has_right)

    def _fetch(self) -> None:
        self._bench.do(oversight.fetch, self._asked_for)

    def _asked_for(self, _nothing: None) -> None:
        self._bench.shell.tell(self._bench.kit.words("oversight.fetching"), Tone.INFO)

    def _ask_where(self) -> None:
        words, day = self._bench.kit.words, self._bench.speech.local(self._bench.desk.clock.now())
        name = f"{self._bench.mission}-audit-{day:%Y-%m-%d}.csv"
        path, _ = QFileDialog.getSaveFileName(self, words("oversight.export"), name, "CSV (*.csv)")
        if path:
            self.write(Path(path))

    def _written(self, count: int) -> None:
        self._bench.shell.tell(self._bench.kit.words("oversight.exported", n=count))
