"""Program: first run, unlocking, work and locking again, in their order."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from desktop.desk import Desk
from desktop.ui import choices
from desktop.ui.appearance import Appearance
from desktop.ui.error_text import error_text
from desktop.ui.viewmodels.door import Door
from desktop.ui.views.first_run import FirstRun
from desktop.ui.views.front import Front
from desktop.ui.views.unlock import Unlock
from desktop.ui.widgets.announce import announce
from desktop.ui.workplace import Workplace
from sync.clock import Clock
from sync.errors import DeskError


class Program(QObject):
    """Shows either the front (first run, unlock) or a workplace, never both."""

    def __init__(self, app: QApplication, folder: Path, appearance: Appearance, clock: Clock) -> None:
        super().__init__(app)
        self._app = app
        self._appearance = appearance
        self.door = Door(folder, clock, self)
        self.front = Front()
        self.workplace: Workplace | None = None
        self._user: str | None = None
        self._was_locked = False
        self._left: tuple[str, str, object] | None = None  # user, page, place
        self._geometry: QByteArray | None = None  # of the window before the lock
        self.door.opened.connect(self._on_opened)
        self.front.closed_by_officer.connect(self.quit)
        appearance.changed.connect(self._on_dressed)
        app.setQuitOnLastWindowClosed(False)

    def start(self) -> None:
        """Show the first thing that the officer needs."""
        self._show_front()

    @Slot()
    def raise_window(self) -> None:
        """Come to the fore: the programme was started again."""
        shown: QWidget = self.front if self.workplace is None else self.workplace.window
        shown.showNormal() if shown.isMinimized() else shown.show()
        shown.raise_()
        shown.activateWindow()

    @Slot()
    def lock(self) -> None:
        """Take the window away, wipe the keys, and ask for the passphrase again."""
        if self.workplace is None:
            return
        user = self.workplace.desk.officer.user
        self._left = (user, *self.workplace.place())
        self._user, self._was_locked = user, True
        self._end_work()
        self._show_front()

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
        if isinstance(self.front.view, Unlock):
            self.open(desk)

    # --- work

    @Slot(object)
    def open(self, desk: Desk) -> None:
        """Show the window of an open desk, on the page where its officer left."""
        workplace = Workplace(desk, self._appearance)
        workplace.lock_asked.connect(self.lock)
        workplace.idle.due.connect(self.lock)
        workplace.closed.connect(self.quit)
        self.workplace = workplace
        if self._left is not None and self._left[0] == desk.officer.user:
            workplace.window.go(self._left[1], self._left[2])
        self._left = None
        self._place(workplace.window)
        workplace.window.show()
        self.front.hide()
        self.front.let_go()
        workplace.start()

    def _place(self, window: QWidget) -> None:
        """Put the window where it was before the lock; the first time whole on the screen, which may be a small one."""
        if self._geometry is not None:
            window.restoreGeometry(self._geometry)
            return
        room = window.screen().availableSize()
        if window.size().boundedTo(room) != window.size():
            window.resize(room)
            window.setWindowState(Qt.WindowState.WindowMaximized)

    def _end_work(self) -> None:
        workplace, self.workplace = self.workplace, None
        if workplace is not None:
            self._geometry = workplace.window.saveGeometry()
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
