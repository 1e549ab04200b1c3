"""Cell painter: draws each kind of cell with the look of the kit; knows nothing of models."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from desktop.ui.fitting import fitting
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.widgets.drawn.avatar import paint_avatar
from desktop.ui.widgets.drawn.chip import ChipText, chip_width, paint_chip
from desktop.ui.widgets.drawn.priority_bars import paint_bars
from desktop.ui.widgets.drawn.sync_icon import SYNC_ICONS
from desktop.ui.widgets.table.cells import (
    BarsCell,
    Cell,
    ChipCell,
    Due,
    DueCell,
    NumberCell,
    PersonCell,
    SyncCell,
    TextCell,
)

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CellPainter:
    """Paints cells; fonts are made once, a screen has hundreds of cells."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._px = kit.look.px
        self._fonts = {face: kit.look.font(face) for face in Face}
        self._metrics = {face: QFontMetrics(font) for face, font in self._fonts.items()}

    def paint(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        """Paint *cell* into *rect*, which is without the margins of the row."""
        match cell:
            case TextCell():
                self._lines(painter, rect, cell.text, cell.under, Face.STRONG if cell.is_strong else Face.MEDIUM)
            case NumberCell():
                self._words(painter, rect, cell.text, (Face.NUMBER, "text"), _RIGHT)
            case PersonCell():
                self._person(painter, rect, cell)
            case ChipCell():
                chip = ChipText(text=cell.text, tone=cell.tone, icon=cell.icon)
                width = min(rect.width(), chip_width(self._kit, chip))
                place = QRect(rect.x(), rect.center().y() - self._px(12) + 1, width, self._px(24))
                paint_chip(painter, self._kit, place, chip)
            case BarsCell():
                self._bars(painter, rect, cell)
            case DueCell():
                self._due(painter, rect, cell)
            case SyncCell():
                icon, tone = SYNC_ICONS[cell.state]
                self._icon(painter, rect, icon, tone, 18)

    def paint_waiting(self, painter: QPainter, rect: QRect) -> None:
        """Paint a row that is still on its way: two quiet bars where words will be."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._kit.look.color("skeleton"))
        middle = rect.center().y()
        for share, top in ((0.7, middle - self._px(11)), (0.45, middle + self._px(4))):
            bar = QRectF(rect.x(), top, rect.width() * share, self._px(8))
            painter.drawRoundedRect(bar, self._px(4), self._px(4))

    def _words(
        self, painter: QPainter, rect: QRect, text: str, style: tuple[Face, str], flags: Qt.AlignmentFlag = _LEFT
    ) -> None:
        """Write one line in *style*, a face and the name of its colour."""
        face, ink = style
        painter.setFont(self._fonts[face])
        painter.setPen(self._kit.look.color(ink))
        painter.drawText(rect, flags, fitting(self._metrics[face], text, rect.width()))

    def _lines(self, painter: QPainter, rect: QRect, upper: str, under: str, face: Face) -> None:
        if not under:
            self._words(painter, rect, upper, (face, "text"))
            return
        high, low = self._halves(rect)
        self._words(painter, high, upper, (face, "text"))
        self._words(painter, low, under, (Face.SMALL, "muted"))

    def _halves(self, rect: QRect) -> tuple[QRect, QRect]:
        line = self._px(18)
        top = rect.center().y() - line + 1
        return QRect(rect.x(), top, rect.width(), line), QRect(rect.x(), top + line, rect.width(), line)

    def _person(self, painter: QPainter, rect: QRect, cell: PersonCell) -> None:
        side = self._px(32)
        paint_avatar(painter, self._kit, QRectF(rect.x(), rect.center().y() - side / 2 + 1, side, side), cell.name)
        beside = rect.adjusted(side + self._px(10), 0, 0, 0)
        self._lines(painter, beside, cell.name, cell.under, Face.MEDIUM)

    def _bars(self, painter: QPainter, rect: QRect, cell: BarsCell) -> None:
        paint_bars(painter, self._kit, QRectF(rect), cell.filled, cell.tone)
        face = Face.STRONG if cell.tone is Tone.DANGER else Face.MEDIUM
        self._words(painter, rect.adjusted(self._px(22), 0, 0, 0), cell.text, (face, cell.tone.value))

    def _due(self, painter: QPainter, rect: QRect, cell: DueCell) -> None:
        if cell.due is Due.LATER:
            self._lines(painter, rect, cell.text, cell.under, Face.MEDIUM)
            return
        icon, tone = ("triangle-alert", Tone.DANGER) if cell.due is Due.OVERDUE else ("clock", Tone.WARNING)
        high, low = self._halves(rect) if cell.under else (rect, rect)
        self._icon(painter, high, icon, tone, 15)
        self._words(painter, high.adjusted(self._px(20), 0, 0, 0), cell.text, (Face.STRONG, tone.value))
        if cell.under:
            self._words(painter, low, cell.under, (Face.SMALL, "muted"))

    def _icon(self, painter: QPainter, rect: QRect, icon: str, tone: Tone, size: int) -> None:
        side = self._px(size)
        place = QRectF(rect.x(), rect.center().y() - side // 2 + 1, side, side)
        self._kit.icons.paint(painter, icon, self._kit.look.color(tone.value), place)
