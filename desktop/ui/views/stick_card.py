"""Stick card: work goes by stick where no line is; one button writes the file, the other reads one."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop import sticks
from desktop.changed import Changed
from desktop.sticks import Read, Written
from desktop.ui.background import Lane
from desktop.ui.look import Face
from desktop.ui.rounds import Rounds
from desktop.ui.views.bench import Bench
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.text import paragraph
from sync.clock import moment
from sync.domain.records.catalogue import NOUNS
from sync.errors import DeskError

SUFFIX = ".sisko-bundle"


class StickCard(Card):
    """Shown once the desk has joined a centre."""

    def __init__(self, bench: Bench, rounds: Rounds) -> None:
        kit, words = bench.kit, bench.kit.words
        super().__init__(kit, words("stick.title"))
        self._bench = bench
        self._rounds = rounds
        self.body.addWidget(paragraph(kit, words("stick.text"), Face.SMALL, "muted"))
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
        act = partial(sticks.write, self._bench.desk, target)
        self._bench.background.do(act, done=self._on_written, failed=self._on_failed, lane=Lane.NETWORK)

    def read(self, source: Path) -> None:
        """Take the bundle *source* in."""
        self._lock(shut=True)
        act = partial(sticks.read, self._bench.desk, source)
        self._bench.background.do(act, done=self._on_read, failed=self._on_failed, lane=Lane.NETWORK)

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
        words = self._bench.kit.words
        self._say(words("stick.written", changes=written.changes, asks=written.asks, answers=written.answers))

    def _on_read(self, read: Read) -> None:
        self._lock(shut=False)
        words, taken = self._bench.kit.words, read.taken
        parts = [words("stick.from", mark=read.mark, time=self._bench.speech.when(moment(read.created)))]
        if taken.applied is not None:
            parts.append(words("stick.applied", sent=taken.applied.sent, received=taken.applied.received))
        if taken.asks:
            parts.append(words("stick.carries", n=taken.asks))
        if taken.answers:
            parts.append(words("stick.brings", n=taken.answers))
        if len(parts) == 1:
            parts.append(words("stick.nothing"))
        self._say(" ".join(parts))
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
