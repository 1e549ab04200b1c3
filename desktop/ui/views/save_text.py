"""Save text: writes words to a file that the officer names, after saying that it is not encrypted."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.views.bench import Bench
from desktop.ui.widgets.dialogs import ConfirmDialog
from sync.errors import UnwritableFile


def save_text(bench: Bench, parent: QWidget, text: str) -> None:
    """Warn, ask where, and write."""
    words = bench.kit.words
    asked = words("sync.tray.export")
    if not ConfirmDialog(
        bench.kit, asked, words("sync.tray.export.warning"), asked, parent=parent.window()
    ).is_confirmed():
        return
    path, _ = QFileDialog.getSaveFileName(parent, asked, "", f"{words('sync.tray.export.files')} (*.txt)")
    if not path:
        return
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError:
        bench.tell_error(UnwritableFile(field="file"))
        return
    bench.shell.tell(words("sync.tray.exported", path=path))
