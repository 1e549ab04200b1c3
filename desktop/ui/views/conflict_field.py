"""Conflict field: one field with two values beside each other, and room for a third."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from desktop.actions.disputes import Choice, Disputed, Side
from desktop.ui.look import Face
from desktop.ui.viewmodels.refusals import path_label, path_value
from desktop.ui.viewmodels.sync_page import near
from desktop.ui.views.bench import Bench
from desktop.ui.views.draft_keeper import Body, journal
from desktop.ui.views.form_fields import FieldMaker
from desktop.ui.views.value_card import ValueCard
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.fields.form_field import FormField
from desktop.ui.widgets.text import label
from sync.clock import moment


class ConflictField(QWidget):
    """Nothing is chosen at first: a value that gives way must do so by somebody's hand."""

    chosen = Signal()

    def __init__(self, bench: Bench, kind: str, disputed: Disputed) -> None:
        super().__init__()
        self._bench = bench
        self._kind = kind
        self.disputed = disputed
        self._third: FormField | None = None
        px = bench.kit.look.px
        self._name = path_label(bench.speech, kind, disputed.path)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))
        self._column.addWidget(label(bench.kit, self._name, Face.STRONG))
        self._group = QButtonGroup(self, exclusive=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(10))
        self.cards: dict[str, ValueCard] = {}
        for number, side in enumerate(disputed.sides):
            card = self._card(side)
            self._group.addButton(card)
            grid.addWidget(card, 0, number, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(number, 1)
            self.cards[side.which] = card
        self._column.addLayout(grid)
        self._group.buttonClicked.connect(self._on_card)
        self.another = button(bench.kit, bench.kit.words("sync.side.third"), Kind.LINK, "pencil")
        self.another.setVisible(disputed.takes_third)
        self.another.clicked.connect(self.open_third)
        self._column.addWidget(self.another, 0, Qt.AlignmentFlag.AlignLeft)
        self.drafts = journal(bench, self, f"conflict/{disputed.id}", self._typed, self._show)

    def choice(self) -> Choice | None:
        """Return what is chosen; None while nothing is."""
        for which, card in self.cards.items():
            if card.isChecked():
                return Choice(which=which)
        if self._third is not None and self._third.value() is not None:
            return Choice(which="third", value=self._third.value())
        return None

    def open_third(self) -> None:
        """Offer a line for another value."""
        field = self.disputed.field
        if self._third is None and field is not None:
            self._third = FieldMaker(self._bench, self._kind).make(field)
            self._third.changed.connect(self._on_third)
            self._column.addWidget(self._third)
            self.another.hide()
            self._third.setFocus()

    def _typed(self) -> Body:
        value = None if self._third is None else self._third.value()
        return {} if value is None else {"third": value}

    def _show(self, kept: Body) -> None:
        self.open_third()
        if self._third is not None:
            self._third.set_value(kept["third"])
            self._on_third()

    @property
    def third(self) -> FormField | None:
        return self._third

    def _card(self, side: Side) -> ValueCard:
        bench = self._bench
        words = bench.kit.words
        others = [one for one in self.disputed.sides if one is not side]
        place = "mine" if side.is_here else "centre" if others[0].is_here else "other_desk"
        value = path_value(bench.speech, self._kind, self.disputed.path, side.value)
        return ValueCard(bench.kit, words(f"sync.side.{place}"), value, self._author(side))

    def _author(self, side: Side) -> str:
        bench = self._bench
        if not side.at:
            return bench.kit.words("sync.side.unknown")
        time = near(bench.speech, moment(side.at), bench.desk.clock.now())
        if side.officer == bench.desk.officer.user and side.is_here:
            return bench.kit.words("sync.side.by_me", time=time)
        return bench.kit.words("sync.side.by", officer=side.officer, time=time)

    def _on_card(self) -> None:
        if self._third is not None:
            self._third.set_value(None)
        self.chosen.emit()

    def _on_third(self) -> None:
        self._group.setExclusive(False)
        for card in self.cards.values():
            card.setChecked(False)
        self._group.setExclusive(True)
        self.chosen.emit()
