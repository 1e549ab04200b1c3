"""File deeds: adding, opening, giving a copy out, fetching, deleting; each off the screen thread."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop.actions import records
from desktop.actions.attachments import copy_name
from desktop.changed import Changed
from desktop.previews.pictures import NoPicture, Picture
from desktop.store.attachments import KIND
from desktop.store.row import Row
from desktop.ui.background import Lane
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels import files
from desktop.ui.viewmodels.files import Added, FileLine, OpenFile, Source
from desktop.ui.views.bench import Bench
from desktop.ui.views.files.errand import Errand
from desktop.ui.views.files.file_viewer import FileViewer
from desktop.ui.views.reason_dialog import ReasonDialog
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.dialogs import ConfirmDialog


class FileDeeds(QObject):
    """What is done with the files of one record; *page* is where dialogs stand."""

    def __init__(self, bench: Bench, owner: tuple[str, str], trail: Trail, page: QWidget) -> None:
        super().__init__(page)
        self._bench = bench
        self._owner = owner
        self._trail = trail
        self._page = page
        self._errand = Errand(bench, page)

    def add(self, sources: Sequence[Source]) -> None:
        """Seal files and add them."""
        if sources:
            title = self._bench.kit.words("files.adding")
            self._errand.run(title, partial(files.add_all, self._bench.desk, self._owner, tuple(sources)), self._added)

    def ask_for_files(self) -> None:
        """Let the officer choose files."""
        paths, _ = QFileDialog.getOpenFileNames(self._page.window(), self._bench.kit.words("files.add"))
        self.add([Source(title=Path(path).stem, path=Path(path)) for path in paths])

    def open(self, line: FileLine) -> None:
        """Show a file; it is fetched first when it is not here."""
        title = self._bench.kit.words("files.opening" if line.is_here else "files.fetching")
        self._errand.run(title, partial(files.open_file, self._bench.desk, line.row), partial(self._show, line))

    def save_copy(self, line: FileLine, *, is_original: bool = False) -> None:
        """Write a copy outside the store, after a warning; a picture without what says where it was taken."""
        words = self._bench.kit.words
        save = files.save_original if is_original else files.save_copy
        more = "files.original.warning" if is_original else files.about_copy(line.row)
        asked = ConfirmDialog(
            self._bench.kit,
            words("files.copy.title"),
            " ".join(words(key) for key in ("files.copy.warning", more) if key),
            words("files.copy.do"),
            parent=self._page.window(),
        )
        if not asked.is_confirmed():
            return
        path, _ = QFileDialog.getSaveFileName(self._page.window(), words("files.copy"), copy_name(line.row))
        if path:
            act = partial(save, self._bench.desk, line.row, Path(path))
            self._errand.run(words("files.copying"), act, self._copied)

    def show_more(self, line: FileLine, at: QPoint) -> None:
        """Open the menu of one file."""
        words = self._bench.kit.words
        menu = QMenu(self._page)
        for key, act in (
            ("files.open", self.open),
            ("files.copy", self.save_copy),
            *((("files.original", partial(self.save_copy, is_original=True)),) if files.has_traces(line.row) else ()),
            ("files.details", self._details),
            ("list.history", self._history),
            ("list.delete", self._delete),
        ):
            menu.addAction(words(key)).triggered.connect(partial(self._chosen, act, line))
        menu.popup(at)

    @staticmethod
    def _chosen(act: Callable[[FileLine], None], line: FileLine, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002
        act(line)

    def _details(self, line: FileLine) -> None:
        self._trail.edit(KIND, line.id)

    def _history(self, line: FileLine) -> None:
        self._trail.show_history(KIND, line.id)

    def _delete(self, line: FileLine) -> None:
        words, speech = self._bench.kit.words, self._bench.speech
        ask = words("list.delete.ask", noun=speech.inside(speech.noun(KIND)))
        reason = ReasonDialog(self._bench, ask, words("list.delete"), line.id, self._page.window()).reason()
        if reason is not None:
            self._bench.do(partial(records.delete, KIND, line.id, reason), self._deleted)

    def _deleted(self, _row: Row) -> None:
        self._bench.tell_saved(self._bench.kit.words("list.deleted", noun=self._bench.speech.noun(KIND)))

    def _added(self, added: Added) -> None:
        words = self._bench.kit.words
        if added.ids:
            self._bench.background.changed.emit(added.changed)
        if added.refused:
            self._bench.shell.tell(files.refused_words(words, added.refused), Tone.DANGER)
        elif added.ids:
            self._bench.shell.tell(words("files.added", n=len(added.ids)), Tone.SUCCESS)

    def _copied(self, _target: Path) -> None:
        self._bench.shell.tell(self._bench.kit.words("files.copied"), Tone.SUCCESS)

    def _show(self, line: FileLine, opened: OpenFile) -> None:
        viewer = FileViewer(self._bench.kit, opened, line.title, partial(self._turn, opened), self._page.window())
        viewer.copy_asked.connect(partial(self.save_copy, line))
        viewer.finished.connect(viewer.deleteLater)
        viewer.open()
        if not line.is_here:  # it is now
            self._bench.background.changed.emit(Changed(kinds=frozenset({KIND}), ids=frozenset({line.id})))

    def _turn(self, opened: OpenFile, page: int, done: Callable[[Picture | NoPicture | None], None]) -> None:
        act = partial(files.page_of, opened.content, opened.row.fields.get("media_type"), page)
        self._bench.background.do(act, done=done, failed=self._bench.tell_error, lane=Lane.FILES)
