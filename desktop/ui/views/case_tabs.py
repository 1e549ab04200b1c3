"""Case tabs: the sides of a case: what happened, who, papers, details, money, and all else that belongs to it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.store.row import Row
from desktop.ui.look import Face
from desktop.ui.viewmodels.case_page import DOCUMENTS, MONEY, PEOPLE, CaseLook, Happening
from desktop.ui.viewmodels.facts import facts_of, groups_said
from desktop.ui.viewmodels.relations import Relation, only, relations
from desktop.ui.views.bench import Bench
from desktop.ui.views.files.files_card import FilesCard
from desktop.ui.views.small_list import Line, LineRow, SmallList
from desktop.ui.views.step import scrolled
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.emptying import empty
from desktop.ui.widgets.key_value_grid import Fact, KeyValueGrid
from desktop.ui.widgets.tabs import Tabs
from desktop.ui.widgets.text import label, paragraph
from desktop.ui.widgets.timeline import Timeline, TimelineEntry

_KEYS = ("timeline", "people", "documents", "details", "money", "more")
_WIDTH = 900
_SIDE = 300
_MOST_FACTS = 9
_FIRST = 40
"""Entries of the timeline that are shown before somebody asks for older ones."""


class CaseTabs(QStackedWidget):
    """The body of the page; *bar* stands in its head. A side is filled when it is first turned to."""

    def __init__(self, bench: Bench, case: str, trail: Trail) -> None:
        super().__init__()
        self._bench = bench
        self._case = case
        self._trail = trail
        self._look: CaseLook | None = None
        self._lists: list[SmallList] = []
        words = bench.kit.words
        self.bar = Tabs(bench.kit, words("case.tabs"), [(key, words(f"case.tab.{key}")) for key in _KEYS])
        self._columns: dict[str, QVBoxLayout] = {}
        for key in _KEYS:
            self.addWidget(self._side(key))
        self.timeline = Timeline(bench.kit)
        self.timeline.more_asked.connect(self._show_older)
        self._facts = KeyValueGrid(bench.kit, columns=1)
        self._subjects = QVBoxLayout()
        self._details = QVBoxLayout()
        self._fill()
        self.bar.chosen.connect(lambda key: self.setCurrentIndex(_KEYS.index(key)))

    def show_case(self, look: CaseLook) -> None:
        """Show the case as it is now."""
        self._look = look
        shown = look.happened[:_FIRST]
        self.timeline.show_entries([self._entry(one) for one in shown], has_more=len(look.happened) > _FIRST)
        known = facts_of(look.row, self._bench.speech, look.titles)
        self._facts.show_facts([Fact(label=one.label, value=one.value) for one in known[:_MOST_FACTS]])
        self._show_subjects(look)
        self._show_details(look)
        for each in self._lists:
            each.reload()
        self.files.reload()

    def _show_older(self) -> None:
        if self._look is not None:
            self.timeline.show_entries([self._entry(one) for one in self._look.happened])

    def _entry(self, one: Happening) -> TimelineEntry:
        mark = self._bench.kit.words("list.not_sent") if one.is_waiting else ""
        return TimelineEntry(icon=one.icon, tone=one.tone, title=one.title, meta=one.meta, text=one.text, mark=mark)

    def _show_subjects(self, look: CaseLook) -> None:
        empty(self._subjects)
        kit, speech = self._bench.kit, self._bench.speech
        self._subjects.addWidget(label(kit, speech.label("case", "subjects"), Face.STRONG))
        for worker in look.workers:
            row = LineRow(self._bench, self._person(worker))
            row.opened.connect(self._trail.open_record)
            self._subjects.addWidget(row)
        if not look.workers:
            self._subjects.addWidget(paragraph(kit, kit.words("list.none_yet"), Face.SMALL, "subtle"))

    def _person(self, worker: Row) -> Line:
        speech = self._bench.speech
        numbers = [one.get("number") for one in worker.fields.get("passports") or ()]
        phones = [one.get("value") for one in worker.fields.get("contacts") or ()]
        born = worker.fields.get("birth_date")
        said = [one for one in (speech.day(born) if born else None, *numbers, *phones) if one]
        under = speech.words("list.dot").join(said[:4])
        return Line(kind="worker", id=worker.id, title=speech.title(worker), under=under, chip=None, is_waiting=False)

    def _show_details(self, look: CaseLook) -> None:
        empty(self._details)
        kit = self._bench.kit
        edit = button(kit, kit.words("list.edit"), Kind.SECONDARY, "pencil")
        edit.clicked.connect(partial(self._trail.edit, "case", self._case))
        self._details.addWidget(edit, 0, Qt.AlignmentFlag.AlignLeft)
        for title, facts in groups_said(look.row, self._bench.speech, look.titles):
            card = Card(kit, title)
            card.body.addWidget(KeyValueGrid(kit, [Fact(label=one.label, value=one.value) for one in facts], columns=3))
            self._details.addWidget(card)

    # --- parts

    def _side(self, key: str) -> QWidget:
        px = self._bench.kit.look.px
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, px(8), px(16))
        column.setSpacing(px(14))
        self._columns[key] = column
        return scrolled(self._bench.kit.words(f"case.tab.{key}"), inner)

    def _fill(self) -> None:
        eyes = self._bench.desk.eyes
        every = tuple(each for each in relations("case") if eyes.may("read", each.kind))
        told = only(every, (*PEOPLE, *DOCUMENTS, *MONEY, "action"))
        rest = tuple(each for each in every if each not in told and each.kind != "attachment")
        self._columns["timeline"].addLayout(self._first_side())
        people = self._card("people")
        people.body.addLayout(self._subjects)
        self._add_lists(people, only(every, PEOPLE))
        self.files = FilesCard(self._bench, ("case", self._case), self._trail)
        self.files.setMaximumWidth(self._bench.kit.look.px(_WIDTH))
        self._columns["documents"].addWidget(self.files)
        self._add_lists(self._card("documents"), only(every, DOCUMENTS))
        self._columns["details"].addLayout(self._details)
        self._add_lists(self._card("money"), only(every, MONEY))
        self._add_lists(self._card("more"), (*only(every, ("action",)), *rest))
        for column in self._columns.values():
            column.addStretch()

    def _first_side(self) -> QHBoxLayout:
        """Return what happened, with the facts that are asked for most beside it."""
        row = QHBoxLayout()
        row.setSpacing(self._bench.kit.look.px(16))
        happened = Card(self._bench.kit)
        happened.body.addWidget(self.timeline)
        row.addWidget(happened, 1)
        known = Card(self._bench.kit, self._bench.kit.words("case.facts"))
        known.setFixedWidth(self._bench.kit.look.px(_SIDE))
        known.body.addWidget(self._facts)
        row.addWidget(known, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _card(self, key: str) -> Card:
        card = Card(self._bench.kit)
        card.setMaximumWidth(self._bench.kit.look.px(_WIDTH))
        self._columns[key].addWidget(card)
        return card

    def _add_lists(self, card: Card, wanted: Sequence[Relation]) -> None:
        for each in wanted:
            made = SmallList(self._bench, each, ("case", self._case), self._trail)
            self._lists.append(made)
            card.body.addWidget(made)
