"""Program: first run, unlocking, work and locking again, in their order."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.desk import Desk
from desktop.evacuation import leaving
from desktop.keys.erasing import Proof
from desktop.ui import choices
from desktop.ui.appearance import Appearance
from desktop.ui.background import Background
from desktop.ui.clipboard import Clipboard
from desktop.ui.error_text import error_text
from desktop.ui.heir import Heirs, Will
from desktop.ui.triggers.listening import Triggers
from desktop.ui.viewmodels.door import Door
from desktop.ui.views.first_run import FirstRun
from desktop.ui.views.front import Front
from desktop.ui.views.places import packed, unpacked
from desktop.ui.views.unlock import Unlock
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.dialogs import Told
from desktop.ui.workplace import Workplace
from sync.clock import Clock
from sync.errors import DeskError

_PATIENCE_MS: Final = 10_000
"""So long a locked process may still write what was typed; then it goes, whatever its lanes do."""


class Program(QObject):
    """Shows either the front (first run, unlock) or a workplace, never both."""

    def __init__(self, app: QApplication, folder: Path, appearance: Appearance, clock: Clock, heirs: Heirs) -> None:
        super().__init__(app)
        self._app = app
        self._appearance = appearance
        self._heirs = heirs
        self._triggers = Triggers(app, self)
        self._clipboard = Clipboard(app.clipboard(), self)
        self.door = Door(folder, clock, self)
        self.front = Front()
        self.workplace: Workplace | None = None
        self._user: str | None = None
        self._was_locked = False
        self._geometry: QByteArray | None = None  # of the window before the lock
        self._triggers.due.connect(self.lock)
        heirs.there.connect(self._on_heir)
        heirs.failed.connect(self._on_no_heir)
        self.door.opened.connect(self._on_opened)
        self.door.evacuated.connect(self._on_evacuated)
        self.front.closed_by_officer.connect(self.quit)
        appearance.changed.connect(self._on_dressed)
        app.setQuitOnLastWindowClosed(False)

    def start(self, will: Will | None = None) -> None:
        """Show the first thing that the officer needs; after a lock in the place of the window before."""
        if will is not None:
            self._user, self._was_locked = will.user, True
            self._geometry = QByteArray.fromHex(will.window.encode())
            self.front.restoreGeometry(self._geometry)
        self._show_front()

    @Slot()
    def raise_window(self) -> None:
        """Come to the fore: the programme was started again."""
        shown: QWidget = self.front if self.workplace is None else self.workplace.window
        shown.showNormal() if shown.isMinimized() else shown.show()
        shown.raise_()
        shown.activateWindow()

    @Slot()
    def lock(self, user: str | None = None) -> None:
        """Take the window away, wipe the keys, and let a fresh process ask for the passphrase, that of *user* first.

        What libraries have copied of keys and texts goes with this process only. Where none can be started, this one
        asks.
        """
        if self.workplace is None:
            return
        self._user, self._was_locked = user or self.workplace.desk.officer.user, True
        self._geometry = self.workplace.window.saveGeometry()
        _dismiss(self.workplace.window)
        self.workplace.keep_place(packed(self.workplace.place()))
        self.front.restoreGeometry(self._geometry)
        self._show_front()  # first, so that there is no gap between the two
        if isinstance(self.front.view, Unlock):
            self.front.view.set_waiting(is_waiting=True)
        self._end_work()
        geometry = self._geometry.toHex().toStdString()
        lang = self._appearance.choice.lang
        self._heirs.start(Will(folder=str(self.door.folder), user=self._user, lang=lang, window=geometry))

    @Slot()
    def _on_heir(self) -> None:
        """The heir stands where this window is: go, as soon as all that was typed is kept."""
        self.front.hide()
        self.door.when_quiet(self._heirs.leave)
        QTimer.singleShot(_PATIENCE_MS, self._heirs.leave)

    @Slot()
    def _on_no_heir(self) -> None:
        self.door.when_quiet(self._triggers.let_sleep)  # the end of this process would do it
        if isinstance(self.front.view, Unlock):
            self.front.view.set_waiting(is_waiting=False)

    @Slot()
    def quit(self) -> None:
        """End: what is under way may finish, then everything is closed."""
        if self.workplace is not None:
            self._end_work()
        self.front.hide()
        self.front.let_go()
        self.door.stop()
        self._app.quit()

    # --- front

    def _show_front(self) -> None:
        kit = self._appearance.kit
        self.front.setWindowTitle(kit.words("shell.brand"))
        if self.door.has_desk():
            unlock = Unlock(kit, self.door, self._user, was_locked=self._was_locked)
            unlock.language_chosen.connect(self._appearance.choose_language)
            self.front.show_view(unlock)
        else:
            first = FirstRun(kit, self.door)
            first.language_chosen.connect(self._appearance.choose_language)
            first.finished.connect(self.open)
            first.restored.connect(self._show_front)
            self.front.show_view(first)

    @Slot(object)
    def _on_opened(self, desk: Desk) -> None:
        """A desk that was made in the first run goes on being shown there."""
        if not isinstance(self.front.view, Unlock):
            return
        if self.door.erasure is None:
            self.open(desk)
        else:  # nothing is shown any more
            self.front.view.set_waiting(is_waiting=True, doing="door.evacuating")
            self.door.evacuate(desk, Background(desk.clock), partial(leaving.erase, reason=self.door.erasure))

    # --- work

    @Slot(object)
    def open(self, desk: Desk) -> None:
        """Show the window of an open desk, on the page where its officer left."""
        workplace = Workplace(desk, self._appearance)
        workplace.lock_asked.connect(self.lock)
        workplace.switch_asked.connect(lambda: self.lock(_colleague(self.door.users(), desk.officer.user)))
        workplace.idle.due.connect(self.lock)
        workplace.closed.connect(self.quit)
        workplace.evacuation_asked.connect(lambda place: self._leave(partial(leaving.evacuate, place=place)))
        workplace.erasure_ordered.connect(lambda reason: self._leave(partial(leaving.erase, reason=reason)))
        self.workplace = workplace
        if (left := unpacked(self.door.left)) is not None:
            workplace.window.go(*left)
        self._place(workplace.window)
        workplace.window.show()
        self._triggers.watch(workplace.window)
        self.front.hide()
        self.front.let_go()
        workplace.start()

    def _place(self, window: QWidget) -> None:
        """Put the window where it was before the lock; the first time whole on the screen, which may be a small one."""
        if self._geometry is not None:
            window.restoreGeometry(self.front.saveGeometry())  # it may have been moved meanwhile
            return
        room = window.screen().availableSize()
        if window.size().boundedTo(room) != window.size():
            window.resize(room)
            window.setWindowState(Qt.WindowState.WindowMaximized)

    def _leave(self, leave: Callable[[Desk], Proof]) -> None:
        """Take the window away at once, and show the door until the desk is erased, or why it is not."""
        workplace, self.workplace = self.workplace, None
        if workplace is None:
            return
        self._clipboard.clear()
        self._geometry = workplace.window.saveGeometry()
        _dismiss(workplace.window)
        self.front.restoreGeometry(self._geometry)
        self._show_front()
        if isinstance(self.front.view, Unlock):
            self.front.view.set_waiting(is_waiting=True, doing="door.evacuating")
        workplace.end()
        self.door.evacuate(workplace.desk, workplace.background, leave)
        self.door.when_quiet(self._triggers.let_sleep)

    @Slot(object)
    def _on_evacuated(self, proof: Proof) -> None:
        self._was_locked = False
        self._show_front()
        words = self._appearance.kit.words
        sealed = str(proof.rescued.get("sha256", ""))
        told = words("evacuate.done", hash=sealed[:16]) if sealed else words("evacuate.done.nothing")
        Told(self._appearance.kit, words("evacuate.done.title"), told, self.front).open()

    def _end_work(self) -> None:
        self._clipboard.clear()
        workplace, self.workplace = self.workplace, None
        if workplace is not None:
            workplace.end()
            self.door.close(workplace.desk, workplace.background)

    @Slot(object)
    def _on_dressed(self, _kit: object) -> None:
        """Keep what was chosen, and dress the front anew; the main window dresses itself."""
        if isinstance(self.front.view, Unlock):
            self._user = self.front.view.user
        if self.workplace is None and self.front.view is not None:
            self._show_front()
        try:
            choices.keep(self.door.folder, self._appearance.choice)
        except DeskError as error:
            said = error_text(self._appearance.kit.words, error)
            if self.workplace is not None:
                self.workplace.window.tell(said.text)
            else:
                announce(self.front, said.text)


def _colleague(users: Sequence[str], here: str) -> str:
    """Return who sits down next, most likely: the one behind the officer who is *here*."""
    at = users.index(here) if here in users else -1
    return users[(at + 1) % len(users)] if users else here


def _dismiss(window: QWidget) -> None:
    """Let no dialog hold the store open: each is answered with its safe answer; what is typed in it is kept."""
    for one in QApplication.topLevelWidgets():
        if isinstance(one, QDialog) and one.isVisible():
            one.done(QDialog.DialogCode.Rejected)
        elif one is not window and one.windowType() == Qt.WindowType.Popup:
            one.close()
