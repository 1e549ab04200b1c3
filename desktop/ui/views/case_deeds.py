"""Case deeds: what an officer does with the case that is shown: notes and calls, moves, deleting and bringing back."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from desktop.actions import cases, records, restriction
from desktop.store.row import Row
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.case_page import CaseLook, Move, call_preset, note_preset
from desktop.ui.views.access_dialog import AccessDialog
from desktop.ui.views.allowed import allow
from desktop.ui.views.bench import Bench
from desktop.ui.views.erasure_dialog import open_erasure
from desktop.ui.views.move_dialog import MoveDialog
from desktop.ui.views.places import FormPlace
from desktop.ui.views.reason_dialog import ReasonDialog
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.dialogs import ConfirmDialog
from sync.clock import stamp
from sync.domain.rules.erasure import ERASURE, erasure_of
from sync.errors import DeskError

_SHORT: Final = ("type", "summary", "result", "next_step", "next_due")


class CaseDeeds(QObject):
    """The deeds of one case; *page* is where dialogs stand."""

    def __init__(self, bench: Bench, case: str, trail: Trail, page: QWidget) -> None:
        super().__init__(page)
        self._bench = bench
        self._case = case
        self._trail = trail
        self._page = page
        self.look: CaseLook | None = None  # what the page shows

    def add_note(self) -> None:
        """Open a note."""
        self._add(note_preset)

    def log_call(self) -> None:
        """Open a call."""
        self._add(call_preset)

    def move(self, move: Move) -> None:
        """Ask for what the move needs, and nothing else."""
        answer = MoveDialog(self._bench, move, self._case, self._page.window()).answer()
        if answer is None:
            return
        act = partial(cases.move, self._case, move.to, fields=answer.fields, reason=answer.reason)
        self._bench.do(act, self._moved, self._not_moved)

    def show_more(self, below: QWidget) -> None:
        """Open the menu of what is done seldom."""
        words = self._bench.kit.words
        menu = QMenu(self._page)
        menu.setToolTipsVisible(True)
        edit = menu.addAction(words("list.edit"))
        edit.triggered.connect(lambda: self._trail.edit("case", self._case))
        allow(self._bench, edit, "edit", "case")
        menu.addAction(words("list.history")).triggered.connect(lambda: self._trail.show_history("case", self._case))
        look = self.look
        if look is not None and not look.access.is_restricted and look.row.deleted is None:
            menu.addAction(words("access.restrict")).triggered.connect(self._restrict)
        gone = None if look is None else look.row.deleted
        is_erased = erasure_of(gone) is not None
        if gone is not None and not is_erased:
            restore = menu.addAction(words("list.restore"))
            restore.triggered.connect(self._restore)
            allow(self._bench, restore, "restore", "case")
        elif gone is None:
            delete = menu.addAction(words("list.delete"))
            delete.triggered.connect(self._delete)
            allow(self._bench, delete, "delete", "case")
        if not is_erased:
            erase = menu.addAction(words("erasure.menu"))
            erase.triggered.connect(lambda: open_erasure(self._bench, "case", self._case, self._page.window()))
            allow(self._bench, erase, "create", ERASURE)
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def show_access(self) -> None:
        """Show who may read the case, and what can be done about it."""
        if self.look is not None and self.look.access.is_restricted:
            AccessDialog(self._bench, self.look.access, self.look.colleagues, self._page.window()).open()

    def _restrict(self) -> None:
        words = self._bench.kit.words
        text, act = words("access.restrict.text"), words("access.restrict.act")
        parent = self._page.window()
        if ConfirmDialog(self._bench.kit, words("access.restrict.ask"), text, act, parent=parent).is_confirmed():
            self._bench.do(partial(restriction.close, self._case), self._restricted)

    def _restricted(self, _row: Row) -> None:
        self._bench.shell.tell(self._bench.kit.words("access.restricted"))

    def _add(self, preset: Callable[[str, str, str], dict[str, Any]]) -> None:
        made = preset(self._case, stamp(self._bench.desk.clock.now()), self._bench.desk.officer.user)
        self._trail.go(FormPlace(kind="action", preset=made, only=_SHORT))

    def _moved(self, row: Row) -> None:
        status = self._bench.speech.code("case_status", row.fields["status"])
        self._bench.tell_saved(self._bench.kit.words("case.moved", status=status))

    def _not_moved(self, error: DeskError) -> None:
        key = f"case.rule.{error.rule}"
        words = self._bench.kit.words
        if key in words:
            self._bench.shell.tell(words(key), Tone.DANGER)
        else:
            self._bench.tell_error(error)

    def _restore(self) -> None:
        self._bench.do(partial(records.restore, "case", self._case), self._restored)

    def _delete(self) -> None:
        words, speech = self._bench.kit.words, self._bench.speech
        ask = words("list.delete.ask", noun=speech.inside(speech.noun("case")))
        reason = ReasonDialog(self._bench, ask, words("list.delete"), self._case, self._page.window()).reason()
        if reason is not None:
            self._bench.do(partial(records.delete, "case", self._case, reason), self._deleted)

    def _deleted(self, _row: Row) -> None:
        self._bench.tell_saved(self._bench.kit.words("list.deleted", noun=self._bench.speech.noun("case")))
        self._trail.back()

    def _restored(self, _row: Row) -> None:
        self._bench.tell_saved(self._bench.kit.words("list.restored", noun=self._bench.speech.noun("case")))
