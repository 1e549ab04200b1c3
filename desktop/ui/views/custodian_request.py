"""Custodian request: a file for the custodians, the words that both sides read out, and the files of their answers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.keys.recovery import REPLY, Request
from desktop.ui.error_text import field_text
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.viewmodels import recovering
from desktop.ui.viewmodels.recovering import FurtherWays
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.text import label, paragraph
from sync.errors import DeskError

NEEDED: Final = 2
"""Custodians who open a desk together."""


class Runs(Protocol):
    """Runs work off the screen thread."""

    def __call__(
        self, act: Callable[[], Any], *, done: Callable[[Any], None], failed: Callable[[DeskError], None]
    ) -> object: ...


class CustodianRequest(QWidget):
    """Goes on with a request of before where one is open: answers may take days."""

    complete = Signal()

    def __init__(self, kit: Kit, folder: Path, ways: FurtherWays, run: Runs) -> None:
        super().__init__()
        self._kit = kit
        self._folder = folder
        self._run = run
        self.replies: list[Path] = []
        self.is_complete = False
        words = kit.words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.px(8))
        column.addWidget(paragraph(kit, words("recover.request.text", names=", ".join(ways.custodians))))
        self.save = button(kit, words("recover.request.save"), Kind.SECONDARY, "download")
        self.save.clicked.connect(self._ask_place)
        self.read = button(kit, words("recover.replies.read"), Kind.SECONDARY, "folder-open")
        self.read.clicked.connect(self._ask_replies)
        self._compare = paragraph(kit, words("recover.request.compare"), Face.SMALL, "subtle")
        self.words = label(kit, "", Face.STRONG)
        self.words.setWordWrap(True)
        self._said = paragraph(kit, "", Face.SMALL)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(self.read)
        buttons.addStretch()
        column.addLayout(buttons)
        for widget in (self._compare, self.words, self._said):
            column.addWidget(widget)
        self._show_words(ways.words)

    def write(self, target: Path) -> None:
        """Write a request to *target*; what answers an earlier one opens nothing any more."""
        self._run(partial(recovering.ask, self._folder, target), done=self._on_asked, failed=self._on_refused)

    def take(self, paths: list[Path]) -> None:
        """Read answers, besides those that were read before."""
        replies = list(dict.fromkeys([*self.replies, *paths]))
        act = partial(recovering.answered, self._folder, replies)
        self._run(act, done=partial(self._on_read, replies), failed=self._on_refused)

    def said(self) -> str:
        """Return how far it is."""
        return self._said.text()

    def _ask_place(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.save.text(), "recovery-request", "")
        if path:
            self.write(Path(path))

    def _ask_replies(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, self.read.text(), "", f"(*{REPLY});;(*)")
        if paths:
            self.take([Path(one) for one in paths])

    def _on_asked(self, made: Request) -> None:
        self.replies, self.is_complete = [], False
        self._show_words(made.words())
        self._say(self._kit.words("recover.request.saved"))

    def _on_read(self, replies: list[Path], names: tuple[str, ...]) -> None:
        self.replies, self.is_complete = replies, len(names) >= NEEDED
        words = self._kit.words
        if self.is_complete:
            self._say(words("recover.replies.enough", names=", ".join(names)), "success")
            self.complete.emit()
        else:
            self._say(words("recover.replies.one", names=", ".join(names) or "0", needed=NEEDED))

    def _on_refused(self, error: DeskError) -> None:
        self._say(field_text(self._kit.words, error), "danger")

    def _show_words(self, said: str | None) -> None:
        self.words.setText(said or "")
        for widget in (self._compare, self.words):
            widget.setVisible(said is not None)
        self.read.setEnabled(said is not None)
        self._said.setVisible(bool(self._said.text()))

    def _say(self, text: str, ink: str = "subtle") -> None:
        self._said.setText(text)
        self._said.setProperty("ink", ink)
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)
        self._said.show()
        announce(self, text)
