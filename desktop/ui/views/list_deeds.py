"""List deeds: what an officer does with a whole list: take one in from a file, give it out as one, choose columns."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QCursor, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.viewmodels.importing import ENDINGS, can_import
from desktop.ui.views.allowed import allow
from desktop.ui.views.bench import Bench
from desktop.ui.views.export_dialog import ExportDialog, Shown
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.file_drop import FileDrop
from desktop.ui.widgets.text import button_text

_IMPORT_KEY = "Ctrl+I"
_EXPORT_KEY = "Ctrl+E"
_COLUMNS_KEY = "Ctrl+Shift+K"

_ASKED = ("import", "export")
"""Deeds that not everybody may do, by the names of their rights."""

Deed = tuple[str, str, str, Callable[[], object]]
"""Name, drawing, key, and what it does."""


class ListDeeds(QObject):
    """The deeds of one list; *shown* says what it shows, *page* is where dialogs stand and keys are heard."""

    columns_asked = Signal()

    def __init__(self, bench: Bench, page: QWidget, trail: Trail, shown: Callable[[], Shown]) -> None:
        super().__init__(page)
        self._bench = bench
        self._page = page
        self._trail = trail
        self._shown = shown
        self._can_import = can_import(shown().kind)
        eyes = bench.desk.eyes
        whole = Qt.ShortcutContext.WidgetWithChildrenShortcut
        if eyes.may("export", shown().kind):
            QShortcut(QKeySequence(_EXPORT_KEY), page, self.export, context=whole)
        QShortcut(QKeySequence(_COLUMNS_KEY), page, self.columns_asked.emit, context=whole)
        if self._can_import and eyes.may("import", shown().kind):
            QShortcut(QKeySequence(_IMPORT_KEY), page, self.take_in, context=whole)
            FileDrop(page, ENDINGS).dropped.connect(self.take_in)

    def show_menu(self, below: QWidget) -> None:
        """Open the menu of the list."""
        menu = QMenu(self._page)
        menu.setToolTipsVisible(True)
        deeds: list[Deed] = [
            ("export", "download", _EXPORT_KEY, self.export),
            self._columns_deed(),
        ]
        if self._can_import:
            deeds.insert(0, ("import", "upload", _IMPORT_KEY, self.take_in))
        self._fill(menu, deeds)
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def show_header_menu(self, _at: QPoint) -> None:
        """Open the menu of the titles of the table."""
        menu = QMenu(self._page)
        self._fill(menu, [self._columns_deed()])
        menu.popup(QCursor.pos())

    def take_in(self, path: Path | None = None) -> None:
        """Open the page that takes a list in; with the file that was dropped."""
        self._trail.take_in(self._shown().kind, path)

    def _columns_deed(self) -> Deed:
        return ("columns", "columns-3", _COLUMNS_KEY, self.columns_asked.emit)

    def _fill(self, menu: QMenu, deeds: Sequence[Deed]) -> None:
        kit = self._bench.kit
        for name, icon, key, do in deeds:
            action = menu.addAction(kit.icon(icon, "text", 16), button_text(kit.words(f"list.{name}")))
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(partial(_plainly, do))
            if name in _ASKED:
                allow(self._bench, action, name, self._shown().kind)

    def export(self) -> None:
        """Ask how and where to, and give the list out as it is shown."""
        ExportDialog(self._bench, self._shown(), self._page).open()


def _plainly(do: Callable[[], object], _checked: bool) -> None:  # noqa: FBT001  # a Qt signal
    do()
