"""Today: the first page: four figures, what is due next, what came and went, the problems, the line to the centre."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.actions.overview import Overview, overview
from desktop.changed import Changed
from desktop.store.lists import Condition
from desktop.ui.rounds import Rounds
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.record_list import Wish
from desktop.ui.viewmodels.today import greeting, long_date, month_label
from desktop.ui.views.access_note import AccessNote
from desktop.ui.views.allowed import allow
from desktop.ui.views.bench import Bench
from desktop.ui.views.due_card import DueCard
from desktop.ui.views.figure_button import FigureButton
from desktop.ui.views.line_card import LineCard
from desktop.ui.views.one_way_banner import OneWayBanner
from desktop.ui.views.places import IntakePlace, ListPlace, RecordPlace
from desktop.ui.views.problems_card import ProblemsCard
from desktop.ui.views.step import scrolled
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.drawn.charts import BarChart, Pair
from desktop.ui.widgets.empty_state import EmptyState
from sync.domain.records.catalogue import NOUNS

_OF_CASES: Final = frozenset({"case", "worker", "action", "shelter_stay", "return_trip", "death", "detention"})
_FIGURES: Final = (
    ("open", "folder-open", Tone.INFO),
    ("urgent", "triangle-alert", Tone.DANGER),
    ("shelter", "bed", Tone.VIOLET),
    ("return", "plane", Tone.SUCCESS),
)


class TodayPage(QWidget):
    """A page of the frame, see views/page.py."""

    def __init__(self, bench: Bench, rounds: Rounds) -> None:
        super().__init__()
        self._bench = bench
        self._overview: Overview | None = None
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.one_way = OneWayBanner(bench)
        column.addWidget(self.one_way)
        self._stack = QStackedWidget()
        self._stack.addWidget(scrolled(bench.kit.words("shell.nav.today"), self._body(rounds)))
        self._empty = EmptyState(
            bench.kit,
            "folder-open",
            bench.kit.words("today.empty.title"),
            bench.kit.words("today.empty.text"),
            bench.kit.words("shell.new_case"),
        )
        self._empty.acted.connect(lambda: bench.shell.go("cases", IntakePlace()))
        if self._empty.act is not None:
            allow(bench, self._empty.act, "create", "case")
        self._stack.addWidget(self._empty)
        column.addWidget(self._stack)
        self._ask()

    # --- what the frame asks

    @property
    def widget(self) -> QWidget:
        return self

    def title(self) -> str:
        return greeting(self._bench.speech, self._bench.desk.officer.name, self._bench.desk.clock.now())

    def summary(self) -> str:
        mission = self._bench.speech.code("mission", self._bench.mission)
        return f"{long_date(self._bench.speech, self._bench.desk.clock.now())} · {mission}"

    def refresh(self, changed: Changed) -> None:
        if changed.kinds & _OF_CASES:
            self._ask()
        self.requests.refresh(changed)
        self.due.refresh(changed)

    def place(self) -> object:
        return None

    def return_to(self, place: object) -> None:
        del place  # there is one place here

    # --- figures

    def _ask(self) -> None:
        now = self._bench.desk.clock.now()
        self._bench.ask("today", partial(overview, now=now), self._show)

    def _show(self, seen: Overview) -> None:
        self._overview = seen
        words, speech = self._bench.kit.words, self._bench.speech
        self._stack.setCurrentIndex(1 if seen.is_empty else 0)
        beneath = {
            "open": (seen.open, words("today.open.under", n=seen.opened_this_week)),
            "urgent": (seen.urgent, words("today.urgent.under", n=seen.overdue)),
            "shelter": (seen.in_shelter, words("today.shelter.under", n=seen.shelter_entered)),
            "return": (seen.returning, words("today.return.under", n=seen.trips)),
        }
        for key, (figure, under) in beneath.items():
            self.figures[key].set_figure(words.number(figure), under)
        self.due.show_cases(seen.due, seen.due_total)
        self._chart.show_pairs(
            [Pair(label=month_label(speech, one), first=one.opened, second=one.closed) for one in seen.months]
        )
        self.problems.show_problems([(code, speech.code("case_category", code), n) for code, n in seen.problems])

    def _go_figure(self, key: str) -> None:
        status = Condition(field="status", value="RETURN_PREP")
        wish = {
            "open": Wish(kind="case", cut="open", order="priority"),
            "urgent": Wish(kind="case", cut="urgent", order="received_at"),
            "return": Wish(kind="case", cut="open", where=(status,), order="priority"),
        }.get(key)
        if wish is None:
            wish = Wish(kind="shelter_stay", cut="all", where=(Condition(field="out_at", op="null"),))
        self._bench.shell.go("cases", ListPlace(kind=wish.kind, wish=wish))

    def _go_problem(self, code: str) -> None:
        where = (Condition(field="category", value=code),)
        wish = Wish(kind="case", cut="open", where=where, order="priority")
        self._bench.shell.go("cases", ListPlace(kind="case", wish=wish))

    # --- parts

    def _body(self, rounds: Rounds) -> QWidget:
        px = self._bench.kit.look.px
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(px(24), px(16), px(20), px(14))
        column.setSpacing(px(14))
        self.requests = AccessNote(self._bench)
        self.requests.asked.connect(self._go_record)
        column.addWidget(self.requests)
        column.addLayout(self._figures())
        middle, lower = QHBoxLayout(), QHBoxLayout()
        for row in (middle, lower):
            row.setSpacing(px(16))
        self.due = DueCard(self._bench)
        self.due.asked.connect(self._go_record)
        self.due.all_asked.connect(self._go_due)
        middle.addWidget(self.due, 5)
        middle.addWidget(self._chart_card(), 4)
        self.problems = ProblemsCard(self._bench.kit)
        self.problems.problem_asked.connect(self._go_problem)
        self.line = LineCard(self._bench, rounds)
        lower.addWidget(self.problems, 5)
        lower.addWidget(self.line, 4)
        column.addLayout(middle, 1)
        column.addLayout(lower)
        return body

    def _figures(self) -> QHBoxLayout:
        kit = self._bench.kit
        row = QHBoxLayout()
        row.setSpacing(kit.look.px(16))
        self.figures: dict[str, FigureButton] = {}
        for key, icon, tone in _FIGURES:
            made = FigureButton(kit, kit.words(f"today.{key}"), icon, tone)
            made.clicked.connect(partial(self._go_figure, key))
            self.figures[key] = made
            row.addWidget(made, 1)
        return row

    def _chart_card(self) -> Card:
        kit = self._bench.kit
        card = Card(kit, kit.words("today.chart"))
        self._chart = BarChart(kit, kit.words("today.chart.name"), kit.words("today.opened"), kit.words("today.closed"))
        card.body.addWidget(self._chart, 1)
        return card

    def _go_record(self, kind: str, record: str) -> None:
        self._bench.shell.go(NOUNS[kind].about.section, RecordPlace(kind=kind, record=record))

    def _go_due(self) -> None:
        wish = Wish(kind="case", cut="overdue", order="priority")
        self._bench.shell.go("cases", ListPlace(kind="case", wish=wish))
