"""Subject dialog: the copy of data of one person: what goes into it, with which files, and where to."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QWidget

from desktop.actions.release import Release
from desktop.actions.subject.copying import PURPOSE, Copied, Wanted, copy_out
from desktop.actions.subject.gathering import Gathered, gather
from desktop.store.row import Row
from desktop.ui.look import Face
from desktop.ui.ticket import Report
from desktop.ui.tokens import Tone
from desktop.ui.views.bench import Bench
from desktop.ui.views.long_work import LongWork
from desktop.ui.views.second_officer import tell_not_given
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.text import label, paragraph
from desktop.ui.widgets.tick_delegate import TickDelegate
from desktop.words import visible
from sync.errors import DeskError

_ID: Final = Qt.ItemDataRole.UserRole
_ROW: Final = 26
_FRAME: Final = 36
_MOST_ROWS: Final = 6


def ask_copy(bench: Bench, person: str, page: QWidget) -> None:
    """Read what is kept about a person, and ask for the rest."""
    work = LongWork(bench, bench.kit.words("subject.title"), page)
    work.start(lambda _report: gather(bench.desk, person), partial(_ask, bench, page), bench.tell_error)


def _ask(bench: Bench, page: QWidget, gathered: Gathered) -> None:
    SubjectDialog(bench, gathered, page).open()


class SubjectDialog(Dialog):
    """No file goes along unless it is chosen: nobody knows who else is in a picture."""

    def __init__(self, bench: Bench, gathered: Gathered, parent: QWidget) -> None:
        kit, words = bench.kit, bench.kit.words
        super().__init__(kit, words("subject.title"), parent.window())
        self._bench = bench
        self._gathered = gathered
        self._page = parent
        self.setMinimumWidth(kit.look.px(560))
        self.body.addWidget(paragraph(kit, words("subject.title"), Face.SECTION, "text"))
        self.body.addWidget(paragraph(kit, words("subject.what", n=len(gathered.pieces))))
        self.body.addWidget(label(kit, words("subject.files"), Face.MEDIUM))
        self.files = self._list(gathered.files())
        if gathered.withheld:
            said = (bench.speech.inside(words(f"subject.ground.{ground}")) for ground in gathered.withheld)
            grounds = "; ".join(said)
            self.body.addWidget(paragraph(kit, words("subject.withheld", grounds=grounds), Face.SMALL))
        if gathered.closed_cases:
            text = words("subject.closed", n=gathered.closed_cases)
            self.body.addWidget(Banner(kit, "eye-off", Tone.NEUTRAL, text))
        self.body.addWidget(Banner(kit, "lock-open", Tone.WARNING, words("subject.warning")))
        cancel = self.add_button(button(kit, words("shell.cancel")))
        cancel.clicked.connect(self.reject)
        self.act = self.add_button(button(kit, words("subject.act"), Kind.PRIMARY, "download"))
        self.act.clicked.connect(self._ask_where)
        self.act.setDefault(True)

    def chosen(self) -> tuple[str, ...]:
        """Return the ids of the files that go along."""
        items = [self.files.item(row) for row in range(self.files.count())]
        return tuple(item.data(_ID) for item in items if item.checkState() is Qt.CheckState.Checked)

    def write(self, below: Path) -> None:
        """Write the copy into a new folder in *below*, whose name says nothing of the person."""
        day = self._bench.speech.local(self._bench.desk.clock.now())
        stem = f"{self._bench.mission}-{self._bench.kit.words('subject.name')}-{day:%Y-%m-%d}"
        names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, 1_000_000))
        folder = next(below / name for name in names if not (below / name).exists())
        self.accept()
        self._start(Wanted(person=self._gathered.person.id, folder=folder, files=self.chosen()))

    def _list(self, rows: list[Row]) -> QListWidget:
        kit, words, speech = self._bench.kit, self._bench.kit.words, self._bench.speech
        made = QListWidget()
        made.setProperty("part", "choices")
        made.setFont(kit.look.font())
        made.setAccessibleName(words("subject.files"))
        made.setItemDelegate(TickDelegate(kit, made))
        made.setFixedHeight(kit.look.px(_FRAME + _ROW * min(len(rows), _MOST_ROWS)))
        for row in rows:
            item = QListWidgetItem(visible(f"{speech.title(row)} · {speech.moment(row.created_at)}"))
            item.setData(_ID, row.id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            made.addItem(item)
        made.setVisible(bool(rows))
        self.body.addWidget(made)
        self.body.addWidget(paragraph(kit, words("subject.files.hint" if rows else "subject.files.none"), Face.SMALL))
        return made

    def _ask_where(self) -> None:
        if path := QFileDialog.getExistingDirectory(self, self._bench.kit.words("subject.act")):
            self.write(Path(path))

    def _start(self, wanted: Wanted) -> None:
        work = LongWork(self._bench, self._bench.kit.words("subject.title"), self._page)
        work.start(partial(_write, self._bench, wanted), partial(self._written, wanted), partial(self._failed, wanted))

    def _written(self, wanted: Wanted, copied: Copied) -> None:
        words = self._bench.kit.words
        said = [words("subject.done", n=copied.records, files=copied.files, path=str(wanted.folder))]
        if missing := len(wanted.files) - copied.files:
            said.append(words("subject.left", n=missing))
        self._bench.shell.tell(" ".join(said), Tone.WARNING if missing else Tone.SUCCESS)

    def _failed(self, wanted: Wanted, error: DeskError) -> None:
        tell_not_given(self._bench, error, partial(self._agreed, wanted), self._page)

    def _agreed(self, wanted: Wanted, second: str) -> None:
        self._start(replace(wanted, release=Release(purpose=PURPOSE, second=second)))


def _write(bench: Bench, wanted: Wanted, report: Report) -> Copied:
    """Runs on the lane."""
    return copy_out(bench.desk, wanted, report)
