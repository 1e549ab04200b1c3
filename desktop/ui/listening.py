"""Listening: while the desk is idle on a good line it waits at the centre, and hears of news as they come there."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from desktop.desk import Desk
from desktop.ui.background import Background, Lane
from sync.errors import DeskError
from sync.protocol.messages import MOST_WAIT_S

_LEAST_S: Final = 10.0
"""An empty answer before that says: too many wait."""


class Listening(QObject):
    """Waits on a lane and a connection of its own. What fails is not tried again before the next round went through."""

    heard = Signal()

    def __init__(self, desk: Desk, background: Background) -> None:
        super().__init__(background)
        self._desk = desk
        self._background = background
        self._is_listening = False
        self._may = False
        self._began = 0.0

    def ended(self, *, budget_spent: bool) -> None:
        """A round went through: listening is worth a try, unless news would come on top of what was allowed."""
        self._may = not budget_spent

    def listen(self) -> None:
        """Wait for news, unless that is being done, or was no use on this line."""
        if self._is_listening or not self._may or not self._desk.line.is_good:
            return
        self._is_listening = True
        self._began = self._desk.clock.monotonic()
        act = partial(self._desk.line.hears_news, MOST_WAIT_S)
        self._background.do(act, done=self._on_answer, failed=self._on_failed, lane=Lane.NEWS)

    def _on_answer(self, news: bool) -> None:  # noqa: FBT001 - an answer of the lane
        self._is_listening = False
        is_wanted = self._may
        self._may = is_wanted and not news and self._desk.clock.monotonic() - self._began >= _LEAST_S
        if news and is_wanted:
            self.heard.emit()

    def _on_failed(self, _error: DeskError) -> None:
        self._is_listening = self._may = False
