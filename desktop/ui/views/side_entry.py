"""Side entry: one line of the side bar with its count; in the narrow rail the count stands beside the icon."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter

from desktop.ui.fitting import fitting
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.drawn.avatar import paint_avatar
from desktop.ui.widgets.text import set_tip

_MOST = 99


class SideEntry(QPushButton):
    """An icon, words and a count."""

    def __init__(self, kit: Kit, text: str, icon: str) -> None:
        super().__init__()
        self._kit = kit
        self._text = text
        self._icon = icon
        self._count = 0
        self._is_alarm = False
        self._is_rail = False
        self.setProperty("kind", "entry")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)

    def set_count(self, count: int, *, is_alarm: bool) -> None:
        """Show *count*; nothing at 0."""
        self._count = count
        self._is_alarm = is_alarm
        words = self._kit.words("shell.nav.with_count", page=self._text, n=count)
        self.setAccessibleName(words if count else self._text)
        self._tip()
        self.update()

    def set_rail(self, *, is_rail: bool) -> None:
        self._is_rail = is_rail
        self._tip()
        self.update()

    def _tip(self) -> None:
        set_tip(self, self.accessibleName() if self._is_rail else "")

    def _ink(self) -> str:
        return "side_text_active" if self.isChecked() or self.underMouse() else "side_text"

    def _paint_badge(self, painter: QPainter) -> None:
        look = self._kit.look
        text = str(self._count) if self._count <= _MOST else f"{_MOST}+"
        font = look.font(Face.BADGE)
        height = look.px(16 if self._is_rail else 18)
        width = max(height, QFontMetrics(font).horizontalAdvance(text) + look.px(6 if self._is_rail else 12))
        left = self.width() // 2 + look.px(11) if self._is_rail else self.width() - width - look.px(10)
        top = look.px(2) if self._is_rail else (self.height() - height) // 2
        place = QRectF(min(left, self.width() - width), top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("side_alarm" if self._is_alarm else "side_badge"))
        painter.drawRoundedRect(place, height / 2, height / 2)
        painter.setPen(look.color("side_text_active"))
        painter.setFont(font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_inside(self, painter: QPainter) -> None:
        look = self._kit.look
        side = look.px(18)
        left = (self.width() - side) // 2 if self._is_rail else look.px(14)
        ink = look.color(self._ink())
        self._kit.icons.paint(painter, self._icon, ink, QRectF(left, (self.height() - side) // 2, side, side))
        if not self._is_rail:
            painter.setPen(ink)
            painter.setFont(look.font(Face.STRONG if self.isChecked() else Face.MEDIUM))
            place = QRect(look.px(44), 0, self.width() - look.px(84), self.height())
            words = fitting(painter.fontMetrics(), self._text, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
        if self._count:
            self._paint_badge(painter)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_inside(painter)
        painter.end()


class OfficerEntry(QPushButton):
    """Who is signed in; opens the small menu with Lock."""

    def __init__(self, kit: Kit, officer: str, role: str) -> None:
        super().__init__()
        self._kit = kit
        self._officer = officer
        self._role = role
        self.setProperty("kind", "entry")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(kit.look.px(50))
        self.setAccessibleName(kit.words("shell.officer", officer=officer, role=role))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._kit.look
        side = look.px(34)
        is_rail = self.width() < look.px(90)
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        left = (self.width() - side) // 2 if is_rail else look.px(8)
        paint_avatar(painter, self._kit, QRectF(left, (self.height() - side) / 2, side, side), self._officer)
        if not is_rail:
            room = QRect(look.px(52), self.height() // 2 - look.px(18), self.width() - look.px(58), look.px(18))
            for text, face, ink in (
                (self._officer, Face.STRONG, "side_text_active"),
                (self._role, Face.SMALL, "side_muted"),
            ):
                painter.setFont(look.font(face))
                painter.setPen(look.color(ink))
                words = fitting(painter.fontMetrics(), text, room.width())
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
                room.translate(0, look.px(18))
        painter.end()
