"""Import page: takes a list in, step by step: choose the file, say which column is which, try, and take it in."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop.actions.imports.mapping import Mapping
from desktop.actions.imports.taking import Intake, Outcome
from desktop.changed import Changed
from desktop.ui.background import Lane
from desktop.ui.error_text import field_text
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.importing import ENDINGS, Look, look_at, take
from desktop.ui.views.bench import Bench
from desktop.ui.views.draft_keeper import Body, journal
from desktop.ui.views.import_columns import ImportColumns
from desktop.ui.views.import_outcome import ImportOutcome
from desktop.ui.views.long_work import LongWork
from desktop.ui.views.places import ImportPlace
from desktop.ui.views.step import Step, StepHead
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.file_drop import FileDrop
from sync.errors import Cancelled, DeskError, NoMapping

_KEYS = ("Ctrl+Return", "Ctrl+Enter")


class ImportPage(Step):
    """A list on its way in. Nothing is saved before the last step; Ctrl+Enter goes on, Esc goes back."""

    def __init__(self, bench: Bench, place: ImportPlace, trail: Trail) -> None:
        super().__init__()
        self._bench = bench
        self._kind = place.kind
        self._trail = trail
        self._path: Path | None = None
        self._wanted: dict[str, str] | None = None
        self.columns: ImportColumns | None = None
        self.outcome: ImportOutcome | None = None
        self._build()
        for key in _KEYS:
            QShortcut(QKeySequence(key), self, self.next.click, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._say("file")
        if place.path is not None:
            self.open_file(place.path, place.columns)
        self.drafts = journal(
            bench, self, f"import/{place.kind}", lambda: _typed(self.place()), partial(_go_on_with, self)
        )

    def place(self) -> ImportPlace:
        columns = None if self.columns is None else self.columns.chosen()
        return ImportPlace(kind=self._kind, path=self._path, columns=columns)

    def enter(self) -> None:
        (self.next if self.next.isEnabled() else self.choose).setFocus()

    # --- file

    def open_file(self, path: Path, columns: dict[str, str] | None = None) -> None:
        """Read the first rows of *path* and propose which column is which; *columns* says it already."""
        self._wanted = columns
        look = partial(look_at, self._bench.desk, self._kind, path, self._bench.kit.words)
        seen, failed = partial(self._show_columns, path), self._refuse_file
        self._bench.background.do(look, done=seen, failed=failed, lane=Lane.FILES)

    def _ask_file(self) -> None:
        words = self._bench.kit.words
        kinds = f"{words('imports.file.kinds')} ({' '.join(f'*{ending}' for ending in ENDINGS)})"
        path, _ = QFileDialog.getOpenFileName(self, words("imports.file.choose"), "", kinds)
        if path:
            self.open_file(Path(path))

    def _refuse_file(self, error: DeskError) -> None:
        self._turn(self.file, "file")
        words = self._bench.kit.words
        is_empty = isinstance(error, NoMapping)
        self.file.show_error(words("imports.file.empty") if is_empty else field_text(words, error))

    # --- columns

    def _show_columns(self, path: Path, look: Look) -> None:
        self._path = path
        columns = look.seen.columns if self._wanted is None else self._wanted
        self.columns = ImportColumns(self._bench, self._kind, look, columns)
        self.columns.changed.connect(self._say_columns)
        self._back_to_columns()
        self.columns.setFocus()

    def _back_to_columns(self) -> None:
        if self.columns is not None:
            self.outcome = None
            self._turn(self.columns, "columns")
            self._say_columns()

    def _say_columns(self) -> None:
        if self.columns is not None:
            taken, every = self.columns.count()
            self._say("columns", self._bench.kit.words("imports.columns.count", n=taken, all=every))
            self.next.setEnabled(not self.columns.trouble())

    # --- trying, and taking in

    def _go_on(self) -> None:
        if self._at == "done":
            self._trail.back()
        elif self._at == "tried":
            self._run(is_dry=False)
        elif self.columns is not None and not self.columns.trouble():
            self._run(is_dry=True)

    def _run(self, *, is_dry: bool) -> None:
        if self._path is None or self.columns is None:
            return
        wanted = Intake(
            kind=self._kind,
            path=self._path,
            mapping=Mapping(kind=self._kind, columns=self.columns.chosen()),
            dry_run=is_dry,
            holds_refused=True,
            lang=self._bench.speech.lang,
        )
        words = self._bench.kit.words
        title = words("imports.trying" if is_dry else "imports.taking")
        notes = () if is_dry else (words("imports.taking.note"),)
        work = LongWork(self._bench, title, self, notes)
        done, failed = partial(self._show_outcome, is_final=not is_dry), partial(self._stopped, is_dry=is_dry)
        work.start(partial(take, self._bench.desk, wanted), done, failed)

    def _show_outcome(self, outcome: Outcome, *, is_final: bool) -> None:
        name = "" if self._path is None else self._path.stem
        self.outcome = ImportOutcome(self._bench, self._kind, outcome, name, is_final=is_final)
        self._turn(self.outcome, "done" if is_final else "tried")
        self.next.setEnabled(is_final or self.outcome.has_news)
        self.enter()
        if is_final:
            self.drafts.end()
            _tell_screens(self._bench, self._kind)

    def _stopped(self, error: DeskError, *, is_dry: bool) -> None:
        """The officer or a fault has stopped it; what was taken in before stays."""
        if not is_dry:
            _tell_screens(self._bench, self._kind)
        if isinstance(error, Cancelled):
            words, done = self._bench.kit.words, int(error.values.get("done", 0))
            key = "imports.stopped.try" if is_dry else "imports.stopped"
            self._bench.shell.tell(words(key, n=done), Tone.INFO)
        else:
            self._bench.tell_error(error)

    # --- parts

    def _turn(self, shown: QWidget, at: str) -> None:
        """Show a step; the ones after it are forgotten."""
        for old in [self._stack.widget(place) for place in range(self._stack.count())]:
            if old is not None and old not in (self.file, self.columns, shown):
                self._stack.removeWidget(old)
                old.deleteLater()
        if self._stack.indexOf(shown) < 0:
            self._stack.addWidget(shown)
        self._stack.setCurrentWidget(shown)
        self._say(at)

    def _say(self, at: str, more: str = "") -> None:
        words = self._bench.kit.words
        self._at = at
        nouns = self._bench.speech.inside(self._bench.speech.nouns(self._kind))
        name = "" if self._path is None or at == "file" else f" · {self._path.name}"
        self._head.say(words("imports.title", nouns=nouns) + name, f"{words(f'imports.step.{at}')} {more}".strip())
        self.next.setText(words(f"imports.next.{at}"))
        self.next.setAccessibleName(words(f"imports.next.{at}"))
        self.next.setVisible(at != "file")
        self.choose.setVisible(at in ("file", "columns"))
        self.change.setVisible(at == "tried")

    def _build(self) -> None:
        kit, px = self._bench.kit, self._bench.kit.look.px
        words = kit.words
        self._head = StepHead(kit, self._trail)
        self.choose = self._head.add(button(kit, words("imports.file.choose"), Kind.SECONDARY, "folder-open"))
        self.choose.clicked.connect(self._ask_file)
        self.change = self._head.add(button(kit, words("imports.columns.change"), Kind.SECONDARY, "arrow-left"))
        self.change.clicked.connect(self._back_to_columns)
        self.next = self._head.add(button(kit, words("imports.next.columns"), Kind.PRIMARY))
        self.next.clicked.connect(self._go_on)
        self.file = _FileStep(self._bench)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.file)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)
        FileDrop(self, ENDINGS).dropped.connect(self.open_file)


class _FileStep(QWidget):
    """Asks for a file, and says why the one before could not be read."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        kit, words = bench.kit, bench.kit.words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._error = Banner(kit, "circle-alert", Tone.DANGER, "")
        self._error.hide()
        column.addWidget(self._error)
        column.addWidget(EmptyState(kit, "upload", words("imports.file.title"), words("imports.file.text")), 1)

    def show_error(self, text: str) -> None:
        """Say why the file cannot be read."""
        self._error.set_text(text)
        self._error.show()


def _typed(place: ImportPlace) -> Body:
    return {"path": str(place.path), "columns": place.columns} if place.path and place.columns else {}


def _go_on_with(page: ImportPage, kept: Body) -> None:
    """Go on with a list that was not taken in, where the file still is."""
    if page.place().path is None and (path := Path(kept["path"])).is_file():
        page.open_file(path, kept["columns"])


def _tell_screens(bench: Bench, kind: str) -> None:
    bench.background.changed.emit(Changed(kinds=frozenset({kind}), outbox=True))
