"""A lock takes everything away, whatever is open, and gives it back: page, text, cursor, what was marked, dialogs."""

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop import officers
from desktop.keys import slots
from desktop.keys.secret import Officer
from desktop.ui.program import Program
from desktop.ui.slices import Slices
from desktop.ui.views.bench import bench_of
from desktop.ui.views.intake import IntakePage
from desktop.ui.views.long_work import LongWork
from desktop.ui.views.places import FormPlace, IntakePlace
from desktop.ui.views.reason_dialog import ReasonDialog
from desktop.ui.views.record_form import RecordForm
from desktop.ui.widgets.dialogs import ConfirmDialog
from desktop.ui.workplace import Workplace
from tests.ui.front_door import unlocked

T = TypeVar("T", bound=QWidget)
OWN = "tikar-bambu-sungai-padi-emas-kayu-3"
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def _settled(qtbot: QtBot, workplace: Workplace) -> None:
    qtbot.waitUntil(lambda: all(one.is_done for one in workplace.window.findChildren(Slices)))
    qtbot.waitUntil(lambda: workplace.background.is_quiet)


def _field(qtbot: QtBot, workplace: Workplace, name: str) -> QLineEdit:
    """Return the editor of a field of the form that is open, once that takes what is typed."""
    page = workplace.window.current_page.widget

    def steps() -> list[RecordForm | IntakePage]:
        found: list[RecordForm | IntakePage] = [*page.findChildren(RecordForm), *page.findChildren(IntakePage)]
        return [one for one in found if one.drafts.is_open]

    qtbot.waitUntil(lambda: bool(steps()))
    step = steps()[0]
    fields = step.fields if isinstance(step, RecordForm) else step.sheet.fields.by_name
    found = fields[name].findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


@pytest.mark.parametrize("place", [FormPlace(kind="worker"), IntakePlace()])
def test_the_cursor_stands_where_it_stood(qtbot: QtBot, program: Program, place: FormPlace | IntakePlace) -> None:
    workplace = unlocked(qtbot, program)
    page = "workers" if isinstance(place, FormPlace) else "cases"
    workplace.window.go(page, place)
    editor = _field(qtbot, workplace, "nik")
    editor.setFocus()
    qtbot.keyClicks(editor, "3201")
    editor.setSelection(3, -2)  # the cursor is at its beginning
    key = bytes(workplace.desk.session.database_key())
    desk = workplace.desk
    program.lock()
    qtbot.waitUntil(lambda: desk.session.is_wiped)
    again = _field(qtbot, unlocked(qtbot, program), "nik")
    qtbot.waitUntil(lambda: again.text() == "3201")
    assert again.hasFocus() or again.window().focusWidget() is again
    assert (again.selectedText(), again.cursorPosition()) == ("20", 1)
    files = [path.read_bytes() for path in program.door.folder.rglob("*") if path.is_file()]
    assert not any(b"3201" in content or key[:32] in content for content in files)


def _reason(workplace: Workplace) -> ReasonDialog:
    desk, background = workplace.desk, workplace.background
    bench = bench_of(workplace._appearance.kit, desk, background, workplace.window, desk.mission)
    return ReasonDialog(bench, "Hapus?", "Hapus", "a-record", workplace.window)


def test_no_dialog_holds_the_store_open_and_what_was_typed_in_it_is_there_again(qtbot: QtBot, program: Program) -> None:
    workplace = unlocked(qtbot, program)
    desk, dialog = workplace.desk, _reason(workplace)

    def type_and_lock() -> None:
        qtbot.keyClicks(dialog.text, "Dicatat dua kali")
        program.lock()

    QTimer.singleShot(300, type_and_lock)
    assert dialog.reason() is None
    qtbot.waitUntil(lambda: desk.session.is_wiped)
    again = _reason(unlocked(qtbot, program))
    again.show()
    qtbot.waitUntil(lambda: again.text.toPlainText() == "Dicatat dua kali")


@pytest.mark.parametrize("what", ["confirm", "file", "long-work"])
def test_whatever_is_open_the_keys_go(qtbot: QtBot, program: Program, what: str) -> None:
    workplace = unlocked(qtbot, program)
    _settled(qtbot, workplace)
    desk, window = workplace.desk, workplace.window
    bench = bench_of(workplace._appearance.kit, desk, workplace.background, window, desk.mission)
    if what == "confirm":
        dialog: QWidget = ConfirmDialog(bench.kit, "Ya?", "Sungguh?", "Ya", parent=window)
        dialog.show()
    elif what == "file":
        dialog = QFileDialog(window)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.show()
    else:
        work = LongWork(bench, "Impor", window, ())
        work.start(_endless, lambda _: None, lambda _: None)
    program.lock()
    qtbot.waitUntil(lambda: desk.session.is_wiped)
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not program.front]
    assert shown == []


def test_a_colleague_goes_on_and_the_form_and_unsent_work_of_both_stay(qtbot: QtBot, program: Program) -> None:
    workplace = unlocked(qtbot, program)
    secrets, folder = workplace.desk.session.secrets(), program.door.folder
    drawn = officers.let_in(workplace.desk, Officer(user="budi", name="Budi"))
    secrets.keeper[:] = slots.change_passphrase(folder, "budi", drawn, OWN)
    workplace.window.go("workers", FormPlace(kind="worker"))
    editor = _field(qtbot, workplace, "nik")
    editor.setFocus()
    qtbot.keyClicks(editor, "3201")
    waiting = workplace.desk.standing().waiting
    qtbot.keyClick(workplace.window, Qt.Key.Key_L, CTRL_SHIFT)
    qtbot.waitUntil(lambda: program.workplace is None)
    budis = unlocked(qtbot, program, OWN)
    assert budis.desk.officer.user == "budi", "the colleague is asked first"
    assert budis.desk.standing().waiting == waiting, "whoever syncs sends the work of both"
    assert budis.place()[0] == "today", "nobody stands where another one stood"
    program.lock("siti")
    again = _field(qtbot, unlocked(qtbot, program), "nik")
    qtbot.waitUntil(lambda: again.text() == "3201")


def _endless(tell: object) -> None:
    while True:
        tell(1, 2)  # type: ignore[operator]  # it raises when the work is to stop
