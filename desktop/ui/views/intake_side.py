"""Intake side: who may be known already, and how urgent the case looks, beside what is being typed."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.intake import Known, reason_words
from desktop.ui.viewmodels.tones import PRIORITY_TONES
from desktop.ui.views.bench import Bench
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.drawn.avatar import Avatar
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.emptying import empty
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.text import ElidedLabel, paragraph
from sync.domain.rules.priority import Proposal

_WIDTH = 364


class IntakeSide(QWidget):
    """Two cards. Enter on a person takes that person."""

    chosen = Signal(object)  # Known
    forgotten = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self.rows: list[KnownRow] = []
        px, words = bench.kit.look.px, bench.kit.words
        self.setFixedWidth(px(_WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
        people = Card(bench.kit, words("intake.known"))
        self._people = QVBoxLayout()
        self._people.setSpacing(px(8))
        people.body.addLayout(self._people)
        urgency = Card(bench.kit, words("intake.priority"))
        self._urgency = QVBoxLayout()
        self._urgency.setSpacing(px(8))
        urgency.body.addLayout(self._urgency)
        column.addWidget(people)
        column.addWidget(urgency)
        column.addStretch()
        self.show_known(())

    def show_known(self, found: Sequence[Known]) -> None:
        """Show who may be meant; the keyboard stays on the person it is on."""
        at = next((row.known.id for row in self.rows if row.hasFocus()), None)
        empty(self._people)
        self.rows = []
        words = self._bench.kit.words
        if not found:
            self._people.addWidget(paragraph(self._bench.kit, words("intake.known.none"), Face.SMALL, "subtle"))
        for one in found:
            row = KnownRow(self._bench, one)
            row.taken.connect(self.chosen)
            self.rows.append(row)
            self._people.addWidget(row)
            row.show()  # what is not shown yet cannot take the keyboard
            if one.id == at:
                row.setFocus()

    def focus_first(self) -> None:
        """Put the keyboard on the first person."""
        if self.rows:
            self.rows[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_chosen(self, known: Known | None) -> None:
        """Show who was chosen, with a way back."""
        if known is None:
            self.show_known(())
            return
        self.show_known((known,))
        kit = self._bench.kit
        self._people.insertWidget(0, Chip(kit, kit.words("intake.chosen"), Tone.SUCCESS, "user-check"))
        other = button(kit, kit.words("intake.other"), Kind.LINK, "undo-2")
        other.clicked.connect(self.forgotten)
        self._people.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)

    def show_priority(self, proposal: Proposal, chosen: object) -> None:
        """Show the proposed priority with its reasons; what was chosen by hand counts."""
        empty(self._urgency)
        kit, speech = self._bench.kit, self._bench.speech
        code = proposal.priority
        self._urgency.addWidget(Chip(kit, speech.code("priority", code), PRIORITY_TONES.get(code, Tone.NEUTRAL)))
        why = ", ".join(reason_words(reason, speech) for reason in proposal.reasons)
        self._urgency.addWidget(paragraph(kit, kit.words("intake.because", why=why), Face.SMALL))
        if chosen and chosen > code:  # type: ignore[operator]  # P1 stands before P4
            self._urgency.addWidget(paragraph(kit, kit.words("intake.never_lower"), Face.SMALL, "warning"))


class KnownRow(QFrame):
    """One person: name, what is known, how alike and why."""

    taken = Signal(object)  # Known

    def __init__(self, bench: Bench, known: Known) -> None:
        super().__init__()
        self.known = known
        kit, words, px = bench.kit, bench.kit.words, bench.kit.look.px
        self.setProperty("part", "subform")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words("list.dot").join(one for one in (known.name, known.line, known.reasons) if one))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(10), px(12), px(10))
        column.setSpacing(px(4))
        top = QHBoxLayout()
        top.setSpacing(px(10))
        top.addWidget(Avatar(kit, known.name))
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(ElidedLabel(kit, known.name, Face.MEDIUM))
        said.addWidget(ElidedLabel(kit, known.line, Face.SMALL, "muted"))
        top.addLayout(said, 1)
        column.addLayout(top)
        if known.score is not None:
            tone = Tone.DANGER if known.is_likely else Tone.WARNING
            marks = Flow(px(6))
            marks.addWidget(Chip(kit, words("intake.score", n=known.score), tone))
            column.addLayout(marks)
            column.addWidget(paragraph(kit, known.reasons, Face.SMALL))
        take = button(kit, words("intake.take"), Kind.LINK, "user-check")
        take.setAccessibleName(words("intake.take_named", name=known.name))
        take.clicked.connect(partial(self.taken.emit, known))
        column.addWidget(take, 0, Qt.AlignmentFlag.AlignLeft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.taken.emit(self.known)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.taken.emit(self.known)
        super().mouseReleaseEvent(event)
