"""Unlocking opens the desk, says more at each miss, and brings the officer back to the same page after a lock."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import desk as desks
from desktop.desk import Desk
from desktop.keys.secret import Officer
from desktop.ui.appearance import Appearance
from desktop.ui.idle import Idle
from desktop.ui.kit import Kit
from desktop.ui.program import Program
from desktop.ui.single import Single
from desktop.ui.viewmodels.door import Door
from desktop.ui.views.front import Front
from desktop.ui.views.passphrase_edit import PassphraseEdit
from desktop.ui.views.unlock import Unlock
from desktop.ui.workplace import Workplace
from sync.clock import SystemClock
from sync.errors import DeskError, InvalidField, LeaseOver, StoreDamaged, StoreInUse, StoreTooNew
from tests.gateway.desk import PlayedClock
from tests.ui.front_door import SECRET, NoHeirs, door_of
from tests.ui.walks import problems


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A locked desk with one officer."""
    folder = tmp_path_factory.mktemp("unlock") / "desk"
    desks.create(folder, Officer(user="siti", name="Siti Rahmawati"), SECRET, "JHB").close()
    return folder


@pytest.fixture
def folder(made_once: Path, tmp_path: Path) -> Path:
    """A copy for each test: what one leaves open is in nobody's way."""
    shutil.copytree(made_once, tmp_path / "desk")
    return tmp_path / "desk"


@pytest.fixture
def door(folder: Path, qtbot: QtBot) -> Iterator[Door]:
    with door_of(folder) as made:
        yield made


@pytest.fixture
def unlock(qtbot: QtBot, kit: Kit, door: Door) -> Unlock:
    made = Unlock(kit, door)
    qtbot.addWidget(made)
    made.resize(1100, 740)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_right_passphrase_opens_the_desk(qtbot: QtBot, unlock: Unlock, door: Door) -> None:
    qtbot.keyClicks(unlock.secret.field, SECRET)
    with qtbot.waitSignal(door.opened) as opened:
        qtbot.keyClick(unlock.secret.field, Qt.Key.Key_Return)
    assert opened.args[0].officer.name == "Siti Rahmawati"
    opened.args[0].close()


def test_each_miss_says_something_more(qtbot: QtBot, unlock: Unlock, door: Door) -> None:
    said = []
    for typed in ("salah satu", "salah dua"):
        unlock.secret.field.setText(typed)
        with qtbot.waitSignal(door.refused):
            unlock.submit()
        said.append(unlock.secret.beneath())
    assert len(set(said)) == 2
    assert unlock.secret.has_error()


def test_an_empty_passphrase_costs_no_second(qtbot: QtBot, unlock: Unlock, door: Door) -> None:
    with qtbot.assertNotEmitted(door.working):
        unlock.submit()
    assert unlock.secret.has_error()


@pytest.mark.parametrize("error", [StoreInUse(pid=1), StoreDamaged(), StoreTooNew(version=9)])
def test_what_it_must_do_is_said_in_words(unlock: Unlock, door: Door, error: DeskError) -> None:
    door.refused.emit(error)
    assert unlock.alarm() != ""
    if not isinstance(error, StoreInUse):
        assert error.code in unlock.alarm()


def test_over_the_end_of_its_lease_the_door_offers_three_ways(qtbot: QtBot, unlock: Unlock, door: Door) -> None:
    door.refused.emit(LeaseOver())
    card = unlock.lease
    assert card is not None
    unlock.secret.field.setText(SECRET)
    qtbot.keyClicks(card.code.field, "bukan kode yang benar sama sekali hari ini")
    asked: list[object] = []
    door.unlock = lambda *said: asked.append(said)  # type: ignore[method-assign]
    card.use_code()
    card.line.click()
    assert len(asked) == 2
    door.refused.emit(InvalidField(field="code", rule="lease-code"))
    assert card.code.has_error()
    assert problems(unlock) == []


def test_caps_lock_is_noticed_by_what_it_types(qtbot: QtBot, kit: Kit) -> None:
    edit = PassphraseEdit(kit)
    qtbot.addWidget(edit)
    with qtbot.waitSignal(edit.caps_noticed) as noticed:
        capital = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_K, Qt.KeyboardModifier.NoModifier, "K")
        QApplication.sendEvent(edit, capital)
    assert noticed.args == [True]


def test_the_eye_shows_and_covers(qtbot: QtBot, kit: Kit) -> None:
    edit = PassphraseEdit(kit)
    qtbot.addWidget(edit)
    shown = []
    for _each in range(2):
        edit.turn()
        shown.append(edit.is_shown)
    assert shown == [True, False]


def test_it_can_be_read_aloud_and_walked_by_keyboard(unlock: Unlock) -> None:
    assert problems(unlock) == []


def test_a_locked_desk_comes_back_on_the_same_page(qtbot: QtBot, folder: Path, appearance: Appearance) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    program = Program(app, folder, appearance, SystemClock(), NoHeirs(app))
    program.start()
    desk = _open(qtbot, program)
    window = _workplace(program).window
    assert window.isMaximized()  # the screen of the tests is smaller than the window would be
    window.showNormal()
    window.resize(1024, 700)
    window.go("help")
    program.lock()
    _open(qtbot, program)
    assert desk.session.is_wiped
    assert _workplace(program).place()[0] == "help"
    assert not _workplace(program).window.isMaximized()
    assert _workplace(program).window.height() == 700
    program.quit()
    program.deleteLater()


def test_what_was_copied_is_gone_when_the_desk_is_locked(qtbot: QtBot, folder: Path, appearance: Appearance) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    program = Program(app, folder, appearance, SystemClock(), NoHeirs(app))
    program._clipboard._owns = lambda: True  # the platform of the tests does not know
    program.start()
    _open(qtbot, program)
    app.clipboard().setText("C1234567")
    program.lock()
    assert app.clipboard().text() == ""
    program.quit()
    program.deleteLater()


def _workplace(program: Program) -> Workplace:
    assert program.workplace is not None
    return program.workplace


def _open(qtbot: QtBot, program: Program) -> Desk:
    """Unlock, and return the desk that is open."""
    view = program.front.view
    assert isinstance(view, Unlock)
    assert view.user == "siti"
    view.secret.field.setText(SECRET)
    view.submit()
    qtbot.waitUntil(lambda: program.workplace is not None)
    return _workplace(program).desk


def test_the_desk_locks_when_nobody_touches_it(qtbot: QtBot, qapp: QApplication) -> None:
    clock = PlayedClock()
    idle = Idle(clock, 600, qapp)
    with qtbot.assertNotEmitted(idle.due):
        idle.look()
    with qtbot.waitSignal(idle.due):
        clock.at = clock.at.replace(minute=53)
        idle.look()


def test_a_computer_that_slept_is_locked(qtbot: QtBot, qapp: QApplication) -> None:
    clock = PlayedClock()
    idle = Idle(clock, 600, qapp)
    with qtbot.waitSignal(idle.due):
        clock.at = clock.at.replace(minute=44)  # the timer looks every five seconds
        idle.look()


def test_a_second_start_raises_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = Single(tmp_path), Single(tmp_path)
    assert first.is_first()
    with qtbot.waitSignal(first.raised):
        assert not second.is_first()
    first.leave()


def test_the_passphrase_can_be_typed_as_soon_as_the_window_is_there(qtbot: QtBot, kit: Kit, door: Door) -> None:
    front, unlock = Front(), Unlock(kit, door)
    qtbot.addWidget(front)
    front.show_view(unlock)
    assert front.focusWidget() is unlock.secret.field
