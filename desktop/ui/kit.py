"""Kit: what every widget is handed, so that none reaches for a global: the look, the icons and the words."""

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPixmap

from desktop.ui.icons import Icons
from desktop.ui.look import Look
from desktop.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """One look in one language; a change of either is a new Kit, and the screens are built again."""

    look: Look
    icons: Icons
    words: Words

    def icon(self, name: str, ink: str = "text", size: int = 16, gap: int = 0) -> QIcon:
        return self.icons.icon(name, self.look.color(ink), self.look.px(size), self.look.px(gap))

    def pixmap(self, name: str, ink: str, size: int, ratio: float) -> QPixmap:
        return self.icons.pixmap(name, self.look.color(ink), self.look.px(size), ratio)

    def icon_size(self, size: int = 16, gap: int = 0) -> QSize:
        return QSize(self.look.px(size) + self.look.px(gap), self.look.px(size))
