"""Chip: a word on a quiet ground, painted, for widgets and for the cells of a table alike."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.fitting import fitting
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.words import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipText:
    """What a chip says."""

    text: str
    tone: Tone = Tone.NEUTRAL
    icon: str | None = None


def chip_width(kit: Kit, chip: ChipText) -> int:
    """Return how much room the chip wants."""
    words = QFontMetrics(kit.look.font(Face.SMALL_STRONG)).horizontalAdvance(visible(chip.text))
    return words + kit.look.px(20) + (kit.look.px(18) if chip.icon else 0) + 1


def paint_chip(painter: QPainter, kit: Kit, rect: QRect, chip: ChipText) -> None:
    """Paint a chip that fills *rect*; the words end in "…" where it is narrow."""
    px, ink = kit.look.px, kit.look.color(chip.tone.value)
    font = kit.look.font(Face.SMALL_STRONG)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(kit.look.color(f"{chip.tone.value}_soft"))
    painter.drawRoundedRect(QRectF(rect), rect.height() / 2, rect.height() / 2)
    left = rect.x() + px(10)
    if chip.icon:
        side = px(14)
        kit.icons.paint(painter, chip.icon, ink, QRectF(left, rect.y() + (rect.height() - side) // 2, side, side))
        left += px(18)
    room = rect.right() - px(8) - left + 1
    painter.setFont(font)
    painter.setPen(ink)
    words = fitting(QFontMetrics(font), chip.text, room)
    painter.drawText(QRect(left, rect.y(), room, rect.height()), Qt.AlignmentFlag.AlignVCenter, words)
    painter.restore()


class Chip(QWidget):
    """A chip on a page."""

    def __init__(self, kit: Kit, text: str, tone: Tone = Tone.NEUTRAL, icon: str | None = None) -> None:
        super().__init__()
        self._kit = kit
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.say(text, tone, icon)

    def say(self, text: str, tone: Tone, icon: str | None = None) -> None:
        """Show something else."""
        self._chip = ChipText(text=text, tone=tone, icon=icon)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._chip.text

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._kit, self._chip), self._kit.look.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self._kit.look.px(48)), self._kit.look.px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, self._kit, self.rect(), self._chip)
        painter.end()
