"""Section page: the nouns of one entry of the side bar, with the way into their records and back."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.changed import Changed
from desktop.desk import Desk
from desktop.ui.background import Background
from desktop.ui.kit import Kit
from desktop.ui.viewmodels.relations import seen
from desktop.ui.views.bench import Bench, bench_of
from desktop.ui.views.case_page import CasePage
from desktop.ui.views.history_view import HistoryView
from desktop.ui.views.import_page import ImportPage
from desktop.ui.views.intake import IntakePage
from desktop.ui.views.page import Shell
from desktop.ui.views.places import (
    FormPlace,
    HistoryPlace,
    ImportPlace,
    IntakePlace,
    ListPlace,
    Place,
    RecordPlace,
)
from desktop.ui.views.record_form import RecordForm
from desktop.ui.views.record_list import RecordList
from desktop.ui.views.step import Step
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.tabs import Tabs

StepPlace = RecordPlace | FormPlace | HistoryPlace | IntakePlace | ImportPlace


class SectionPage(QWidget, Trail):
    """A page of the frame (see views/page.py) and the trail of its record screens (see views/trail.py)."""

    def __init__(self, bench: Bench, section: str) -> None:
        super().__init__()
        self._bench = bench
        self._section = section
        self._kinds = seen(bench.desk.eyes, section)
        self._kind = self._kinds[0]
        self._lists: dict[str, RecordList] = {}
        self._steps: list[Step] = []
        self.setObjectName("page")
        self._stack = QStackedWidget()
        px = bench.kit.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(16), px(16))
        column.addWidget(self._stack)
        self._home = QWidget()
        self._home_column = QVBoxLayout(self._home)
        self._home_column.setContentsMargins(0, 0, 0, 0)
        self._home_column.setSpacing(px(12))
        self._nouns = QStackedWidget()
        self.tabs = self._make_tabs()
        self._home_column.addWidget(self._nouns, 1)
        self._stack.addWidget(self._home)
        QShortcut(
            QKeySequence(Qt.Key.Key_Escape), self, self.back, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self._turn(self._kind)

    # --- what the frame asks

    @property
    def widget(self) -> QWidget:
        return self

    def title(self) -> str:
        return self._bench.kit.words(f"shell.nav.{self._section}")

    def summary(self) -> str:
        """Say what the open list holds."""
        words, listed = self._bench.kit.words, self._lists[self._kind]
        if self._kind == "case":
            counted = {cut: listed.bar.count(cut) for cut in ("open", "urgent", "overdue")}
            if None not in counted.values():
                return words("list.summary.case", **counted)
        every = listed.bar.count("all")
        return (
            ""
            if every is None
            else words("list.summary", n=every, nouns=self._bench.speech.inside(self._bench.speech.nouns(self._kind)))
        )

    def refresh(self, changed: Changed) -> None:
        for each in self._lists.values():
            each.refresh(changed)
        for step in self._steps:
            step.refresh(changed)

    def place(self) -> object:
        """Return the list and every step upon it."""
        return (self._lists[self._kind].place(), *(step.place() for step in self._steps))

    def return_to(self, place: object) -> None:
        for one in place if isinstance(place, tuple) else (place,):
            self.go(one)

    # --- the trail

    def go(self, place: Any) -> None:
        """Turn to *place*."""
        match place:
            case ListPlace():
                self._close_steps()
                self._turn(place.kind)
                self._lists[place.kind].return_to(place)
            case RecordPlace() if place.kind in self._kinds and place.kind != "case":
                self._turn(place.kind)
                self._lists[place.kind].pick(place.record)
            case RecordPlace() | FormPlace() | HistoryPlace() | IntakePlace() | ImportPlace():
                self._push(step_for(self._bench, place, self))
            case _:
                pass

    def back(self) -> None:
        """Go back by one step; what is typed is kept as a draft."""
        if not self._steps:
            return
        step = self._steps.pop()
        self._stack.removeWidget(step)
        step.deleteLater()
        shown = self._steps[-1] if self._steps else self._home
        self._stack.setCurrentWidget(shown)
        self._focus(shown)
        self._bench.shell.heading_changed()

    def finished(self, kind: str, record: str) -> None:
        """Go back; where the list is shown, move to what was saved."""
        self.back()
        if not self._steps and kind == self._kind:
            self._lists[kind].pick(record)

    # --- parts

    def _push(self, step: Step) -> None:
        self._steps.append(step)
        self._stack.addWidget(step)
        self._stack.setCurrentWidget(step)
        step.enter()
        self._bench.shell.heading_changed()

    def _close_steps(self) -> None:
        while self._steps:
            self.back()

    def _make_tabs(self) -> Tabs | None:
        if len(self._kinds) < 2:  # noqa: PLR2004  # one tab is no choice
            return None
        speech = self._bench.speech
        tabs = Tabs(self._bench.kit, self.title(), [(kind, speech.nouns(kind)) for kind in self._kinds])
        tabs.chosen.connect(self._turn)
        self._home_column.addWidget(tabs, 0, Qt.AlignmentFlag.AlignLeft)
        return tabs

    def _turn(self, kind: str) -> None:
        if kind not in self._lists:
            self._lists[kind] = RecordList(self._bench, kind, self)
            self._nouns.addWidget(self._lists[kind])
        self._kind = kind
        self._nouns.setCurrentWidget(self._lists[kind])
        if self.tabs is not None and self.tabs.current() != kind:
            self.tabs.choose(kind)
        self._bench.shell.heading_changed()

    def _focus(self, shown: QWidget) -> None:
        if shown is self._home:
            self._lists[self._kind].table.setFocus()
        else:
            shown.setFocus()


def step_for(bench: Bench, place: StepPlace, trail: Trail) -> Step:
    """Return the screen of *place*."""
    match place:
        case RecordPlace(kind="case"):
            return CasePage(bench, place, trail)
        case RecordPlace():
            return RecordForm(bench, FormPlace(kind=place.kind, record=place.record), trail)
        case FormPlace():
            return RecordForm(bench, place, trail)
        case HistoryPlace():
            return HistoryView(bench, place, trail)
        case IntakePlace():
            return IntakePage(bench, place, trail)
        case ImportPlace():
            return ImportPage(bench, place, trail)


def section_maker(
    desk: Desk, background: Background, mission: str, section: str
) -> Callable[[Kit, Shell], SectionPage]:
    """Return what the plan of pages calls when the section is first turned to."""

    def make(kit: Kit, shell: Shell) -> SectionPage:
        return SectionPage(bench_of(kit, desk, background, shell, mission), section)

    return make


def place_of(kind: str, record: str) -> Place:
    """Return where a hit of the search leads."""
    return RecordPlace(kind=kind, record=record)
