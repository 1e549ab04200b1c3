"""History view: who changed what of a record, when and where, value by value; of one field when asked."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.changed import Changed
from desktop.store.store import Store
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.history import Event, events_of
from desktop.ui.viewmodels.history import Step as Value
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.views.bench import Bench
from desktop.ui.views.places import HistoryPlace
from desktop.ui.views.step import Step, StepHead, scrolled
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.drawn.chip import Chip
from desktop.ui.widgets.emptying import empty
from desktop.ui.widgets.filter_chips import Cut, FilterChips
from desktop.ui.widgets.text import icon_label, label, paragraph

_ICONS = {"create": "plus", "set": "pencil", "delete": "trash-2", "restore": "undo-2"}
_ALL = "*"


def _look(store: Store, place: HistoryPlace, speech: Speech) -> tuple[Sequence[Event], bool]:
    """Read the saves of a record, and whether all of them are here; on the store lane."""
    return events_of(store, place.kind, place.record, speech), store.has_whole_past(place.record)


class HistoryView(Step):
    """The saves of one record, the newest first."""

    def __init__(self, bench: Bench, place: HistoryPlace, trail: Trail) -> None:
        super().__init__()
        self._bench = bench
        self._place = place
        self._events: Sequence[Event] = ()
        self._field = _ALL
        px, words = bench.kit.look.px, bench.kit.words
        self._head = StepHead(bench.kit, trail)
        self._head.say(words("history.title", noun=bench.speech.noun(place.kind)), words("history.under"))
        self._banner = Banner(bench.kit, "clock", Tone.INFO, words("history.past.coming"))
        self._banner.hide()
        self._has_asked = False
        self._chips = QHBoxLayout()
        self._body = QVBoxLayout()
        self._body.setSpacing(px(12))
        self._body.setContentsMargins(0, 0, px(8), 0)
        inner = QWidget()
        inner.setLayout(self._body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._head)
        column.addWidget(self._banner)
        column.addLayout(self._chips)
        column.addWidget(scrolled(words("history.title", noun=bench.speech.noun(place.kind)), inner), 1)
        self._reload()

    def place(self) -> HistoryPlace:
        return self._place

    def refresh(self, changed: Changed) -> None:
        if self._place.record in changed.ids or changed.sync:
            self._reload()

    def _reload(self) -> None:
        query = partial(_look, place=self._place, speech=self._bench.speech)
        self._bench.ask(f"history/{id(self)}", query, self._show)

    def _show(self, seen: tuple[Sequence[Event], bool]) -> None:
        self._events, is_whole = seen
        self._banner.setVisible(not is_whole)
        if not is_whole and not self._has_asked:
            self._has_asked = True
            self._bench.fetch_past(self._place.record, self._reload, self._is_away)
        self._show_chips()
        self._show_events()

    def _is_away(self) -> None:
        """The centre cannot be asked now: what is missing is said, and asked for when the view is opened again."""
        self._banner.set_text(self._bench.kit.words("history.past.away"))

    def _show_chips(self) -> None:
        words, speech = self._bench.kit.words, self._bench.speech
        changed = [event for event in self._events if event.op != "create"]
        names = dict.fromkeys(name for event in changed for name in event.names)
        cuts = [Cut(key=name, text=speech.label(self._place.kind, name)) for name in names]
        empty(self._chips)
        chips = FilterChips(self._bench.kit, words("history.fields"), [Cut(key=_ALL, text=words("history.all")), *cuts])
        chips.choose(self._field if self._field in names else _ALL)
        chips.chosen.connect(self._choose)
        self._chips.addWidget(chips)

    def _choose(self, name: str) -> None:
        self._field = name
        self._show_events()

    def _show_events(self) -> None:
        empty(self._body)
        for event in self._events:
            values = [one for one in event.steps if self._field in (_ALL, one.path.partition("/")[0])]
            if values or self._field == _ALL:
                self._body.addWidget(self._card(event, values))
        self._body.addStretch()

    def _card(self, event: Event, values: Sequence[Value]) -> Card:
        kit, words, speech = self._bench.kit, self._bench.kit.words, self._bench.speech
        card = Card(kit)
        head = QHBoxLayout()
        head.setSpacing(kit.look.px(8))
        head.addWidget(icon_label(kit, _ICONS.get(event.op, "pencil"), "muted"))
        head.addWidget(label(kit, words(f"history.op.{event.op}", officer=event.officer), Face.STRONG), 1)
        if not event.is_sent:
            head.addWidget(Chip(kit, words("list.not_sent"), Tone.WARNING, "cloud-upload"))
        if event.doubt:
            head.addWidget(Chip(kit, words("history.doubtful"), Tone.WARNING, "clock"))
        card.body.addLayout(head)
        where = words("history.where", when=speech.moment(event.at), device=event.device[-6:])
        card.body.addWidget(label(kit, where, Face.SMALL, "subtle"))
        if event.doubt:
            card.body.addWidget(paragraph(kit, event.doubt, Face.SMALL, "muted"))
        if event.reason:
            card.body.addWidget(paragraph(kit, words("history.reason", reason=event.reason)))
        for one in values:
            card.body.addWidget(self._value(event, one))
        return card

    def _value(self, event: Event, one: Value) -> QWidget:
        kit, words = self._bench.kit, self._bench.kit.words
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.px(8))
        name = paragraph(kit, one.label, Face.SMALL, "subtle")
        name.setFixedWidth(kit.look.px(180))
        row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        after = one.after or words("history.nothing")
        said = (
            after if event.op == "create" or not one.before else words("history.step", before=one.before, after=after)
        )
        row.addWidget(paragraph(kit, said, Face.BODY, "text"), 1)
        if one.gave_way:
            row.addWidget(Chip(kit, words("history.gave_way"), Tone.NEUTRAL, "git-merge"), 0, Qt.AlignmentFlag.AlignTop)
        return made
