"""Intake: a new case on one page, by keyboard alone: look first, then say who, what and how urgent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.actions import intake
from desktop.store.drafts import Draft
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.intake import (
    DRAFT,
    PASSPORT,
    PHONE,
    Known,
    case_of,
    known_of,
    known_worker,
    proposal_of,
    worker_of,
)
from desktop.ui.viewmodels.record_form import refusal_text
from desktop.ui.views.bench import Bench
from desktop.ui.views.draft_keeper import DraftKeeper
from desktop.ui.views.intake_sheet import IntakeSheet
from desktop.ui.views.intake_side import IntakeSide
from desktop.ui.views.places import IntakePlace, RecordPlace
from desktop.ui.views.spot import go_to, spot_of
from desktop.ui.views.step import Step, StepHead, scrolled
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from sync.errors import DeskError, InvalidField

_ASK_AFTER_MS: Final = 250
_PLACES: Final = {"passports": PASSPORT, "contacts": PHONE}
"""Fields of a worker that the page asks for under another name."""


class IntakePage(Step):
    """Ctrl+Enter saves worker and case at once; Esc goes back and keeps what is typed."""

    def __init__(self, bench: Bench, place: IntakePlace, trail: Trail) -> None:
        super().__init__()
        self._bench = bench
        self._place = place
        self._trail = trail
        self._known: Known | None = None  # the worker who was chosen
        self.sheet = IntakeSheet(bench)
        self.side = IntakeSide(bench)
        self._build()
        self._ask_soon = QTimer(self, singleShot=True, interval=_ASK_AFTER_MS)
        self._ask_soon.timeout.connect(self._ask)
        self.drafts = DraftKeeper(bench, self, DRAFT, self._typed)
        self._listen()
        draft = partial(_draft_of, officer=bench.desk.officer.user)
        self.sheet.fields.built.connect(lambda: bench.ask(f"intake/{id(self)}/draft", draft, self._open))

    def place(self) -> IntakePlace:
        return replace(self._place, spot=spot_of(self.sheet.fields.by_name, self.area) or self._place.spot)

    def enter(self) -> None:
        """Put the cursor where it stood, or into the search."""
        if self._place.spot is None or not go_to(self._place.spot, self.sheet.fields.by_name, self.area):
            self.sheet.search.setFocus()

    def save(self) -> None:
        """Check, and save worker and case in one go."""
        if not self.drafts.is_open or not self.sheet.fields.is_readable():
            return
        values = self.sheet.values()
        worker: Mapping[str, Any] | str = self._known.id if self._known is not None else worker_of(values)
        if not worker:
            self.sheet.fields.show_error("full_name", self._bench.kit.words("rule.required"))
            return
        self.save_button.setEnabled(False)
        self._bench.do(partial(intake.take_in, worker, case_of(values)), self._saved, self._refused)

    def choose(self, known: Known) -> None:
        """Take a case in of a worker who is known already."""
        self._known = known
        self.side.show_chosen(known)
        self.sheet.warning.hide()
        self.sheet.fields.show_worker(is_known=True)
        self.sheet.fields.by_name["category"].setFocus()

    def forget(self) -> None:
        """Describe another worker after all."""
        self._known = None
        self.side.show_chosen(None)
        self.sheet.fields.show_worker(is_known=False)
        self.sheet.fields.by_name["full_name"].setFocus()
        self._ask()

    # --- answers

    def _saved(self, row: Row) -> None:
        self.drafts.end()
        self._bench.shell.tell(self._bench.kit.words("intake.saved", number=row.fields.get("case_no", "")))
        self._trail.back()
        self._trail.go(RecordPlace(kind="case", record=row.id))

    def _refused(self, error: DeskError) -> None:
        self.save_button.setEnabled(True)
        name = (error.field or "").partition("/")[0]
        place = _PLACES.get(name, name)
        if isinstance(error, InvalidField) and place in self.sheet.fields.by_name:
            self.sheet.fields.show_error(place, refusal_text(self._bench.kit.words, error))
        else:
            self._bench.tell_error(error)

    def _open(self, draft: Draft | None) -> None:
        body = draft.body if draft is not None and self._place.worker is None else {}
        if body:
            self.sheet.show_values(body)
            self.draft_line.show()
        self.drafts.start(dict(body))
        worker = self._place.worker or body.get("worker")
        if worker:
            query = partial(known_worker, worker=worker, speech=self._bench.speech)
            self._bench.ask(f"intake/{id(self)}/worker", query, self.choose)
        if self._place.spot is not None:
            self.enter()
        self._edited()

    def _show_known(self, found: Sequence[Known]) -> None:
        if self._known is None:
            self.side.show_known(found)
            self.sheet.warning.setVisible(any(one.is_warning for one in found))

    # --- what is typed

    def _typed(self) -> dict[str, Any]:
        body = {name: value for name, value in self.sheet.values().items() if value not in (None, [], {}, "")}
        return body | ({"worker": self._known.id} if self._known is not None else {})

    def _edited(self) -> None:
        values = self.sheet.values()
        self.side.show_priority(proposal_of(values), values["priority"])
        self._ask_soon.start()

    def _ask(self) -> None:
        if self._known is None:
            values, query, speech = self.sheet.values(), self.sheet.query(), self._bench.speech
            ask = partial(known_of, values=values, query=query, speech=speech)
            self._bench.ask(f"intake/{id(self)}/known", ask, self._show_known)

    def _throw_away(self) -> None:
        self.sheet.show_values({})
        self.draft_line.hide()
        self.drafts.drop()
        self.forget()

    # --- parts

    def _listen(self) -> None:
        self.sheet.edited.connect(self._edited)
        self.side.chosen.connect(self.choose)
        self.side.forgotten.connect(self.forget)
        QShortcut(QKeySequence("Alt+Down"), self, self.side.focus_first)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self.save)

    def _build(self) -> None:
        kit, words, px = self._bench.kit, self._bench.kit.words, self._bench.kit.look.px
        head = StepHead(kit, self._trail)
        head.say(words("intake.title"), words("intake.under"))
        self.save_button = head.add(button(kit, words("intake.save"), Kind.PRIMARY, "check"))
        self.save_button.clicked.connect(self.save)
        self.draft_line = Banner(kit, "history", Tone.INFO, words("form.draft_restored"), words("form.draft_drop"))
        self.draft_line.acted.connect(self._throw_away)
        self.draft_line.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(12))
        outer.addWidget(head)
        outer.addWidget(self.draft_line)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        self.area = scrolled(words("intake.title"), self.sheet)
        row.addWidget(self.area, 1)
        row.addWidget(self.side)
        outer.addLayout(row, 1)


def _draft_of(store: Store, officer: str) -> Draft | None:
    return next((one for one in store.drafts(officer) if one.form == DRAFT), None)
