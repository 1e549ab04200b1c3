"""List deeds: what an officer does with a whole list: give it out as a file."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.views.bench import Bench
from desktop.ui.views.export_dialog import ExportDialog, Shown
from desktop.ui.widgets.text import button_text

_EXPORT_KEY = "Ctrl+E"


class ListDeeds(QObject):
    """The deeds of one list; *shown* says what it shows, *page* is where dialogs stand and keys are heard."""

    def __init__(self, bench: Bench, page: QWidget, shown: Callable[[], Shown]) -> None:
        super().__init__(page)
        self._bench = bench
        self._page = page
        self._shown = shown
        whole = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence(_EXPORT_KEY), page, self.export, context=whole)

    def show_menu(self, below: QWidget) -> None:
        """Open the menu of the list."""
        kit = self._bench.kit
        menu = QMenu(self._page)
        export = menu.addAction(kit.icon("download", "text", 16), button_text(kit.words("list.export")))
        export.setShortcut(QKeySequence(_EXPORT_KEY))
        export.triggered.connect(self.export)
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def export(self) -> None:
        """Ask how and where to, and give the list out as it is shown."""
        ExportDialog(self._bench, self._shown(), self._page).open()
