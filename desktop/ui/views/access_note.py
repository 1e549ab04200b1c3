"""Access note: says that colleagues ask to read restricted cases, to whoever can answer; nothing where nobody asks."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.actions import restriction
from desktop.changed import Changed
from desktop.store.row import Row
from desktop.ui.tokens import Tone
from desktop.ui.views.bench import Bench
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.emptying import empty

_KINDS: Final = frozenset({"access_request", "case_key"})


class AccessNote(QWidget):
    """A banner that leads to the first case that somebody asks for."""

    asked = Signal(str, str)  # kind and id of the record to go to

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._ask()

    def refresh(self, changed: Changed) -> None:
        """Look again when a request or a key came or went."""
        if changed.kinds & _KINDS:
            self._ask()

    def _ask(self) -> None:
        self._bench.ask("today/access", restriction.requests, self._show)

    def _show(self, rows: tuple[Row, ...]) -> None:
        empty(self._column)
        self.setVisible(bool(rows))
        if rows:
            words = self._bench.kit.words
            text, look = words("today.access", n=len(rows)), words("today.access.look")
            banner = Banner(self._bench.kit, "shield", Tone.WARNING, text, look)
            banner.acted.connect(partial(self.asked.emit, "case", rows[0].fields["case_id"]))
            self._column.addWidget(banner)
