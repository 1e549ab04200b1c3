"""Bench: what every record screen works with; the one place where their actions are handed to the store lane."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from desktop.actions import records
from desktop.changed import Changed
from desktop.desk import Desk
from desktop.store.audit import case_of
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.store.unit import Unit
from desktop.ui.background import Background, Lane
from desktop.ui.error_text import error_text
from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.record_list import Reader
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.views.page import Shell
from sync.domain.codes import code_list
from sync.errors import DeskError

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One desk in one language and look."""

    kit: Kit
    desk: Desk
    background: Background
    shell: Shell
    speech: Speech
    mission: str

    def reader(self) -> Reader:
        """Return who looks at lists, and when."""
        return Reader(officer=self.desk.officer.user, now=self.desk.clock.now())

    def ask(self, topic: str, query: Callable[[Store], T], done: Callable[[T], None]) -> None:
        """Ask the store off the screen thread; a later question on *topic* takes the place of this one."""
        self.background.ask(topic, partial(self.desk.ask, query), done=done, failed=self.tell_error)

    def do(
        self, action: Callable[[Unit], T], done: Callable[[T], None], failed: Callable[[DeskError], None] | None = None
    ) -> None:
        """Run *action*; when it is saved, *done* gets its answer and every screen hears what changed."""
        finish = partial(self._finish, done)
        self.background.do(partial(self.desk.changing, action), done=finish, failed=failed or self.tell_error)

    def fetch_past(self, record: str, done: Callable[[], None], failed: Callable[[], None]) -> None:
        """Fetch what of a record's past is at the centre only; *failed* where the centre cannot be asked now."""
        self.background.run(
            lambda _tell: self.desk.past(record),
            done=partial(_then, done),
            failed=partial(_then, failed),
            progress=_nothing,
            lane=Lane.NETWORK,
        )

    def note_look(self, row: Row) -> None:
        """Leave a line in the audit when a restricted record is opened; called once an opening."""
        if row.fields.get("restricted") or case_of(row):
            self.do(partial(records.view, row.kind, row.id), _nothing)

    def tell_saved(self, text: str) -> None:
        """Say *text* with a way back."""
        self.shell.tell(text, undo=self.undo)

    def undo(self) -> None:
        """Take back the officer's last save."""
        self.do(records.undo_last, self._tell_undone)

    def tell_error(self, error: DeskError) -> None:
        """Say in words what went wrong."""
        said = error_text(self.kit.words, error)
        self.shell.tell(said.text, Tone.DANGER)

    def _finish(self, done: Callable[[T], None], answer: tuple[T, Changed]) -> None:
        if _is_there(done):
            done(answer[0])
        self.background.changed.emit(answer[1])

    def _tell_undone(self, _row: Any) -> None:
        self.shell.tell(self.kit.words("list.undone"), Tone.INFO)


def bench_of(kit: Kit, desk: Desk, background: Background, shell: Shell, mission: str) -> Bench:
    """Return the bench of *desk* (asked for its *mission* once, at opening); times are said by the mission's clock."""
    known = code_list("mission").get(mission)
    speech = Speech(kit.words, (known and known.text("time_zone")) or "UTC")
    return Bench(kit=kit, desk=desk, background=background, shell=shell, speech=speech, mission=mission)


def _nothing(_told: object) -> None:
    """Nobody waits for it."""


def _then(call: Callable[[], None], _answer: object) -> None:
    if _is_there(call):
        call()


def _is_there(call: Callable[..., object]) -> bool:
    """Whether the widget that waits for an answer still exists."""
    while isinstance(call, partial):
        call = call.func
    owner = getattr(call, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
