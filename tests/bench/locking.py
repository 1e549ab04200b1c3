"""`python -m tests.bench.locking FOLDER`: how long a lock takes, with text in an open form, until nothing is open."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import Qt  # noqa: TID251 - the real programme is measured
from PySide6.QtTest import QTest  # noqa: TID251 - as above
from PySide6.QtWidgets import QLineEdit  # noqa: TID251 - as above

from desktop.desk import Desk
from desktop.ui.app import application
from desktop.ui.appearance import Appearance, Choice
from desktop.ui.program import Program
from desktop.ui.views.places import FormPlace
from desktop.ui.views.record_form import RecordForm
from desktop.ui.views.unlock import Unlock
from sync.clock import SystemClock
from tests.bench.asks import PASSPHRASE
from tests.bench.measured import Figure
from tests.ui.front_door import NoHeirs

_LONGEST_S: Final = 60
_COVERED_S: Final = 0.5
_WIPED_S: Final = 2.0
"""logind lets sleep wait for five seconds, if nobody has set it otherwise."""


def main(folder: Path) -> list[Figure]:
    """Unlock, type, lock."""
    app = application()
    program = Program(app, folder, Appearance(app, Choice()), SystemClock(), NoHeirs(app))
    program.start()
    desk = _typing(program)
    began = time.perf_counter()
    program.lock()
    covered = time.perf_counter() - began
    _until(lambda: desk.session.is_wiped)
    wiped = time.perf_counter() - began
    program.quit()
    return [
        Figure(name="lock: the window is gone", value=covered, unit="s", limit=_COVERED_S),
        Figure(name="lock: the keys are gone", value=wiped, unit="s", limit=_WIPED_S),
    ]


def _typing(program: Program) -> Desk:
    view = program.front.view
    assert isinstance(view, Unlock)
    view.secret.field.setText(PASSPHRASE)
    view.submit()
    _until(lambda: program.workplace is not None)
    assert program.workplace is not None
    window = program.workplace.window
    window.go("workers", FormPlace(kind="worker"))
    _until(lambda: any(one.drafts.is_open for one in window.findChildren(RecordForm)))
    editor = window.findChildren(RecordForm)[0].fields["nik"].findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClicks(editor, "3201")
    return program.workplace.desk


def _until(happened: Callable[[], bool]) -> None:
    ends = time.perf_counter() + _LONGEST_S
    while not happened():
        assert time.perf_counter() < ends
        QTest.qWait(1)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(main(Path(sys.argv[1]))) + b"\n")
