"""App: the programme with its window: one instance, one event loop, and what happens when a bug gets to the top."""

import os
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop.desk import Desk
from desktop.ui import choices, crash_hook
from desktop.ui.appearance import Appearance
from desktop.ui.garbage import Garbage
from desktop.ui.heir import Heirs, Predecessor
from desktop.ui.look import Face
from desktop.ui.program import Program
from desktop.ui.single import Single
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.text import label, paragraph
from desktop.ui.workplace import Workplace
from sync.clock import SystemClock
from sync.errors import NoScreen
from sync.resources import resource


def run(folder: Path, lang: str | None) -> int:
    """Show the window for the store in *folder* until the officer leaves; return the exit code.

    Raises:
        NoScreen: this session has none.
    """
    if not has_screen():
        raise NoScreen
    app = application()
    single = Single(folder, app)
    if not single.is_first():
        return 0
    program = _program(app, single, folder, lang)
    program.start()
    code = app.exec()
    single.leave()
    return code


def succeed() -> int:
    """Be the process that comes after a lock: show the sign-in in the place of the window before."""
    before = Predecessor(sys.stdin.buffer, sys.stdout.buffer)
    will, app = before.will, application()
    folder = Path(will.folder)
    single = Single(folder, app)
    program = _program(app, single, folder, will.lang)
    program.door.before = before.wait
    program.start(will)
    program.front.raise_()
    program.front.activateWindow()
    QTimer.singleShot(0, before.tell_there)  # once it is drawn
    before.gone.connect(single.is_first)  # whoever was quicker has raised another window: both lock the same store
    code = app.exec()
    single.leave()
    return code


def _program(app: QApplication, single: Single, folder: Path, lang: str | None) -> Program:
    clock = SystemClock()
    appearance = Appearance(app, choices.kept(folder, lang))
    crash_hook.install(folder, clock, partial(show_crash, appearance))
    program = Program(app, folder, appearance, clock, Heirs(app))
    single.raised.connect(program.raise_window)
    return program


def has_screen() -> bool:
    """Whether a window can be shown; Qt ends the process where it cannot."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"))


def application() -> QApplication:
    """Return the one QApplication of this process, with its name and icon."""
    there = QApplication.instance()
    if isinstance(there, QApplication):
        return there
    if not has_screen():  # pictures are drawn all the same
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication(sys.argv[:1])
    Garbage(app)
    app.setApplicationName("SiskoP2MI Desk")
    app.setDesktopFileName("siskop2mi-desk")
    app.setWindowIcon(QIcon(str(resource("icons/app-256.png"))))
    return app


def open_window(desk: Desk, appearance: Appearance) -> Workplace:
    """Build the main window on an open desk; nothing goes by itself until `Workplace.start`."""
    return Workplace(desk, appearance)


def show_crash(appearance: Appearance, code: str, path: Path) -> None:
    """Tell the officer that something broke, what is safe, and what to read out."""
    kit = appearance.kit
    dialog = Dialog(kit, kit.words("crash.title"))
    dialog.body.addWidget(label(kit, kit.words("crash.title"), Face.SECTION))
    dialog.body.addWidget(paragraph(kit, kit.words("crash.text", code=code, path=path)))
    go_on = dialog.add_button(button(kit, kit.words("crash.go_on"), Kind.PRIMARY))
    go_on.clicked.connect(dialog.accept)
    dialog.open()
    dialog.finished.connect(dialog.deleteLater)
