"""Frame: side bar, top bar, page and status bar as one; built again whole when language or look change."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.views.page import Page, PageEntry, Signed
from desktop.ui.views.side_bar import SideBar
from desktop.ui.views.status_bar import StatusBar
from desktop.ui.views.top_bar import TopBar
from desktop.ui.widgets.toast import Toast

RAIL_BELOW: Final = 1400
"""Width of the window, at 100 % text, under which the side bar becomes a rail."""


class Frame(QWidget):
    """Holds the parts; knows nothing of what they ask for."""

    def __init__(self, kit: Kit, plan: Sequence[PageEntry], signed: Signed, version: str) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        self.side = SideBar(kit, plan, signed)
        self.top = TopBar(kit)
        self.stack = QStackedWidget()
        self.status = StatusBar(kit, version)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.top)
        middle.addWidget(self.stack, 1)
        upper.addWidget(self.side)
        upper.addLayout(middle, 1)
        column.addLayout(upper, 1)
        column.addWidget(self.status)
        self.toast = Toast(kit, self)

    def show_page(self, key: str, page: Page) -> None:
        """Turn to *page*, which stays in the stack from now on."""
        if self.stack.indexOf(page.widget) < 0:
            self.stack.addWidget(page.widget)
        self.stack.setCurrentWidget(page.widget)
        if not any(entry.hasFocus() for entry in self.side.findChildren(QWidget)):
            page.widget.setFocus()  # whoever walks the side bar by keyboard stays there
        self.side.show_page(key)
        self.show_heading(page)

    def show_heading(self, page: Page) -> None:
        self.top.set_heading(page.title(), page.summary())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.set_rail(is_rail=self.width() < self._kit.look.px(RAIL_BELOW))
