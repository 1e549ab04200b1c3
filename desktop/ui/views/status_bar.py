"""Status bar: always there; the line to the centre, that work is safe here, what waits, what needs a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.ui.durations import seconds_words
from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.text import icon_label, label, line


class Link(StrEnum):
    """How the desk stands with the centre."""

    ONLINE = "online"  # and everything entered here is proven to be at the centre
    UNPROVEN = "unproven"  # online, and something waits, was refused, or was not compared yet
    DIFFERS = "differs"  # the centre holds something else
    SYNCING = "syncing"
    OFFLINE = "offline"
    REFUSED = "refused"  # the centre does not accept this device
    LOCAL = "local"  # the desk has not joined a centre


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStatus:
    """What the bar shows."""

    link: Link = Link.LOCAL
    waiting: int = 0
    conflicts: int = 0
    last_sync: datetime | None = None
    is_proven: bool = False  # until then everything entered here is at the centre
    next_try_s: float | None = None
    first_percent: int | None = None  # of the first data, while it is not all here


_PILLS: Final = {
    Link.ONLINE: ("wifi", Tone.SUCCESS),
    Link.UNPROVEN: ("wifi", Tone.INFO),
    Link.DIFFERS: ("circle-alert", Tone.WARNING),
    Link.SYNCING: ("refresh-cw", Tone.INFO),
    Link.OFFLINE: ("wifi-off", Tone.WARNING),
    Link.REFUSED: ("circle-alert", Tone.DANGER),
    Link.LOCAL: ("monitor", Tone.NEUTRAL),
}


class StatusBar(QFrame):
    """The bar; where the window is narrow, what can be missed gives way first."""

    try_now_asked = Signal()
    conflicts_asked = Signal()
    waiting_asked = Signal()

    def __init__(self, kit: Kit, version: str) -> None:
        super().__init__()
        px = kit.look.px
        self._kit = kit
        self.setObjectName("statusBar")
        self.setFixedHeight(px(42))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(16), 0, px(16), 0)
        self._row.setSpacing(px(12))
        self._pill = Chip(kit, "", Tone.NEUTRAL)
        self._row.addWidget(self._pill)
        self._saved = label(kit, kit.words("shell.status.saved"), Face.SMALL, "muted")
        self._waiting = self._button("cloud-upload", "muted", self.waiting_asked)
        self._conflicts = self._button("git-merge", "danger", self.conflicts_asked)
        self._last = label(kit, "", Face.SMALL, "muted")
        self._rules = [line(upright=True, height=px(16)) for _each in range(4)]
        for widget in (self._saved, self._rules[0], self._waiting, self._rules[1], self._conflicts):
            self._row.addWidget(widget)
        self._row.addWidget(self._rules[2])
        self._row.addWidget(self._last)
        self._row.addStretch()
        self.try_now = button(kit, kit.words("shell.status.try_now"), Kind.LINK)
        self.try_now.setFont(kit.look.font(Face.SMALL_STRONG))
        self.try_now.clicked.connect(self.try_now_asked)
        self._sealed = self._encrypted()
        self._version = label(kit, f"v{version}", Face.SMALL, "subtle")
        for end in (self.try_now, self._rules[3], self._sealed, self._version):
            self._row.addWidget(end)
        self._has: dict[QWidget, bool] = {}

    def show_status(self, status: DeskStatus, now: datetime) -> None:
        """Show *status* as it is *now*."""
        words = self._kit.words
        self._show_pill(status.link)
        waits = words("shell.status.waiting", n=status.waiting) if status.waiting else words("shell.status.all_sent")
        self._set(self._waiting, waits)
        self._set(self._conflicts, words("shell.status.conflicts", n=status.conflicts))
        self._last.setText(self._last_words(status, now))
        is_joined = status.link is not Link.LOCAL
        self._has = {
            self._waiting: is_joined,
            self._rules[0]: is_joined,
            self._conflicts: status.conflicts > 0,
            self._rules[1]: status.conflicts > 0,
            self._last: is_joined,
            self._rules[2]: is_joined,
            self.try_now: is_joined,
            self._rules[3]: is_joined,
        }
        self.try_now.setEnabled(status.link is not Link.SYNCING)
        self._fit()

    def _last_words(self, status: DeskStatus, now: datetime) -> str:
        words = self._kit.words
        if status.first_percent is not None:
            return words("shell.status.first", percent=status.first_percent)
        if status.last_sync is None:
            last = words("shell.status.never")
        else:
            ago = seconds_words(words, (now - status.last_sync).total_seconds())
            time = words.hour(status.last_sync)  # in the zone of the mission
            last = words("shell.status.proven" if status.is_proven else "shell.status.last", time=time, ago=ago)
        if status.next_try_s is None:
            return last
        return f"{last}, {words('shell.status.next', time=seconds_words(words, status.next_try_s))}"

    def _show_pill(self, link: Link) -> None:
        icon, tone = _PILLS[link]
        self._pill.say(self._kit.words(f"shell.link.{link.value}"), tone, icon)
        self._pill.setMinimumWidth(self._pill.sizeHint().width())  # the first word here is never cut

    def _button(self, icon: str, ink: str, asked: SignalInstance) -> QPushButton:
        made = button(self._kit, "", Kind.LINK, icon)
        made.setFont(self._kit.look.font(Face.SMALL_STRONG if ink == "danger" else Face.SMALL))
        made.setProperty("ink", ink)
        made.setIcon(self._kit.icon(icon, ink, 15, 5))
        made.clicked.connect(asked)
        return made

    @staticmethod
    def _set(made: QPushButton, text: str) -> None:
        made.setText(text)
        made.setAccessibleName(text)

    def _encrypted(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._kit.look.px(6))
        row.addWidget(icon_label(self._kit, "lock", "success", 14))
        row.addWidget(label(self._kit, self._kit.words("shell.status.encrypted"), Face.SMALL, "muted"))
        row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        return made

    def _fit(self) -> None:
        """Show all that there is, then hide what gives way until the rest fits."""
        for widget, has in self._has.items():
            widget.setVisible(has)
        leaving: Sequence[tuple[QWidget, ...]] = (
            (self._version,),
            (self._rules[2], self._last),
            (self._saved, self._rules[0]),
            (self._sealed, self._rules[3]),
        )
        for group in leaving:
            for widget in group:
                widget.setVisible(self._has.get(widget, True))
        for group in leaving:
            if self._row.minimumSize().width() <= self.width():
                return
            for widget in group:
                widget.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
