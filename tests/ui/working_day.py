"""The window in a working day: shown without a screen, worked with, locked, and looked at as anybody could."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit, QWidget

from desktop import desk as desks
from desktop.desk import Desk
from desktop.ui import choices, crash_hook
from desktop.ui.app import application
from desktop.ui.appearance import Appearance
from desktop.ui.background import Lane
from desktop.ui.program import Program
from desktop.ui.slices import Slices
from desktop.ui.views.places import FormPlace, ListPlace, RecordPlace
from desktop.ui.views.record_form import RecordForm
from desktop.ui.views.unlock import Unlock
from desktop.ui.widgets.search.search_box import SearchBox
from sync.clock import SystemClock
from tests.canary.words import typed
from tests.ui.front_door import SECRET, WAIT_MS, NoHeirs
from tests.ui.walks import keyboard_of

Tell = Callable[..., None]
T = TypeVar("T")


@contextmanager
def unlocked(folder: Path, user: str, secret: str) -> Iterator[Desk]:
    """Open a desk as its officer does."""
    desk = desks.unlock(folder, user, secret)
    try:
        yield desk
    finally:
        desk.close()


def until(answer: Callable[[], T]) -> T:
    """Let the window live until something is there."""
    loop, found = QEventLoop(), []
    timer, end = QTimer(interval=10), QTimer(singleShot=True, interval=WAIT_MS)

    def look() -> None:
        if seen := answer():
            found.append(seen)
            loop.quit()

    timer.timeout.connect(look)
    end.timeout.connect(loop.quit)
    timer.start()
    end.start()
    loop.exec()
    return found[0]


def day(folder: Path, case: str, tell: Tell, end: Callable[[Desk], None]) -> None:
    """Unlock, look, search, type, copy, lock, come back, meet a bug; *end* is what happens at last."""
    app, clock = application(), SystemClock()
    program = Program(app, folder, Appearance(app, choices.kept(folder, None)), clock, NoHeirs(app))
    told: list[Path] = []
    program._clipboard._owns = lambda: True  # a system without a screen has no clipboard that anybody owns
    program.start()
    _unlock(program)
    _work(program, case, tell)
    program.lock()
    until(lambda: isinstance(program.front.view, Unlock) and program.front.isVisible())
    tell("titles", *titles())
    tell("locked window", *read_out(app.topLevelWidgets()))
    tell("clipboard after the lock", app.clipboard().text())
    _unlock(program)
    crash_hook.install(folder, clock, lambda _code, path: told.append(path))
    QTimer.singleShot(0, _bug)
    until(lambda: told)
    tell("crash files", *(path.read_text() for path in told))
    assert program.workplace is not None
    desk = program.workplace.desk
    _settle(program)
    end(desk)


def _unlock(program: Program) -> None:
    view = program.front.view
    assert isinstance(view, Unlock)
    until(view.secret.field.isEnabled)
    view.secret.field.setText(SECRET)
    view.submit()
    until(lambda: program.workplace is not None)


def _settle(program: Program) -> None:
    """Wait until everything that was asked for is shown."""
    work = program.workplace
    assert work is not None
    waits = [wait for lane, wait in work.background._waits.items() if lane is not Lane.NEWS]
    until(lambda: all(one.is_done for one in work.window.findChildren(Slices)) and not any(one.open for one in waits))


def _work(program: Program, case: str, tell: Tell) -> None:
    assert program.workplace is not None
    main = program.workplace.window
    for key, place in (
        ("today", None),
        ("cases", RecordPlace(kind="case", record=case)),
        ("workers", ListPlace(kind="worker")),
        ("sync", None),
        ("workers", FormPlace(kind="worker")),
    ):
        main.go(key, place)
        _settle(program)
        tell("titles", *titles())
    (form,) = until(lambda: [one for one in main.findChildren(RecordForm) if one.drafts.is_open])
    line = keyboard_of(form.fields["full_name"])
    assert isinstance(line, QLineEdit)
    line.setFocus()
    QTest.keyClicks(line, typed("draft"))
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == typed("draft")
    box = main.findChild(SearchBox)
    assert isinstance(box, SearchBox)
    box.open()
    QTest.keyClicks(box, typed("edited"))
    _settle(program)
    tell("titles", *titles())


def _bug() -> None:
    raise ValueError(typed("bug"))


def titles() -> list[str]:
    """Return what a task bar shows."""
    return [QApplication.applicationDisplayName(), *(one.windowTitle() for one in QApplication.topLevelWidgets())]


def read_out(tops: Iterable[QWidget]) -> list[str]:
    """Return what a screen reader, or whoever looks, is told of windows that are there, shown or not."""
    said: list[str] = []
    for top in tops:
        for widget in (top, *top.findChildren(QWidget)):
            reader = QAccessible.queryAccessibleInterface(widget)
            said += [widget.objectName(), widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
            if reader is not None:
                said += [reader.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Value)]
            if isinstance(widget, QTextEdit):
                said.append(widget.toPlainText())
    return said


def opened_text(desk: Desk) -> list[str]:
    """Return all that stands in any table of an open store."""
    found: list[str] = []
    with desk.store.reading() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars().all()
        for table in tables:
            rows: list[Any] = list(connection.exec_driver_sql(f'SELECT * FROM "{table}"'))  # noqa: S608 - its own name
            found += [" ".join(map(str, row)) for row in rows]
    return found


def writable_places() -> list[str]:
    """Return every place at which the toolkit would keep something."""
    places = QStandardPaths.StandardLocation
    return [place for one in places if (place := QStandardPaths.writableLocation(one))]
