"""Camera dialog: takes pictures from a folder that is watched; what came since the last time is ticked already."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, Qt
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QWidget

from desktop.ui.look import Face
from desktop.ui.viewmodels import files
from desktop.ui.viewmodels.files import Found, Source
from desktop.ui.views.bench import Bench
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.text import label, paragraph
from desktop.words import visible
from sync.errors import DeskError


class CameraDialog(Dialog):
    """Lists the files of the folder, and goes on listing while pictures arrive."""

    def __init__(self, bench: Bench, add: Callable[[Sequence[Source]], None], parent: QWidget) -> None:
        words = bench.kit.words
        super().__init__(bench.kit, words("files.camera"), parent)
        self._bench = bench
        self._add = add
        self._folder: Path | None = None
        self._found: tuple[Found, ...] = ()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._look)
        self.setMinimumSize(bench.kit.look.px(560), bench.kit.look.px(520))
        self.body.addWidget(label(bench.kit, words("files.camera"), Face.SECTION))
        self._where = paragraph(bench.kit, words("files.camera.text"))
        self.body.addWidget(self._where)
        self.list = QListWidget()
        self.list.setAccessibleName(words("files.camera"))
        self.list.itemChanged.connect(self._count)
        self.body.addWidget(self.list, 1)
        self.other = self.add_button(button(bench.kit, words("files.camera.other"), Kind.SECONDARY, "folder-open"))
        cancel = self.add_button(button(bench.kit, words("shell.cancel")))
        self.take = self.add_button(button(bench.kit, words("files.camera.take", n=0), Kind.PRIMARY))
        self.other.clicked.connect(self._choose_folder)
        cancel.clicked.connect(self.reject)
        self.take.clicked.connect(self._take)
        self.finished.connect(self.deleteLater)
        self._count()

    def choose(self) -> None:
        """Begin: with the folder of the last time, or by asking for one."""
        self._bench.ask("camera", lambda store: store.setting(files.CAMERA_FOLDER), self._begin)

    def _begin(self, kept: str | None) -> None:
        self.open()
        if kept:
            self._turn(Path(kept))
        else:
            self._choose_folder()

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self._bench.kit.words("files.camera.other"))
        if path:
            self._turn(Path(path))

    def _turn(self, folder: Path) -> None:
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        self._watcher.addPath(str(folder))
        self._folder = folder
        self._where.setText(str(folder))
        self._look()

    def _look(self) -> None:
        if self._folder is not None:
            act = partial(files.camera_files, self._bench.desk.store, self._folder)
            self._bench.background.ask("camera", act, done=self._show, failed=self._not_there)

    def _not_there(self, _error: DeskError) -> None:
        self.list.clear()
        self._where.setText(self._bench.kit.words("files.camera.gone"))

    def _show(self, found: tuple[Found, ...]) -> None:
        before = {item.data(Qt.ItemDataRole.UserRole): item.checkState() for item in self._items()}
        self._found = found
        self.list.blockSignals(True)
        self.list.clear()
        speech = self._bench.speech
        for one in found:
            when = speech.when(datetime.fromtimestamp(one.changed_s, UTC))
            said = (one.path.name, files.size_words(speech.words, one.bytes), when)
            item = QListWidgetItem(visible(speech.words("list.dot").join(said)), self.list)
            item.setData(Qt.ItemDataRole.UserRole, str(one.path))
            first = Qt.CheckState.Checked if one.is_new else Qt.CheckState.Unchecked
            item.setCheckState(before.get(str(one.path), first))
        self.list.blockSignals(False)
        self._count()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(number) for number in range(self.list.count())]

    def _ticked(self) -> list[Found]:
        ticked = {
            item.data(Qt.ItemDataRole.UserRole) for item in self._items() if item.checkState() == Qt.CheckState.Checked
        }
        return [one for one in self._found if str(one.path) in ticked]

    def _count(self) -> None:
        count = len(self._ticked())
        self.take.setText(self._bench.kit.words("files.camera.take", n=count))
        self.take.setEnabled(count > 0)

    def _take(self) -> None:
        ticked = self._ticked()
        if self._folder is not None:
            seen = max((one.changed_s for one in self._found), default=None)
            keep = partial(files.keep_camera, self._bench.desk.store, self._folder, seen)
            self._bench.background.do(keep, done=lambda _: None, failed=self._bench.tell_error)
        self.accept()
        self._add([Source(title=one.path.stem, path=one.path) for one in reversed(ticked)])
