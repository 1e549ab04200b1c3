"""Timeline: what happened with a record, newest first, with what has not been sent yet marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.text import label, paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One thing that happened; all texts are words already."""

    icon: str
    tone: Tone
    title: str
    meta: str  # when, and by whom
    text: str = ""
    mark: str = ""  # such as "Not sent yet"


class Timeline(QWidget):
    """Entries under each other, joined by a line."""

    more_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_entries(self, entries: Sequence[TimelineEntry], *, has_more: bool = False) -> None:
        """Show *entries* in place of those before."""
        while item := self._column.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for number, entry in enumerate(entries, start=1):
            self._column.addWidget(self._row(entry, is_last=number == len(entries)))
        if has_more:
            more = button(self._kit, self._kit.words("shell.timeline.more"), Kind.LINK)
            more.clicked.connect(self.more_asked)
            self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)  # all that is left over, or the entries would drift apart

    def _row(self, entry: TimelineEntry, *, is_last: bool) -> QWidget:
        px = self._kit.look.px
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(_Dot(self._kit, entry, is_last=is_last))
        words = QVBoxLayout()
        words.setContentsMargins(0, px(4), 0, px(6) if is_last else px(18))
        words.setSpacing(px(3))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(paragraph(self._kit, entry.title, Face.STRONG, "text"), 1)
        if entry.mark:
            chip = Chip(self._kit, entry.mark, Tone.WARNING, "cloud-upload")
            head.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(head)
        words.addWidget(label(self._kit, entry.meta, Face.SMALL, "subtle"))
        if entry.text:
            words.addWidget(paragraph(self._kit, entry.text))
        words.addStretch()
        row.addLayout(words, 1)
        return made


class _Dot(QWidget):
    """The icon of an entry, and the line down to the next."""

    def __init__(self, kit: Kit, entry: TimelineEntry, *, is_last: bool) -> None:
        super().__init__()
        self._kit = kit
        self._entry = entry
        self._is_last = is_last
        self.setFixedWidth(kit.look.px(30))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._kit.look
        side = look.px(28)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._is_last:
            painter.setPen(QPen(look.color("border"), 2))
            painter.drawLine(QPointF(side / 2 + 1, side + 4), QPointF(side / 2 + 1, self.height() - 4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(f"{self._entry.tone.value}_soft"))
        painter.drawEllipse(QRectF(1, 0, side, side))
        icon = look.px(14)
        place = QRectF(1 + (side - icon) // 2, (side - icon) // 2, icon, icon)
        self._kit.icons.paint(painter, self._entry.icon, look.color(self._entry.tone.value), place)
        painter.end()
