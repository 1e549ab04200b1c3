"""Long work: hands work of many seconds to the lane of files, with a dialog that shows how far it is and stops it."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from desktop.ui.background import Lane
from desktop.ui.ticket import Report
from desktop.ui.views.bench import Bench
from desktop.ui.widgets.dialogs import ProgressDialog
from sync.errors import DeskError

T = TypeVar("T")


class LongWork(ProgressDialog):
    """One piece of work. The other lanes stay free: saves and rounds go on while it runs."""

    def __init__(self, bench: Bench, title: str, parent: QWidget, notes: tuple[str, ...] = ()) -> None:
        super().__init__(bench.kit, title, parent.window(), notes)
        self._bench = bench
        self.setModal(True)

    def start(
        self,
        act: Callable[[Report], T],
        done: Callable[[T], None],
        failed: Callable[[DeskError], None],
        lane: Lane = Lane.FILES,
    ) -> None:
        """Run *act*; the dialog closes before *done* or *failed* hears of it."""
        ticket = self._bench.background.run(
            act,
            done=partial(self._close, done),
            failed=partial(self._close, failed),
            progress=self.show_progress,
            lane=lane,
        )
        self.cancelled.connect(ticket.cancel)
        self.open()

    def _close(self, then: Callable[[Any], None], answer: Any) -> None:
        self.close_now()
        self.deleteLater()
        then(answer)
