"""Table header: titles that sort, by mouse and by keyboard, with an arrow on the one that does."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop.ui.fitting import fitting
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.table.cells import Column


class TableHeader(QHeaderView):
    """Left and right move between the titles, Enter or Space sorts; the same title again turns the order."""

    sort_asked = Signal(str, bool)  # what to sort by; whether ascending

    def __init__(self, kit: Kit, name: str, columns: Sequence[Column], view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._kit = kit
        self._columns = tuple(columns)
        self._sorted: tuple[str, bool] | None = None
        self._at = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSectionsClickable(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setHighlightSections(False)
        self.setFixedHeight(kit.look.px(40))
        self.setMinimumSectionSize(kit.look.px(40))
        self.sectionClicked.connect(self._ask)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other titles."""
        self._columns = tuple(columns)
        self._at = 0
        self.viewport().update()

    def set_sorted(self, sort: str, *, is_ascending: bool) -> None:
        """Show the arrow; nothing is emitted."""
        self._sorted = (sort, is_ascending)
        self.viewport().update()

    def _ask(self, section: int) -> None:
        sort = self._columns[section].sort
        if sort is None:
            return
        is_ascending = not (self._sorted is not None and self._sorted == (sort, True))
        self.set_sorted(sort, is_ascending=is_ascending)
        self.sort_asked.emit(sort, is_ascending)

    def _step(self, by: int) -> None:
        visible = [number for number in range(self.count()) if not self.isSectionHidden(number)]
        place = visible.index(self._at) if self._at in visible else 0
        self._at = visible[max(0, min(len(visible) - 1, place + by))]
        self.viewport().update()

    def _paint_arrow(self, painter: QPainter, rect: QRect, words: int, column: Column) -> None:
        if self._sorted is None or column.sort != self._sorted[0]:
            return
        side = self._kit.look.px(14)
        name = "arrow-up" if self._sorted[1] else "arrow-down"
        place = QRectF(rect.x() + words + self._kit.look.px(4), rect.center().y() - side // 2 + 1, side, side)
        self._kit.icons.paint(painter, name, self._kit.look.color("primary_text"), place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self._step(-1)
            case Qt.Key.Key_Right:
                self._step(1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self._ask(self._at)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  # Qt's name
        px, look = self._kit.look.px, self._kit.look
        column = self._columns[logicalIndex]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), look.color("border"))
        inner = rect.adjusted(px(14) if logicalIndex == 0 else px(10), 0, -px(4), 0)
        is_sorted = self._sorted is not None and column.sort is not None and column.sort == self._sorted[0]
        font = look.font(Face.SMALL_STRONG)
        painter.setFont(font)
        painter.setPen(look.color("primary_text" if is_sorted else "muted"))
        room = inner.width() - (px(20) if is_sorted else 0)
        words = fitting(QFontMetrics(font), column.title, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        self._paint_arrow(painter, inner, QFontMetrics(font).horizontalAdvance(words), column)
        if self.hasFocus() and logicalIndex == self._at:
            painter.setPen(QPen(look.color("focus"), 2))
            painter.drawRoundedRect(rect.adjusted(3, 5, -3, -5), 6, 6)
        painter.restore()
