"""Dialogs: one that asks before something that cannot be taken back, and one that shows how far long work is."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.ui.durations import seconds_words
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.ticket import Progress
from desktop.ui.tokens import Tone
from desktop.ui.widgets.announce import announce
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import RoundIcon
from desktop.ui.widgets.text import label, paragraph


class Dialog(QDialog):
    """A dialog with a title, room for its content in `body`, and buttons at the lower right."""

    def __init__(self, kit: Kit, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = kit.look.px
        self.setWindowTitle(title)
        self.setMinimumWidth(px(440))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(22), px(24), px(20))
        column.setSpacing(px(16))
        self.body = QVBoxLayout()
        self.body.setSpacing(px(10))
        column.addLayout(self.body)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(px(8))
        self._buttons.addStretch()
        column.addLayout(self._buttons)

    def add_button(self, made: QPushButton) -> QPushButton:
        """Add a button at the right end."""
        self._buttons.addWidget(made)
        return made

    def fit(self) -> None:
        """Give what is shown now its height: long words break into lines."""
        if (layout := self.layout()) is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))


class ConfirmDialog(Dialog):
    """Asks; the safe answer has the focus and Esc."""

    def __init__(
        self, kit: Kit, title: str, text: str, action: str, *, tone: Tone = Tone.WARNING, parent: QWidget | None = None
    ) -> None:
        super().__init__(kit, title, parent)
        head = QHBoxLayout()
        head.setSpacing(kit.look.px(16))
        icon = "triangle-alert" if tone in (Tone.WARNING, Tone.DANGER) else "circle-help"
        head.addWidget(RoundIcon(kit, icon, tone, 40), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(kit.look.px(6))
        words.addWidget(paragraph(kit, title, Face.SECTION, "text"))
        words.addWidget(paragraph(kit, text))
        head.addLayout(words, 1)
        self.body.addLayout(head)
        cancel = self.add_button(button(kit, kit.words("shell.cancel")))
        act = self.add_button(button(kit, action, Kind.DANGER if tone is Tone.DANGER else Kind.PRIMARY))
        cancel.clicked.connect(self.reject)
        act.clicked.connect(self.accept)
        cancel.setDefault(True)
        cancel.setFocus()

    def is_confirmed(self) -> bool:
        """Ask, and return the answer."""
        return self.exec() == QDialog.DialogCode.Accepted


class Told(Dialog):
    """Says something that must be read, with one button."""

    def __init__(self, kit: Kit, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(kit, title, parent)
        self.body.addWidget(paragraph(kit, title, Face.SECTION, "text"))
        self.body.addWidget(paragraph(kit, text))
        read = self.add_button(button(kit, kit.words("files.close"), Kind.PRIMARY))
        read.clicked.connect(self.accept)
        self.finished.connect(self.deleteLater)


class ProgressDialog(Dialog):
    """Shows how far long work is and how long it will take; Cancel asks the work to stop."""

    cancelled = Signal()

    def __init__(self, kit: Kit, title: str, parent: QWidget | None = None, notes: Sequence[str] = ()) -> None:
        super().__init__(kit, title, parent)
        self._kit = kit
        self.body.addWidget(label(kit, title, Face.SECTION))
        for note in notes:
            self.body.addWidget(paragraph(kit, note))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(title)
        self.body.addWidget(self._bar)
        self._left = label(kit, kit.words("shell.progress.starting"), Face.SMALL, "subtle")
        self.body.addWidget(self._left)
        self._cancel = self.add_button(button(kit, kit.words("shell.cancel")))
        self._cancel.clicked.connect(self.reject)

    def show_progress(self, progress: Progress) -> None:
        """Show *progress*; called on the screen thread."""
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        words = self._kit.words("shell.progress.of", done=progress.done, total=progress.total)
        if not progress.total:
            words = self._kit.words("shell.progress.done", done=progress.done)
        if progress.seconds_left is not None:
            left = seconds_words(self._kit.words, progress.seconds_left)
            words = f"{words} · {self._kit.words('shell.progress.left', time=left)}"
        self._left.setText(words)

    def finish(self, text: str) -> None:
        """Close, and say *text* aloud."""
        announce(self, text)
        self.accept()

    def reject(self) -> None:
        self._cancel.setEnabled(False)
        self._left.setText(self._kit.words("shell.progress.stopping"))
        self.cancelled.emit()

    def close_now(self) -> None:
        """Close without a word: the work has stopped."""
        super().reject()
