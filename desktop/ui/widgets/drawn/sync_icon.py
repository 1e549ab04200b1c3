"""Sync icon: whether a record is at the centre, waits here, or needs a decision; said by shape, tip and name."""

from enum import StrEnum
from typing import Final

from PySide6.QtWidgets import QLabel

from desktop.ui.kit import Kit
from desktop.ui.tokens import Tone
from desktop.ui.widgets.text import set_tip


class SyncState(StrEnum):
    """Where the newest state of a record is."""

    AT_CENTRE = "at_centre"
    WAITING = "waiting"
    CONFLICT = "conflict"
    REFUSED = "refused"
    LOCAL = "local"  # this desk has no centre


SYNC_ICONS: Final = {
    SyncState.AT_CENTRE: ("cloud-check", Tone.SUCCESS),
    SyncState.WAITING: ("cloud-upload", Tone.WARNING),
    SyncState.CONFLICT: ("git-merge", Tone.DANGER),
    SyncState.REFUSED: ("circle-alert", Tone.DANGER),
    SyncState.LOCAL: ("monitor", Tone.NEUTRAL),
}


def sync_words(kit: Kit, state: SyncState) -> str:
    return kit.words(f"sync.state.{state.value}")


class SyncIcon(QLabel):
    """The icon on a page."""

    def __init__(self, kit: Kit, state: SyncState, size: int = 18) -> None:
        super().__init__()
        icon, tone = SYNC_ICONS[state]
        self.setPixmap(kit.pixmap(icon, tone.value, size, 2.0))
        self.setFixedSize(kit.icon_size(size))
        self.setAccessibleName(sync_words(kit, state))
        set_tip(self, sync_words(kit, state))
