"""Detail panel: one record beside its list; over it where the window is narrow."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import icon_button
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.scrolled import scrolled
from desktop.ui.widgets.tabs import Tabs
from desktop.ui.widgets.text import ElidedLabel, line, paragraph

WIDTH: Final = 364
OVERLAY_BELOW: Final = 1343
"""Width of the window, at 100 % text, under which list and panel do not fit side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailHead:
    """What stands at the top of a panel."""

    over: str  # the number of the record
    title: str
    under: str = ""
    chips: Sequence[tuple[str, Tone]] = ()
    alert: tuple[str, Tone, str] | None = None  # icon, tone, sentence


class DetailPanel(QFrame):
    """Head, actions, tabs, and a body that scrolls."""

    closed = Signal()
    more_asked = Signal(object)  # the button, for a menu beneath it

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__()
        px = kit.look.px
        self._kit = kit
        self.setProperty("part", "card")
        self.setAccessibleName(name)
        self.setFixedWidth(px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self._head = QVBoxLayout()
        self._head.setContentsMargins(px(20), px(12), px(20), 0)
        self._head.setSpacing(px(3))
        column.addLayout(self._head)
        self.tabs: Tabs | None = None
        self._over = ElidedLabel(kit, "", Face.SMALL, "subtle")
        self._title = paragraph(kit, "", Face.TITLE, "text")
        self._under = paragraph(kit, "")
        self._chips = Flow(px(6))
        self._alert = QVBoxLayout()
        self._actions = Flow(px(8))
        self._build_head()
        column.addWidget(line())
        self.body = QVBoxLayout()
        self.body.setContentsMargins(px(18), px(14), px(18), px(14))
        self.body.setSpacing(px(14))
        self._scrolled = scrolled(name, self.body)
        column.addWidget(self._scrolled, 1)

    def show_head(self, head: DetailHead) -> None:
        """Show *head* in place of the one before."""
        self._over.set_whole(head.over)
        self._title.setText(head.title)
        self._under.setText(head.under)
        self._under.setVisible(bool(head.under))
        self._chips.clear()
        for text, tone in head.chips:
            self._chips.addWidget(Chip(self._kit, text, tone))
        while item := self._alert.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        if head.alert is not None:
            icon, tone, text = head.alert
            self._alert.addWidget(Banner(self._kit, icon, tone, text))

    def set_actions(self, buttons: Sequence[QPushButton]) -> None:
        """Show *buttons* under the head; the first is the likely next step."""
        self._actions.clear()
        for made in buttons:
            self._actions.addWidget(made)
        self._order_keys()

    def set_tabs(self, name: str, tabs: Sequence[tuple[str, str]]) -> Tabs:
        """Add the bar of tabs, once."""
        self.tabs = Tabs(self._kit, name, tabs)
        self._head.addWidget(self.tabs)
        self._order_keys()
        return self.tabs

    def _order_keys(self) -> None:
        """Let Tab go as the eye does, whatever was added last."""
        actions = [item.widget() for number in range(self._actions.count()) if (item := self._actions.itemAt(number))]
        stops = [self._more, self._close, *actions, self.tabs, self._scrolled]
        there = [stop for stop in stops if stop is not None]
        for before, after in pairwise(there):
            QWidget.setTabOrder(before, after)

    def _build_head(self) -> None:
        px = self._kit.look.px
        top = QHBoxLayout()
        top.setSpacing(px(4))
        more = self._more = icon_button(self._kit, self._kit.words("shell.more_actions"), "ellipsis")
        close = self._close = icon_button(self._kit, self._kit.words("shell.close_panel"), "x")
        more.clicked.connect(lambda: self.more_asked.emit(more))
        close.clicked.connect(self.closed)
        top.addWidget(self._over, 1)
        top.addWidget(more)
        top.addWidget(close)
        self._head.addLayout(top)
        self._head.addWidget(self._title)
        self._head.addWidget(self._under)
        self._head.addSpacing(px(8))
        self._head.addLayout(self._chips)
        self._head.addSpacing(px(9))
        self._head.addLayout(self._alert)
        self._head.addSpacing(px(9))
        self._head.addLayout(self._actions)
        self._head.addSpacing(px(6))


class SplitWithDetail(QWidget):
    """A list with a panel: side by side, or the panel over the right end of the list in a narrow window."""

    def __init__(self, kit: Kit, content: QWidget, panel: DetailPanel) -> None:
        super().__init__()
        self._kit = kit
        self._panel = panel
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(kit.look.px(16))
        self._row.addWidget(content, 1)
        self._row.addWidget(panel)
        self._is_overlay = False
        panel.closed.connect(panel.hide)
        panel.hide()
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, panel.closed.emit)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def is_overlay(self) -> bool:
        return self._is_overlay

    def show_panel(self) -> None:
        """Show the panel where there is room for it."""
        self._arrange()
        self._panel.show()
        self._panel.raise_()

    def _arrange(self) -> None:
        is_narrow = self.window().width() < self._kit.look.px(OVERLAY_BELOW)
        if is_narrow != self._is_overlay:
            self._is_overlay = is_narrow
            self._panel.setProperty("part", "overlay" if is_narrow else "card")
            self._panel.style().unpolish(self._panel)
            self._panel.style().polish(self._panel)
            self._panel.setGraphicsEffect(_shadow(self._kit, self._panel) if is_narrow else None)  # type: ignore[arg-type]  # None takes it away
            if is_narrow:
                self._row.removeWidget(self._panel)
            else:
                self._row.addWidget(self._panel)
        if is_narrow:
            self._panel.setGeometry(self.width() - self._panel.width(), 0, self._panel.width(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _shadow(kit: Kit, panel: QWidget) -> QGraphicsDropShadowEffect:
    """Lift *panel* off the list that it covers."""
    color = kit.look.color("shadow")
    color.setAlpha(110 if kit.look.is_dark else 60)
    shadow = QGraphicsDropShadowEffect(panel)
    shadow.setBlurRadius(kit.look.px(32))
    shadow.setOffset(-kit.look.px(4), kit.look.px(2))
    shadow.setColor(color)
    return shadow
