"""Intake: a new case on one page, by keyboard alone: look first, then say who, what and how urgent."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.actions import intake
from desktop.store.drafts import Draft
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.filling import from_nik
from desktop.ui.viewmodels.intake import (
    DRAFT,
    PASSPORT,
    PHONE,
    Known,
    case_of,
    known_of,
    known_worker,
    proposal_of,
    read_query,
    worker_of,
)
from desktop.ui.viewmodels.record_form import keep_draft, refusal_text
from desktop.ui.views.bench import Bench, Trail
from desktop.ui.views.intake_fields import LAYOUT, IntakeFields
from desktop.ui.views.intake_side import IntakeSide
from desktop.ui.views.places import IntakePlace, RecordPlace
from desktop.ui.views.step import Step, StepHead, scrolled
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.fields.form_field import Caption
from desktop.ui.widgets.fields.text_fields import TextField
from sync.errors import DeskError, InvalidField

_ASK_AFTER_MS: Final = 250
_DRAFT_MS: Final = 5000
_WIDTH: Final = 860


class IntakePage(Step):
    """Ctrl+Enter saves worker and case at once; Esc goes back and keeps what is typed."""

    def __init__(self, bench: Bench, place: IntakePlace, trail: Trail) -> None:
        super().__init__()
        self._bench = bench
        self._place = place
        self._trail = trail
        self._known: Known | None = None  # the worker who was chosen
        self._scanned: dict[str, Any] = {}
        self._kept: dict[str, Any] = {}
        self._is_open = False
        self.fields = IntakeFields(bench)
        self._build()
        self._ask_soon = QTimer(self, singleShot=True, interval=_ASK_AFTER_MS)
        self._ask_soon.timeout.connect(self._ask)
        self._draft_timer = QTimer(self, interval=_DRAFT_MS)
        self._draft_timer.timeout.connect(self.keep)
        self._listen()
        bench.ask(f"intake/{id(self)}/draft", partial(_draft_of, officer=bench.desk.officer.user), self._open)
        if place.worker is not None:
            query = partial(known_worker, worker=place.worker, speech=bench.speech)
            bench.ask(f"intake/{id(self)}/worker", query, self.choose)

    def place(self) -> IntakePlace:
        return self._place

    def enter(self) -> None:
        self.search.setFocus()

    def leave(self) -> None:
        self.keep()

    # --- what is typed

    def values(self) -> dict[str, Any]:
        """Return what the page says."""
        said = {name: field.value() for name, field in self.fields.by_name.items()}
        return {**said, "mrz": self._scanned}

    def keep(self) -> None:
        """Keep what is typed as a draft."""
        body = {name: value for name, value in self.values().items() if value not in (None, [], {}, "")}
        if self._known is not None:
            body["worker"] = self._known.id
        if not self._is_open or body == self._kept:
            return
        self._kept = body
        officer, clock = self._bench.desk.officer.user, self._bench.desk.clock
        keep = partial(keep_draft, officer=officer, key=DRAFT, body=body, clock=clock)
        self._bench.background.do(partial(self._bench.desk.ask, keep), done=_nothing, failed=self._bench.tell_error)

    def save(self) -> None:
        """Check, and save worker and case in one go."""
        if not self._is_open or not self.fields.is_readable():
            return
        values = self.values()
        worker: Mapping[str, Any] | str = self._known.id if self._known is not None else worker_of(values)
        if not worker:
            self.fields.show_error("full_name", self._bench.kit.words("rule.required"))
            return
        self.save_button.setEnabled(False)
        self._bench.do(partial(intake.take_in, worker, case_of(values)), self._saved, self._refused)

    def choose(self, known: Known) -> None:
        """Take a case in of a worker who is known already."""
        self._known = known
        self.side.show_chosen(known)
        self.fields.show_worker(is_known=True)
        self.fields.by_name["category"].setFocus()

    def forget(self) -> None:
        """Describe another worker after all."""
        self._known = None
        self.side.show_chosen(None)
        self.fields.show_worker(is_known=False)
        self.fields.by_name["full_name"].setFocus()
        self._ask()

    def _saved(self, row: Row) -> None:
        self._is_open = False
        drop = partial(Store.drop_draft, officer=self._bench.desk.officer.user, form=DRAFT)
        self._bench.background.do(partial(self._bench.desk.ask, drop), done=_nothing, failed=self._bench.tell_error)
        self._bench.shell.tell(self._bench.kit.words("intake.saved", number=row.fields.get("case_no", "")))
        self._trail.back()
        self._trail.go(RecordPlace(kind="case", record=row.id))

    def _refused(self, error: DeskError) -> None:
        self.save_button.setEnabled(True)
        text = refusal_text(self._bench.kit.words, error)
        name = (error.field or "").partition("/")[0]
        place = {"passports": PASSPORT, "contacts": PHONE}.get(name, name)
        if isinstance(error, InvalidField) and place in self.fields.by_name:
            self.fields.show_error(place, text)
        else:
            self._bench.tell_error(error)

    # --- looking

    def _searched(self) -> None:
        text = str(self.search.value() or "")
        if "<<" in text:  # a zone is pasted whole, or typed by a reader in one go
            self._take_query()
        self._ask_soon.start()

    def _take_query(self) -> None:
        """Put what was looked for into the fields, where they are still empty."""
        text = str(self.search.value() or "")
        if not text or self._known is not None:
            return
        said = read_query(text, self._today())
        self._scanned = said.pop("mrz", None) or self._scanned
        for name, value in said.items():
            field = self.fields.by_name[name]
            if value and not field.value():
                field.set_value(value)
        self._fill_from_nik()
        self._ask_soon.start()

    def _edited(self) -> None:
        self._fill_from_nik()
        self._show_priority()
        self._ask_soon.start()

    def _fill_from_nik(self) -> None:
        for name, value in from_nik(str(self.fields.by_name["nik"].value() or ""), self._today()).items():
            if not self.fields.by_name[name].value():
                self.fields.by_name[name].set_value(value)

    def _ask(self) -> None:
        if self._known is not None:
            return
        text = str(self.search.value() or "")
        query = partial(known_of, values=self.values(), query=text, speech=self._bench.speech)
        self._bench.ask(f"intake/{id(self)}/known", query, self._show_known)

    def _show_known(self, found: Sequence[Known]) -> None:
        if self._known is None:
            self.side.show_known(found)
            self.warning.setVisible(any(one.is_warning for one in found))

    def _show_priority(self) -> None:
        self.side.show_priority(proposal_of(self.values()), self.fields.by_name["priority"].value())

    def _today(self) -> Any:
        return self._bench.speech.local(self._bench.desk.clock.now()).date()

    # --- drafts

    def _open(self, draft: Draft | None) -> None:
        self._is_open = True
        self._draft_timer.start()
        if draft is not None and self._place.worker is None:
            self._kept = dict(draft.body)
            self.fields.show_values(draft.body)
            self._scanned = draft.body.get("mrz") or {}
            self.draft_line.show()
            if worker := draft.body.get("worker"):
                query = partial(known_worker, worker=worker, speech=self._bench.speech)
                self._bench.ask(f"intake/{id(self)}/worker", query, self.choose)
        self._show_priority()
        self._ask()

    def _throw_away(self) -> None:
        self.fields.show_values({})
        self._scanned = {}
        self.draft_line.hide()
        self.forget()
        self.keep()

    # --- parts

    def _listen(self) -> None:
        self.search.changed.connect(self._searched)
        self.fields.edited.connect(self._edited)
        self.side.chosen.connect(self.choose)
        self.side.forgotten.connect(self.forget)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]  # there is one
        QShortcut(QKeySequence("Alt+Down"), self, self.side.focus_first)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self.save)

    def _on_focus(self, old: QWidget | None, _new: QWidget | None) -> None:
        if old is None or not self.isAncestorOf(old):
            return
        if self.search.isAncestorOf(old):
            self._take_query()
        self.keep()

    def _build(self) -> None:
        kit, words, px = self._bench.kit, self._bench.kit.words, self._bench.kit.look.px
        head = StepHead(kit, self._trail)
        head.say(words("intake.title"), words("intake.under"))
        self.save_button = head.add(button(kit, words("intake.save"), Kind.PRIMARY, "check"))
        self.save_button.clicked.connect(self.save)
        self.search = TextField(kit, Caption(label=words("intake.search"), help=words("intake.search.help")), lines=1)
        self.draft_line = Banner(kit, "history", Tone.INFO, words("form.draft_restored"), words("form.draft_drop"))
        self.draft_line.acted.connect(self._throw_away)
        self.draft_line.hide()
        self.warning = Banner(kit, "triangle-alert", Tone.WARNING, words("intake.warning"))
        self.warning.hide()
        self.side = IntakeSide(self._bench)
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, px(8), px(24))
        column.setSpacing(px(14))
        for key, names in LAYOUT:
            column.addWidget(self._card(key, names))
        column.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(12))
        outer.addWidget(head)
        outer.addWidget(self.draft_line)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(scrolled(words("intake.title"), form), 1)
        row.addWidget(self.side)
        outer.addLayout(row, 1)

    def _card(self, key: str, names: Sequence[str]) -> Card:
        kit, px = self._bench.kit, self._bench.kit.look.px
        card = Card(kit, kit.words(key))
        card.setMaximumWidth(px(_WIDTH))
        if "full_name" in names:
            card.body.addWidget(self.search)
            card.body.addWidget(self.warning)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(12))
        self.fields.lay_out(grid, names)
        card.body.addLayout(grid)
        card.setProperty("group", key)
        return card

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.keep()


def _nothing(_answer: object) -> None:
    """Drafts are kept quietly."""


def _draft_of(store: Store, officer: str) -> Draft | None:
    return next((one for one in store.drafts(officer) if one.form == DRAFT), None)
