"""Errand: work on files off the screen thread; a dialog shows how far it is once it takes a while, and stops it."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.changed import Changed
from desktop.store.attachments import KIND
from desktop.ui.background import Lane
from desktop.ui.ticket import Report
from desktop.ui.views.bench import Bench
from desktop.ui.widgets.dialogs import ProgressDialog
from sync.errors import Cancelled, DeskError

_PATIENCE_MS: Final = 400
"""Work that is quicker than this shows no dialog."""

T = TypeVar("T")


class Errand(QObject):
    """Runs errands of one page, one after the other."""

    def __init__(self, bench: Bench, page: QWidget) -> None:
        super().__init__(page)
        self._bench = bench
        self._page = page

    def run(self, title: str, act: Callable[[Report], T], done: Callable[[T], None]) -> None:
        """Run *act*; *done* gets its answer unless it fails, is stopped, or the page is gone."""
        dialog = ProgressDialog(self._bench.kit, title, self._page.window())
        ticket = self._bench.background.run(
            act,
            done=partial(self._end, dialog, done),
            failed=partial(self._end, dialog, self._failed),
            progress=dialog.show_progress,
            lane=Lane.FILES,
        )
        dialog.cancelled.connect(ticket.cancel)
        QTimer.singleShot(_PATIENCE_MS, dialog, dialog.open)  # not when it is gone by then

    def _end(self, dialog: ProgressDialog, then: Callable[[Any], None], answer: Any) -> None:
        dialog.accept()
        dialog.deleteLater()
        then(answer)

    def _failed(self, error: DeskError) -> None:
        if not isinstance(error, Cancelled):
            self._bench.tell_error(error)
        self._bench.background.changed.emit(Changed(kinds=frozenset({KIND}), ids=frozenset()))
