"""Stick card: work goes by stick where no line is; one button writes the file, the other reads one."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QFileDialog, QPushButton, QVBoxLayout

from desktop import sticks
from desktop.changed import Changed
from desktop.desk import Desk
from desktop.sticks import Load, Read, Room, Written
from desktop.ui.background import Lane
from desktop.ui.look import Face
from desktop.ui.rounds import Rounds
from desktop.ui.ticket import Report
from desktop.ui.viewmodels.files import size_words
from desktop.ui.views.bench import Bench
from desktop.ui.views.labelled import Labelled
from desktop.ui.views.long_work import LongWork
from desktop.ui.views.waiting_card import cleared
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.fields.choice_box import ChoiceBox
from desktop.ui.widgets.fields.form_field import Option
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.text import label, paragraph
from sync.clock import moment
from sync.domain.records.catalogue import NOUNS
from sync.errors import DeskError

SUFFIX = ".sisko-bundle"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    others: tuple[str, ...]
    room: Room


def _look(desk: Desk) -> _Seen:
    return _Seen(others=sticks.others(desk), room=sticks.room(desk))


class StickCard(Card):
    """Shown once the desk has joined a centre."""

    def __init__(self, bench: Bench, rounds: Rounds) -> None:
        kit, words = bench.kit, bench.kit.words
        super().__init__(kit, words("stick.title"))
        self._bench = bench
        self._rounds = rounds
        self.body.addWidget(paragraph(kit, words("stick.text"), Face.SMALL, "muted"))
        self.to = ChoiceBox(kit, (), words("stick.to"))
        self.body.addWidget(Labelled(kit, words("stick.to"), self.to, words("stick.to.help")))
        self._files = QVBoxLayout()
        self.body.addLayout(self._files)
        self.choices: dict[str, QPushButton] = {}
        self.write_button = button(kit, words("stick.write"), Kind.SECONDARY, "usb")
        self.write_button.clicked.connect(self._ask_write)
        self.read_button = button(kit, words("stick.read"), Kind.SECONDARY, "upload")
        self.read_button.clicked.connect(self._ask_read)
        row = Flow(kit.look.px(8))
        row.addWidget(self.write_button)
        row.addWidget(self.read_button)
        self.body.addLayout(row)
        self.said = paragraph(kit, "", Face.MEDIUM)
        self.said.hide()
        self.body.addWidget(self.said)
        rounds.moved.connect(self._on_moved)
        self._on_moved()

    def write(self, target: Path) -> None:
        """Write a bundle to *target*."""
        self._lock(shut=True)
        load = Load(to=self.to.code(), most_bytes=0 if self._chosen() == "none" else sticks.ALL)
        load = replace(load, previews_only=self._chosen() == "previews")
        act = partial(_write, self._bench.desk, target, load)
        work = LongWork(self._bench, self._bench.kit.words("stick.write"), self)
        work.start(act, self._on_written, self._on_failed, Lane.NETWORK)  # never beside a round

    def read(self, source: Path) -> None:
        """Take the bundle *source* in."""
        self._lock(shut=True)
        act = partial(_read, self._bench.desk, source)
        work = LongWork(self._bench, self._bench.kit.words("stick.read"), self)
        work.start(act, self._on_read, self._on_failed, Lane.NETWORK)

    def _chosen(self) -> str:
        return next((key for key, each in self.choices.items() if each.isChecked()), "all")

    def _show(self, seen: _Seen) -> None:
        """Offer the other desks, and what of files waits."""
        kit, words = self._bench.kit, self._bench.kit.words
        self.to.set_options([Option(code=mark, label=words("stick.to.one", mark=mark)) for mark in seen.others])
        chosen = self._chosen()
        cleared(self._files)
        self.choices = {}
        if seen.room.all:
            previews, every = (size_words(words, size) for size in (seen.room.previews, seen.room.all))
            offered = [("none", words("stick.files.none")), ("all", words("stick.files.all", size=every))]
            if 0 < seen.room.previews < seen.room.all:
                offered.insert(1, ("previews", words("stick.files.previews", size=previews)))
            self._files.addWidget(label(kit, words("stick.files"), Face.MEDIUM))
            row, group = Flow(kit.look.px(8)), QButtonGroup(self, exclusive=True)
            for key, text in offered:
                each = button(kit, text, Kind.SECONDARY)
                each.setCheckable(True)
                each.setChecked(key == chosen or (key == "all" and chosen not in dict(offered)))
                each.setAccessibleName(f"{words('stick.files')}: {text}")
                group.addButton(each)
                row.addWidget(each)
                self.choices[key] = each
            self._files.addLayout(row)

    def _ask_write(self) -> None:
        name = f"{self._bench.mission}-{self._bench.desk.clock.now():%Y-%m-%d}{SUFFIX}"
        path, _ = QFileDialog.getSaveFileName(self, self.write_button.text(), name, f"(*{SUFFIX})")
        if path:
            self.write(Path(path))

    def _ask_read(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.read_button.text(), "", f"(*{SUFFIX})")
        if path:
            self.read(Path(path))

    def _on_written(self, written: Written) -> None:
        self._lock(shut=False)
        words, files = self._bench.kit.words, written.files
        parts = [words("stick.written", changes=written.changes, asks=written.asks, answers=written.answers)]
        if written.to is not None:
            parts.append(words("stick.handed.to", n=written.handed, mark=written.to))
        if files.bytes:
            parts.append(words("stick.files.written", n=files.files, size=size_words(words, files.bytes)))
        if files.left > 0 and self._chosen() == "all":
            parts.append(words("stick.files.left", size=size_words(words, files.left)))
        self._say(" ".join(parts))

    def _on_read(self, read: Read) -> None:
        self._lock(shut=False)
        self._say(read_words(self._bench, read))
        kinds = frozenset(NOUNS) if read.has_moved else frozenset()
        self._bench.background.changed.emit(Changed(kinds=kinds, outbox=True, sync=True))

    def _on_failed(self, error: DeskError) -> None:
        self._lock(shut=False)
        self._bench.tell_error(error)

    def _lock(self, *, shut: bool) -> None:
        """Take nothing more while a file is under way."""
        for one in (self.write_button, self.read_button):
            one.setDisabled(shut)

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.show()

    def _on_moved(self) -> None:
        self.setVisible(self._rounds.is_joined)
        if self._rounds.is_joined and not self._rounds.state.is_running:
            look = partial(_look, self._bench.desk)
            self._bench.background.ask("stick-card", look, done=self._show, failed=self._bench.tell_error)


def read_words(bench: Bench, read: Read) -> str:
    """Say what a bundle brought."""
    words, taken, files = bench.kit.words, read.taken, read.files
    parts = [words("stick.from", mark=read.mark, time=bench.speech.when(moment(read.created)))]
    if taken.applied is not None:
        parts.append(words("stick.applied", sent=taken.applied.sent, received=taken.applied.received))
    if read.handed is not None and read.handed.changes:
        parts.append(words("stick.handed", n=read.handed.changes))
    if read.handed is not None and read.handed.left:
        parts.append(words("handed.left", n=read.handed.left))
    if files.files:
        parts.append(words("stick.files.read", n=files.files))
    if files.left:
        parts.append(words("stick.files.broken", size=size_words(words, files.left)))
    if taken.asks:
        parts.append(words("stick.carries", n=taken.asks))
    if taken.answers:
        parts.append(words("stick.brings", n=taken.answers))
    return " ".join(parts if len(parts) > 1 else [*parts, words("stick.nothing")])


def _write(desk: Desk, target: Path, load: Load, tell: Report) -> Written:
    return sticks.write(desk, target, load, tell)


def _read(desk: Desk, source: Path, tell: Report) -> Read:
    return sticks.read(desk, source, tell)
