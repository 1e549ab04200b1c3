"""The two cards of the oversight page: what stands out, and the lines, each leading to its record."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop.actions import oversight
from desktop.actions.oversight import Anomaly
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.oversight import Seen, Shown, anomaly_words, is_grave
from desktop.ui.views.bench import Bench
from desktop.ui.views.row_button import RowButton
from desktop.ui.views.section_page import place_of
from desktop.ui.views.waiting_card import cleared
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.text import icon_label, label, paragraph
from sync.domain.records.catalogue import NOUNS

_FEW: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What stands out, and which witness has seen how much of the centre's log."""

    found: tuple[Anomaly, ...] = ()
    watched: dict[str, Any] | None = None


class MarksCard(Card):
    """What a supervisor should ask about."""

    seen = Signal()  # somebody has seen to what is wrong with the log

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.kit, bench.kit.words("oversight.anomalies"))
        self._bench = bench
        self._marks = QVBoxLayout()
        self.body.addLayout(self._marks)

    def show_marks(self, marks: Marks) -> None:
        """Show the newest of them."""
        kit, found = self._bench.kit, marks.found
        cleared(self._marks)
        if not found:
            self._marks.addWidget(label(kit, kit.words("oversight.anomalies.none"), ink="subtle"))
        for one in found[:_FEW]:
            text = kit.words("list.dot").join(anomaly_words(one, self._bench.speech))
            grave = is_grave(one.code)
            tone, act = (Tone.DANGER, kit.words("oversight.seen")) if grave else (Tone.WARNING, "")
            banner = Banner(kit, "triangle-alert", tone, text, act)
            banner.acted.connect(self._see)
            self._marks.addWidget(banner)
        if marks.watched is not None:
            when = self._bench.speech.moment(marks.watched["at"])
            text = kit.words("oversight.watched", name=marks.watched["name"], n=marks.watched["size"], time=when)
            self._marks.addWidget(paragraph(kit, text, Face.SMALL, "subtle"))

    def _see(self) -> None:
        self._bench.do(oversight.see, self._on_seen)

    def _on_seen(self, _answer: None) -> None:
        self.seen.emit()


class LinesCard(Card):
    """The lines, a page at a time."""

    def __init__(self, bench: Bench) -> None:
        kit = bench.kit
        super().__init__(kit, kit.words("oversight.lines"), kit.words("oversight.export"))
        self._bench = bench
        self.before: int | None = None  # asks for the next page
        self._lines = QVBoxLayout()
        self._lines.setSpacing(kit.look.px(4))
        self.body.addLayout(self._lines)
        self.more = button(kit, kit.words("oversight.more"), Kind.SECONDARY)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)

    def show_lines(self, found: Seen, *, is_first: bool) -> None:
        """Show a page, in place of all or behind those that are shown."""
        kit = self._bench.kit
        if is_first:
            cleared(self._lines)
        for one in found.lines:
            self._lines.addWidget(self._row(one))
        if is_first and not found.lines:
            key, icon = ("oversight.none", "history") if found.has_right else ("oversight.no_right", "eye-off")
            self._lines.addWidget(EmptyState(kit, icon, kit.words(key), kit.words(f"{key}.text")))
        self.before = found.before
        self.more.setVisible(found.before is not None)
        if self.link is not None:
            self.link.setVisible(not is_first or bool(found.lines))

    def _row(self, one: Shown) -> RowButton:
        kit = self._bench.kit
        mark = icon_label(kit, one.icon, "muted" if one.tone is Tone.NEUTRAL else one.tone.value, 18)
        row = RowButton(kit, mark, one.title, one.under, label(kit, one.meta, Face.SMALL, "subtle"))
        if one.record is not None:
            row.clicked.connect(partial(self._open, one.record))
        return row

    def _open(self, record: tuple[str, str], _on: bool = False) -> None:  # noqa: FBT001, FBT002 - a signal's
        self._bench.shell.go(NOUNS[record[0]].about.section, place_of(*record))
