"""Card: a piece of a page on its own ground, with a title and perhaps a link; and the round icon that opens a row."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.text import ElidedLabel, label


class Card(QFrame):
    """A card; add widgets to `body`."""

    def __init__(self, kit: Kit, title: str = "", link: str = "") -> None:
        super().__init__()
        px = kit.look.px
        self.setProperty("part", "card")
        self.link: QPushButton | None = None
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(px(20), px(16), px(20), px(18))
        self.body.setSpacing(px(12))
        if title:
            head = SectionTitle(kit, title, link)
            self.link = head.link
            self.body.addWidget(head)


class SectionTitle(QWidget):
    """The title of a card or of a part of a form, with a link at the other end."""

    def __init__(self, kit: Kit, title: str, link: str = "") -> None:
        super().__init__()
        self.link: QPushButton | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.title = label(kit, title, Face.SECTION)
        row.addWidget(self.title)
        row.addStretch()
        if link:
            self.link = button(kit, link, Kind.LINK)
            row.addWidget(self.link)


class RoundIcon(QWidget):
    """A drawing on a quiet round or square ground; words beside it say the same."""

    def __init__(self, kit: Kit, icon: str, tone: Tone, size: int = 34, *, is_square: bool = False) -> None:
        super().__init__()
        self._kit = kit
        self._icon = icon
        self._tone = tone
        self._is_square = is_square
        side = kit.look.px(size)
        self.setFixedSize(QSize(side, side))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._kit.look.color(f"{self._tone.value}_soft"))
        ground = QRectF(self.rect())
        radius = self._kit.look.px(10) if self._is_square else ground.width() / 2
        painter.drawRoundedRect(ground, radius, radius)
        side = round(ground.width() * 0.46)
        left = (self.width() - side) // 2
        ink = self._kit.look.color(self._tone.value)
        self._kit.icons.paint(painter, self._icon, ink, QRectF(left, left, side, side))
        painter.end()


class FigureCard(QFrame):
    """One number that matters today, with what it counts and one line beneath."""

    def __init__(self, kit: Kit, title: str, icon: str, tone: Tone) -> None:
        super().__init__()
        px = kit.look.px
        self.setProperty("part", "card")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(18), px(16), px(18), px(16))
        row.setSpacing(px(14))
        row.addWidget(RoundIcon(kit, icon, tone, 44, is_square=True), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        self._figure = label(kit, "–", Face.FIGURE)
        self._beneath = ElidedLabel(kit, "", Face.SMALL, "subtle")
        words.addWidget(label(kit, title, Face.BODY, "muted"))
        words.addWidget(self._figure)
        words.addWidget(self._beneath)
        row.addLayout(words, 1)

    def set_figure(self, figure: str, beneath: str) -> None:
        """Show the number and the line beneath."""
        self._figure.setText(figure)
        self._beneath.set_whole(beneath)
