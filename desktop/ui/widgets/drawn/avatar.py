"""Avatar: the initials of a person on a colour that stays the same for the same name."""

from hashlib import blake2b
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import AVATARS

_LINKS: Final = frozenset({"bin", "binti", "bt", "bte", "al", "el", "van", "de", "ibnu", "a/l", "a/p"})
"""Words that join names; they give no initial."""


def initials(name: str) -> str:
    """Return one or two letters for *name*; "?" when there is none."""
    words = [word for word in name.split() if word.casefold() not in _LINKS and word[0].isalpha()]
    letters = "".join(word[0] for word in words[:2]).upper()
    return letters or "?"


def avatar_color(name: str) -> QColor:
    """Return the ground for *name*: by a sum that is the same on every computer."""
    digest = blake2b(name.encode(errors="replace"), digest_size=2).digest()
    return QColor(AVATARS[int.from_bytes(digest) % len(AVATARS)])


def paint_avatar(painter: QPainter, kit: Kit, rect: QRectF, name: str) -> None:
    """Paint the avatar into the square *rect*."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(avatar_color(name))
    painter.drawEllipse(rect)
    painter.setPen(QColor("#FFFFFF"))
    painter.setFont(kit.look.font(Face.SMALL_STRONG))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))
    painter.restore()


class Avatar(QWidget):
    """An avatar on a page; the name stands beside it or is read from it."""

    def __init__(self, kit: Kit, name: str, size: int = 34) -> None:
        super().__init__()
        self._kit = kit
        self._name = name
        side = kit.look.px(size)
        self.setFixedSize(QSize(side, side))
        self.setAccessibleName(name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_avatar(painter, self._kit, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._name)
        painter.end()
