"""Side bar: the mark of the house, the pages with what waits in them, settings, help, and who is signed in."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.views.page import PageEntry, Signed
from desktop.ui.views.side_entry import OfficerEntry, SideEntry
from desktop.ui.widgets.text import ElidedLabel, set_tip

WIDE: Final = 232
RAIL: Final = 76
_RED: Final = "#CE1126"  # of the flag


class SideBar(QFrame):
    """The pages, by mouse, by Tab and the arrows, and by Ctrl 1 to 7."""

    turned = Signal(str)  # key of the page
    officer_clicked = Signal(object)  # the entry, for a menu above it

    def __init__(self, kit: Kit, plan: Sequence[PageEntry], signed: Signed) -> None:
        super().__init__()
        px = kit.look.px
        self._kit = kit
        self.setObjectName("side")
        self.setAccessibleName(kit.words("shell.side"))
        self._entries: dict[str, SideEntry] = {}
        self._group = QButtonGroup(self, exclusive=True)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(px(3))
        self._brand = _Brand(kit, signed.mission)
        self._column.addWidget(self._brand)
        self._column.addSpacing(px(10))
        for entry in plan:
            if not entry.is_lower:
                self._add(entry)
        self._column.addStretch()
        for entry in plan:
            if entry.is_lower:
                self._add(entry)
        self._add_officer(signed)
        self.set_rail(is_rail=False)

    def show_page(self, key: str) -> None:
        """Mark *key* as the page that is shown; nothing is emitted."""
        self._entries[key].setChecked(True)

    def set_count(self, key: str, count: int, *, is_alarm: bool = False) -> None:
        """Show what waits in the page *key*; an alarm is red and says so in its name."""
        self._entries[key].set_count(count, is_alarm=is_alarm)

    def set_rail(self, *, is_rail: bool) -> None:
        """Become narrow, or wide again."""
        px = self._kit.look.px
        margin = px(6 if is_rail else 12)
        self._column.setContentsMargins(margin, px(14), margin, px(8))
        self.setFixedWidth(px(RAIL if is_rail else WIDE))
        self._brand.set_rail(is_rail=is_rail)
        for entry in self._entries.values():
            entry.set_rail(is_rail=is_rail)

    def _add(self, entry: PageEntry) -> None:
        made = SideEntry(self._kit, self._kit.words(f"shell.nav.{entry.key}"), entry.icon)
        made.setCheckable(True)
        made.clicked.connect(lambda: self.turned.emit(entry.key))
        self._group.addButton(made)
        self._entries[entry.key] = made
        self._column.addWidget(made)

    def _add_officer(self, signed: Signed) -> None:
        px = self._kit.look.px
        rule = QFrame()
        rule.setProperty("part", "sideLine")
        rule.setFixedHeight(1)
        self._column.addSpacing(px(6))
        self._column.addWidget(rule)
        self._column.addSpacing(px(4))
        officer = OfficerEntry(self._kit, signed.officer, signed.role)
        officer.clicked.connect(lambda: self.officer_clicked.emit(officer))
        self._column.addWidget(officer)


class _Brand(QWidget):
    """The mark, the name of the product, and the mission."""

    def __init__(self, kit: Kit, mission: str) -> None:
        super().__init__()
        px = kit.look.px
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(8), px(4), 0, px(4))
        self._row.setSpacing(px(10))
        self._mark = _Mark(kit)
        self._row.addWidget(self._mark)
        self._words = QWidget()
        column = QVBoxLayout(self._words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(ElidedLabel(kit, kit.words("shell.brand"), Face.BRAND, "sideActive"))
        column.addWidget(ElidedLabel(kit, mission, Face.SMALL, "sideMuted"))
        self._row.addWidget(self._words, 1)
        self._left = px(8)
        set_tip(self._mark, mission)

    def set_rail(self, *, is_rail: bool) -> None:
        self._words.setVisible(not is_rail)
        self._row.setContentsMargins(0 if is_rail else self._left, self._left // 2, 0, self._left // 2)
        align = Qt.AlignmentFlag.AlignHCenter if is_rail else Qt.AlignmentFlag.AlignLeft
        self._row.setAlignment(self._mark, align | Qt.AlignmentFlag.AlignVCenter)


class _Mark(QWidget):
    """A shield on red and white."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        side = kit.look.px(36)
        self.setFixedSize(QSize(side, side))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = float(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(QRectF(0, 0, side, side), side / 4, side / 4)
        painter.setClipPath(path)
        painter.fillRect(QRectF(0, 0, side, side / 2), QColor(_RED))
        painter.fillRect(QRectF(0, side / 2, side, side / 2), QColor("#FFFFFF"))
        icon = round(side * 0.62)
        place = round((side - icon) / 2)
        self._kit.icons.paint(painter, "shield-check", "#0D2137", QRectF(place, place, icon, icon))
        painter.end()
