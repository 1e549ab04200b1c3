"""Files card: the files of a record, their pictures, how they stand; dropped, pasted or chosen here."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout

from desktop.previews.pictures import Picture
from desktop.ui.background import Lane
from desktop.ui.look import Face
from desktop.ui.viewmodels import files
from desktop.ui.viewmodels.files import FileLine, FilesLook
from desktop.ui.views.bench import Bench
from desktop.ui.views.files.camera_dialog import CameraDialog
from desktop.ui.views.files.dropping import FileDrop, sources_of
from desktop.ui.views.files.file_deeds import FileDeeds
from desktop.ui.views.files.file_row import FileRow
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.emptying import empty
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.text import label
from sync.errors import DeskError


class FilesCard(Card):
    """The files of one record. Ctrl V pastes a picture or files from the clipboard."""

    def __init__(self, bench: Bench, owner: tuple[str, str], trail: Trail) -> None:
        super().__init__(bench.kit)
        self._bench = bench
        self._owner = owner
        self.deeds = FileDeeds(bench, owner, trail, self)
        self._pictures: dict[str, Picture] = {}
        self._asked: set[str] = set()
        self._rows: list[FileRow] = []
        px, words = bench.kit.look.px, bench.kit.words
        self._title = label(bench.kit, words("files.title"), Face.STRONG)
        self._state = label(bench.kit, "", Face.SMALL, "subtle")
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(self._title)
        head.addWidget(self._state, 1)
        self.body.addLayout(head)
        self.add_button = button(bench.kit, words("files.add"), Kind.SECONDARY, "plus")
        self.paste_button = button(bench.kit, words("files.paste"), Kind.SECONDARY, "copy")
        self.camera_button = button(bench.kit, words("files.camera"), Kind.SECONDARY, "folder-open")
        buttons = Flow(px(8))
        for each in (self.add_button, self.paste_button, self.camera_button):
            buttons.addWidget(each)
        self.body.addLayout(buttons)
        self._column = QVBoxLayout()
        self._column.setSpacing(px(6))
        self.body.addLayout(self._column)
        self.add_button.clicked.connect(self.deeds.ask_for_files)
        self.paste_button.clicked.connect(self.paste)
        self.camera_button.clicked.connect(self._open_camera)
        QShortcut(
            QKeySequence(QKeySequence.StandardKey.Paste),
            self,
            self.paste,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        FileDrop(self).dropped.connect(self.deeds.add)
        self.reload()

    def reload(self) -> None:
        """Ask for the files again."""
        query = partial(files.look_at, owner=self._owner[1], speech=self._bench.speech)
        self._bench.ask(f"files/{id(self)}", query, self._show)

    def paste(self) -> None:
        """Add what the clipboard holds."""
        now = self._bench.speech.when(self._bench.desk.clock.now())
        words = self._bench.kit.words
        found = sources_of(QApplication.clipboard().mimeData(), words("files.pasted", time=now))
        if found:
            self.deeds.add(found)
        else:
            self._bench.shell.tell(words("files.paste.nothing"))

    def _open_camera(self) -> None:
        CameraDialog(self._bench, self.deeds.add, self.window()).choose()

    def _show(self, look: FilesLook) -> None:
        words, count = self._bench.kit.words, len(look.lines)
        focused = next((row.line.id for row in self._rows if row.hasFocus()), None)
        empty(self._column)
        self._rows = []
        self._title.setText(
            words("list.counted", name=words("files.title"), n=count) if count else words("files.title")
        )
        self._state.setText(words("files.at_centre", n=look.at_centre, of=count) if count else "")
        if not count:
            nothing = EmptyState(self._bench.kit, "paperclip", words("files.empty"), words("files.empty.text"))
            self._column.addWidget(nothing)
        for line in look.lines:
            self._add_row(line, is_focused=line.id == focused)
        self._ask_pictures([line for line in look.lines if line.has_preview and line.id not in self._asked])

    def _add_row(self, line: FileLine, *, is_focused: bool) -> None:
        row = FileRow(self._bench.kit, line)
        row.opened.connect(self.deeds.open)
        row.more_asked.connect(self.deeds.show_more)
        if line.id in self._pictures:
            row.show_picture(self._pictures[line.id])
        self._column.addWidget(row)
        self._rows.append(row)
        if is_focused:
            row.setFocus()

    def _ask_pictures(self, lines: list[FileLine]) -> None:
        if lines:
            self._asked |= {line.id for line in lines}
            act = partial(files.previews, self._bench.desk.store, [line.row for line in lines])
            self._bench.background.do(act, done=self._show_pictures, failed=self._no_pictures, lane=Lane.FILES)

    def _show_pictures(self, found: dict[str, Picture]) -> None:
        self._pictures |= found
        for row in self._rows:
            if row.line.id in found:
                row.show_picture(found[row.line.id])

    def _no_pictures(self, _error: DeskError) -> None:
        """The rows show what they are by an icon and by words."""
