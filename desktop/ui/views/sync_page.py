"""Sync page: the line, what waits, what was refused and what happened; beside it what needs a decision."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.actions.disputes import Dispute, disputes
from desktop.actions.mass_deletion import Doomed, stopped
from desktop.actions.outbox import RefusedChange, WaitingKind, refused, waiting
from desktop.changed import Changed
from desktop.store.brought import BroughtCase
from desktop.store.standing import brought_by
from desktop.store.standing import rounds as kept_rounds
from desktop.store.store import Store
from desktop.ui.rounds import Rounds
from desktop.ui.viewmodels.sync_page import proven_words
from desktop.ui.views.bench import Bench
from desktop.ui.views.conflict_chooser import ConflictChooser
from desktop.ui.views.connection_card import ConnectionCard
from desktop.ui.views.forecast_card import ForecastCard
from desktop.ui.views.join_card import JoinCard
from desktop.ui.views.mass_card import MassCard
from desktop.ui.views.meeting_card import MeetingCard
from desktop.ui.views.step import scrolled
from desktop.ui.views.stick_card import StickCard
from desktop.ui.views.tray_card import TrayCard
from desktop.ui.views.waiting_card import ActivityCard, WaitingCard


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    waiting: tuple[WaitingKind, ...]
    refused: tuple[RefusedChange, ...]
    rounds: list[dict[str, Any]]
    cases: dict[str, BroughtCase]  # that these rounds changed
    disputes: tuple[Dispute, ...]
    stopped: tuple[Doomed, ...]


def _look(store: Store) -> _Seen:
    """Read the whole page; on the store lane."""
    rounds = kept_rounds(store)
    return _Seen(
        waiting=waiting(store),
        refused=refused(store),
        rounds=rounds,
        cases=brought_by(store, rounds),
        disputes=disputes(store),
        stopped=stopped(store),
    )


class SyncPage(QWidget):
    """A page of the frame, see views/page.py."""

    def __init__(self, bench: Bench, rounds: Rounds) -> None:
        super().__init__()
        self._bench = bench
        self._rounds = rounds
        self.setObjectName("page")
        px = bench.kit.look.px
        self.connection = ConnectionCard(bench, rounds)
        self.forecast = ForecastCard(bench, rounds)
        self.mass = MassCard(bench, rounds.try_now)
        self.waiting = WaitingCard(bench)
        self.tray = TrayCard(bench)
        self.activity = ActivityCard(bench)
        self.chooser = ConflictChooser(bench)
        self.join = JoinCard(bench, rounds)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(22), px(16), px(20), px(14))
        row.setSpacing(px(14))
        body = QWidget()
        left = QVBoxLayout(body)
        left.setContentsMargins(px(2), px(2), px(4), 0)
        left.setSpacing(px(14))
        self.stick = StickCard(bench, rounds)
        self.meeting = MeetingCard(bench, rounds)
        for card in (self.connection, self.mass, self.tray, self.forecast, self.waiting):
            left.addWidget(card)
        left.addWidget(self.activity, 1)
        left.addWidget(self.stick)
        left.addWidget(self.meeting)
        row.addWidget(scrolled(bench.kit.words("shell.nav.sync"), body), 1)
        self._right = QStackedWidget()
        self._right.addWidget(self.join)
        self._right.addWidget(self.chooser)
        row.addWidget(self._right, 1)
        rounds.moved.connect(self._on_moved)
        self._on_moved()
        self._ask()

    @property
    def widget(self) -> QWidget:
        return self

    def title(self) -> str:
        return self._bench.kit.words("shell.nav.sync")

    def summary(self) -> str:
        words, standing = self._bench.kit.words, self._rounds.standing
        if standing is None or standing.connection == "none":
            return words("sync.summary.alone")
        if standing.receipt is None:
            return words("sync.summary.never")
        return proven_words(self._bench.speech, standing.receipt, self._bench.desk.clock.now())

    def refresh(self, changed: Changed) -> None:
        if changed.outbox or changed.sync or "conflict" in changed.kinds:
            self._ask()

    def place(self) -> object:
        return None

    def return_to(self, place: object) -> None:
        del place  # there is one place here

    def _ask(self) -> None:
        self._bench.ask("sync-page", _look, self._show)
        self.forecast.ask()

    def _show(self, seen: _Seen) -> None:
        standing = self._rounds.standing
        carried = 0 if standing is None else standing.carried
        self.waiting.show_waiting(seen.waiting, carried, is_joined=self._rounds.is_joined)
        self.mass.show_stopped(seen.stopped)
        self.tray.show_refused(seen.refused)
        self.activity.show_rounds(seen.rounds, seen.cases)
        self.chooser.show_disputes(seen.disputes)

    @Slot()
    def _on_moved(self) -> None:
        is_new = self._right.currentWidget() is self.join and self._rounds.is_joined
        if self._rounds.standing is not None and not (is_new and self.join.is_finished):
            self._right.setCurrentWidget(self.chooser if self._rounds.is_joined else self.join)
        self._bench.shell.heading_changed()
