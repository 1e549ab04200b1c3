"""A window that works by itself: unlocks, shows cases, types into the form of a worker, and locks when told.

Run as a process of its own: FOLDER WORKER TYPED CASE... It says "open" when the text stands in the form.
"""

import sys
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtTest import QTest

from desktop.ui import choices
from desktop.ui.app import application
from desktop.ui.appearance import Appearance
from desktop.ui.heir import Heirs
from desktop.ui.program import Program
from desktop.ui.views.places import FormPlace, RecordPlace
from desktop.ui.views.record_form import RecordForm
from desktop.ui.views.unlock import Unlock
from sync.clock import SystemClock
from tests.ui.front_door import SECRET
from tests.ui.walks import keyboard_of

_TICK_MS = 50


class Hand(QObject):
    """Does one thing after the other, each as soon as it can be done."""

    told = Signal()

    def __init__(self, program: Program, worker: str, typed: str, cases: list[str]) -> None:
        super().__init__()
        self._program = program
        self._worker = worker
        self._typed = typed
        self._cases = cases
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self.told.connect(program.lock)
        Thread(target=self._hear, daemon=True).start()

    def unlock(self) -> None:
        view = self._program.front.view
        if isinstance(view, Unlock):
            view.secret.field.setText(SECRET)
            view.submit()

    def _look(self) -> None:
        workplace = self._program.workplace
        if workplace is None or not workplace.background.is_quiet:
            return
        window = workplace.window
        if self._cases:
            window.go("cases", RecordPlace(kind="case", record=self._cases.pop()))
        elif not (forms := window.findChildren(RecordForm)):
            window.go("workers", FormPlace(kind="worker", record=self._worker))
        elif forms[-1].drafts.is_open and forms[-1].isVisible():
            editor = keyboard_of(forms[-1].fields["full_name"])
            editor.setFocus()
            QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClicks(editor, self._typed)
            self._timer.stop()
            print("open", flush=True)

    def _hear(self) -> None:
        sys.stdin.readline()
        self.told.emit()


def main(folder: Path, worker: str, typed: str, *cases: str) -> None:
    app = application()
    program = Program(app, folder, Appearance(app, choices.kept(folder, None)), SystemClock(), Heirs(app))
    program.start()
    hand = Hand(program, worker, typed, list(cases))
    hand.unlock()
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
