"""Door side: the dark panel before the desk is open, with the mark of the house and, at first, the steps."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.text import icon_label, label, paragraph


class DoorSide(QFrame):
    """Where one is on the way in."""

    def __init__(self, kit: Kit, steps: Sequence[str]) -> None:
        super().__init__()
        px = kit.look.px
        self._kit = kit
        self.setObjectName("side")
        self.setFixedWidth(px(300))
        self._lines: list[tuple[_Number, QLabel, str]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(px(28), px(28), px(24), px(24))
        column.setSpacing(px(14))
        brand = QHBoxLayout()
        brand.setSpacing(px(12))
        brand.addWidget(icon_label(kit, "logo", "side_text_active", 36))
        brand.addWidget(label(kit, kit.words("shell.brand"), Face.BRAND, "sideActive"))
        brand.addStretch()
        column.addLayout(brand)
        column.addSpacing(px(28))
        for number, text in enumerate(steps, start=1):
            column.addLayout(self._step(number, text))
        column.addStretch()
        column.addWidget(paragraph(kit, kit.words("door.promise"), Face.SMALL, "sideMuted"))

    def show_step(self, index: int) -> None:
        """Mark the step that is shown, and those that are done."""
        for number, (circle, words, text) in enumerate(self._lines):
            circle.set_state(is_done=number < index, is_now=number == index)
            words.setProperty("ink", "sideActive" if number == index else "side")
            words.setFont(self._kit.look.font(Face.STRONG if number == index else Face.BODY))
            words.style().unpolish(words)
            words.style().polish(words)
            state = "done" if number < index else "now" if number == index else "to_come"
            words.setAccessibleName(self._kit.words(f"first.step.{state}", step=text))

    def _step(self, number: int, text: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._kit.look.px(12))
        circle = _Number(self._kit, number)
        words = label(self._kit, text, Face.BODY, "side")
        row.addWidget(circle)
        row.addWidget(words, 1)
        self._lines.append((circle, words, text))
        return row


class _Number(QWidget):
    """A circle with the number of a step, or a tick once it is done."""

    def __init__(self, kit: Kit, number: int) -> None:
        super().__init__()
        self._kit = kit
        self._number = number
        self._is_done = self._is_now = False
        side = kit.look.px(26)
        self.setFixedSize(QSize(side, side))

    def set_state(self, *, is_done: bool, is_now: bool) -> None:
        self._is_done, self._is_now = is_done, is_now
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._kit.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._is_now or self._is_done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("side_badge"))
        else:
            painter.setPen(QPen(look.color("side_muted"), 1.2))
        painter.drawEllipse(place)
        if self._is_done:
            side = look.px(14)
            left = (self.width() - side) / 2
            self._kit.icons.paint(painter, "check", look.color("side_text_active"), QRectF(left, left, side, side))
        else:
            painter.setPen(look.color("side_text_active" if self._is_now else "side_text"))
            painter.setFont(look.font(Face.BADGE))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()
