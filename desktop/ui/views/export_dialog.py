"""Export dialog: gives out a list as it stands on the screen, for a purpose, as a file of the officer's choice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.actions.exports import Export, give_out
from desktop.actions.release import Release
from desktop.desk import Desk
from desktop.ui.look import Face
from desktop.ui.ticket import Report
from desktop.ui.tokens import Tone
from desktop.ui.views.bench import Bench
from desktop.ui.views.form_fields import options
from desktop.ui.views.long_work import LongWork
from desktop.ui.views.second_officer import tell_not_given
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.dialogs import Dialog
from desktop.ui.widgets.fields.code_fields import CodeField
from desktop.ui.widgets.fields.form_field import Caption
from desktop.ui.widgets.filter_chips import Cut, FilterChips
from desktop.ui.widgets.text import label, paragraph
from sync.errors import DeskError

_FORMATS: Final = ("xlsx", "csv", "json")  # what most ask for first
_COLUMNS: Final = ("all", "shown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a list shows: its rows in order, and the fields of its columns."""

    kind: str
    numbers: Sequence[int]
    fields: tuple[str, ...]


class ExportDialog(Dialog):
    """Asks for format and columns, then where to; the file is written whole or not at all."""

    def __init__(self, bench: Bench, shown: Shown, parent: QWidget) -> None:
        words = bench.kit.words
        nouns = bench.speech.inside(bench.speech.nouns(shown.kind))
        self._title = words("export.title", nouns=nouns)
        super().__init__(bench.kit, self._title, parent.window())
        self._bench = bench
        self._shown = shown
        self._page = parent
        self._format = _FORMATS[0]
        self._columns = _COLUMNS[0]
        kit = bench.kit
        self.body.addWidget(paragraph(kit, self._title, Face.SECTION, "text"))
        self.body.addWidget(paragraph(kit, words("export.what", n=len(shown.numbers))))
        self.purpose = CodeField(
            kit, Caption(label=words("export.purpose"), is_required=True), options(bench, "access_reason")
        )
        self.purpose.changed.connect(self._judge)
        self.body.addWidget(self.purpose)
        self.formats = self._choices("format", _FORMATS, self._take_format)
        self.columns = self._choices("columns", _COLUMNS, self._take_columns)
        self._about = paragraph(kit, "", Face.SMALL, "subtle")
        self.body.addWidget(self._about)
        self.body.addWidget(Banner(kit, "lock-open", Tone.WARNING, words("export.warning")))
        cancel = self.add_button(button(kit, words("shell.cancel")))
        cancel.clicked.connect(self.reject)
        self.act = self.add_button(button(kit, words("export.where"), Kind.PRIMARY, "download"))
        self.act.clicked.connect(self._ask_where)
        self.act.setDefault(True)
        self._say()
        self._judge()

    def file_name(self) -> str:
        """Propose a name without anything personal: mission, kind and day."""
        noun = "-".join(self._bench.speech.nouns(self._shown.kind).casefold().split())
        plain = "".join(sign for sign in noun if sign.isalnum() or sign == "-")
        day = self._bench.speech.local(self._bench.desk.clock.now())
        return f"{self._bench.mission}-{plain}-{day:%Y-%m-%d}.{self._format}"

    def write(self, path: Path) -> None:
        """Write to *path*, which gets the ending of the format when it has none."""
        if path.suffix.casefold() != f".{self._format}":
            path = path.with_name(f"{path.name}.{self._format}")
        wanted = Export(
            kind=self._shown.kind,
            format=self._format,
            path=path,
            numbers=self._shown.numbers,
            fields=self._shown.fields if self._columns == "shown" else (),
            lang=self._bench.speech.lang,
            release=Release(purpose=str(self.purpose.value())),
        )
        self.accept()
        self._start(wanted)

    def _start(self, wanted: Export) -> None:
        work = LongWork(self._bench, self._title, self._page)
        act = partial(_write, self._bench.desk, wanted)
        work.start(act, partial(self._written, wanted.path), partial(self._failed, wanted))

    def _choices(self, name: str, keys: Sequence[str], take: Callable[[str], None]) -> FilterChips:
        kit, title = self._bench.kit, self._bench.kit.words(f"export.{name}")
        self.body.addWidget(label(kit, title, Face.MEDIUM))
        made = FilterChips(kit, title, [Cut(key=key, text=kit.words(f"export.{name}.{key}")) for key in keys])
        made.choose(keys[0])
        made.chosen.connect(take)
        self.body.addWidget(made)
        return made

    def _take_format(self, key: str) -> None:
        self._format = key
        self._say()

    def _take_columns(self, key: str) -> None:
        self._columns = key
        self._say()

    def _say(self) -> None:
        words = self._bench.kit.words
        self._about.setText(f"{words(f'export.about.{self._format}')} {words(f'export.about.{self._columns}')}")

    def _judge(self) -> None:
        self.act.setEnabled(self.purpose.value() is not None)

    def _ask_where(self) -> None:
        ending = self._format
        kinds = f"{self._bench.kit.words(f'export.format.{ending}')} (*.{ending})"
        path, _ = QFileDialog.getSaveFileName(self, self._title, self.file_name(), kinds)
        if path:
            self.write(Path(path))

    def _written(self, path: Path, count: int) -> None:
        self._bench.shell.tell(self._bench.kit.words("export.done", n=count, path=str(path)))

    def _failed(self, wanted: Export, error: DeskError) -> None:
        tell_not_given(self._bench, error, partial(self._agreed, wanted), self._page)

    def _agreed(self, wanted: Export, second: str) -> None:
        self._start(replace(wanted, release=replace(wanted.release, second=second)))


def _write(desk: Desk, wanted: Export, report: Report) -> int:
    """Runs on the lane."""
    total = len(wanted.numbers or ())
    report(0, total)
    return give_out(desk, wanted, lambda done: report(done, total))
