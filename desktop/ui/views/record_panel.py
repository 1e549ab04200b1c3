"""Record panel: one record beside its list: chips, key facts, what can be done, and what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtWidgets import QMenu, QPushButton, QScrollArea, QWidget

from desktop.actions import records
from desktop.actions.deadlines import Next, of_cases
from desktop.actions.persons import of_persons
from desktop.changed import Changed
from desktop.store.row import Row, open_names
from desktop.store.store import Store
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.facts import alert_of, chips_of, facts_of, under_title
from desktop.ui.viewmodels.record_list import Reader
from desktop.ui.viewmodels.relations import relations
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.viewmodels.titles import rows_by_id, titles_for
from desktop.ui.views.allowed import allow
from desktop.ui.views.bench import Bench
from desktop.ui.views.clock_chips import clock_words
from desktop.ui.views.erasure_dialog import open_erasure
from desktop.ui.views.reason_dialog import ReasonDialog
from desktop.ui.views.small_list import SmallList
from desktop.ui.views.subject_dialog import ask_copy
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.detail_panel import DetailHead, DetailPanel
from desktop.ui.widgets.emptying import empty
from desktop.ui.widgets.key_value_grid import Fact, KeyValueGrid
from sync.domain.rules.deadlines import Light
from sync.domain.rules.erasure import ERASURE, SUBJECTS, erasure_of
from sync.errors import NoSuchRecord

_TONES: Final = {Light.RED: Tone.DANGER, Light.AMBER: Tone.WARNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a panel shows of a record."""

    row: Row
    title: str
    titles: dict[str, str]
    due: tuple[Next, ...]


def looked_at(store: Store, kind: str, record: str, speech: Speech, reader: Reader) -> Look | None:
    """Read what a panel shows; None when this desk does not hold the record. Runs on the store lane."""
    try:
        row = store.get(kind, record)
    except NoSuchRecord:
        return None
    titles = titles_for(store, speech, (row,))
    clocks = {"case": of_cases, "worker": of_persons}.get(kind)
    due = clocks(store, (row,), reader.now).get(row.id, ()) if clocks is not None and row.deleted is None else ()
    return Look(row=row, title=_title(store, row, speech, titles), titles=titles, due=due)


def _title(store: Store, row: Row, speech: Speech, titles: dict[str, str]) -> str:
    """A case is called by its worker; all else by its own name."""
    if row.kind != "case":
        return speech.title(row, titles)
    subjects = row.fields.get("subjects") or ()
    ids = [one["worker_id"] for one in subjects if one.get("worker_id")]
    found = rows_by_id(store, {"worker": ids[:1]}) if ids else {}
    stub = next((one["stub_name"] for one in subjects if one.get("stub_name")), speech.words("list.case.nobody"))
    return next((worker.title for worker in found.values()), stub)


class RecordPanel(DetailPanel):
    """The panel of one noun's list."""

    def __init__(self, bench: Bench, kind: str, trail: Trail) -> None:
        super().__init__(bench.kit, bench.speech.noun(kind))
        self._bench = bench
        self._noun = kind
        self._trail = trail
        self._look: Look | None = None
        self._lists: list[SmallList] = []
        self.more_asked.connect(self._show_more)

    def show_record(self, record: str) -> None:
        """Show *record* as soon as it is read."""
        query = partial(
            looked_at, kind=self._noun, record=record, speech=self._bench.speech, reader=self._bench.reader()
        )
        self._bench.ask(f"panel/{self._noun}", query, self._show)

    def refresh(self, changed: Changed) -> None:
        """Show what is other than before."""
        if self._look is None or not self.isVisible():
            return
        if self._look.row.id in changed.ids or changed.sync:
            self.show_record(self._look.row.id)
        elif changed.kinds:
            for each in self._lists:
                each.reload()

    def ask_delete(self, row: Row) -> None:
        """Ask for the reason, and delete."""
        words = self._bench.kit.words
        noun = self._bench.speech.inside(self._bench.speech.noun(row.kind))
        dialog = ReasonDialog(
            self._bench, words("list.delete.ask", noun=noun), words("list.delete"), row.id, self.window()
        )
        if (reason := dialog.reason()) is not None:
            self._bench.do(partial(records.delete, row.kind, row.id, reason), self._deleted)

    # --- what is shown

    def _show(self, look: Look | None) -> None:
        if look is None:
            self.hide()
            return
        if self._look is None or self._look.row.id != look.row.id:
            self._bench.note_look(look.row)
        self._look = look
        row, speech = look.row, self._bench.speech
        alert = alert_of(row, speech)
        pressing = [one for one in look.due if one.light in _TONES]
        if alert is None and pressing:
            first = pressing.pop(0)
            alert = ("clock", _TONES[first.light], clock_words(self._bench, first))
        over = row.fields.get("case_no") if row.kind == "case" else speech.noun(row.kind)
        self.show_head(
            DetailHead(
                over=over or speech.noun(row.kind),
                title=look.title,
                under=under_title(row, speech),
                chips=chips_of(row, speech),
                alert=alert,
            )
        )
        self._show_buttons(self._buttons(row))
        self._fill_body(look, pressing if row.kind == "worker" else ())

    def _show_buttons(self, buttons: list[QPushButton]) -> None:
        """Show what can be done; the keyboard comes to it before it comes to the body beneath."""
        self.set_actions(buttons)
        if (area := self.findChild(QScrollArea)) is not None:
            self.setTabOrder(buttons[-1], area)

    def _buttons(self, row: Row) -> list[QPushButton]:
        kit, words = self._bench.kit, self._bench.kit.words
        history = button(kit, words("list.history"), Kind.SECONDARY, "history")
        history.clicked.connect(lambda: self._trail.show_history(row.kind, row.id))
        if erasure_of(row.deleted) is not None:
            return [history]
        if row.deleted is not None:
            restore = button(kit, words("list.restore"), Kind.PRIMARY, "undo-2")
            restore.clicked.connect(partial(self._restore, row))
            allow(self._bench, restore, "restore", row.kind)
            return [restore]
        first = button(kit, words("list.open_case") if row.kind == "case" else words("list.edit"), Kind.PRIMARY)
        first.clicked.connect(partial(self._open_first, row))
        if row.kind != "case":
            allow(self._bench, first, "edit", row.kind)
        return [first, history]

    def _fill_body(self, look: Look, clocks: Sequence[Next]) -> None:
        empty(self.body)
        for due in clocks:
            self.body.addWidget(Banner(self._bench.kit, "clock", _TONES[due.light], clock_words(self._bench, due)))
        facts = facts_of(look.row, self._bench.speech, look.titles)
        self.body.addWidget(KeyValueGrid(self._bench.kit, [Fact(label=one.label, value=one.value) for one in facts]))
        if hidden := open_names(look.row.kind, look.row.hidden):
            text = self._bench.kit.words("rights.hidden_fields", n=len(hidden))
            self.body.addWidget(Banner(self._bench.kit, "eye-off", Tone.NEUTRAL, text))
        self._lists = []
        if look.row.deleted is None:
            owner = (look.row.kind, look.row.id)
            eyes = self._bench.desk.eyes
            known = [each for each in relations(look.row.kind) if eyes.may("read", each.kind)]
            self._lists = [SmallList(self._bench, each, owner, self._trail) for each in known]
        for each in self._lists:
            self.body.addWidget(each)
        self.body.addStretch()

    # --- what is done

    def _open_first(self, row: Row) -> None:
        if row.kind == "case":
            self._trail.open_record(row.kind, row.id)
        else:
            self._trail.edit(row.kind, row.id)

    def _restore(self, row: Row) -> None:
        self._bench.do(partial(records.restore, row.kind, row.id), self._restored)

    def _deleted(self, row: Row) -> None:
        self.hide()
        self._bench.tell_saved(self._bench.kit.words("list.deleted", noun=self._bench.speech.noun(row.kind)))

    def _restored(self, row: Row) -> None:
        self._bench.tell_saved(self._bench.kit.words("list.restored", noun=self._bench.speech.noun(row.kind)))

    def _show_more(self, below: QWidget) -> None:
        if self._look is None:
            return
        row, words = self._look.row, self._bench.kit.words
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        if row.deleted is None:
            edit, delete = menu.addAction(words("list.edit")), menu.addAction(words("list.delete"))
            edit.triggered.connect(lambda: self._trail.edit(row.kind, row.id))
            delete.triggered.connect(lambda: self.ask_delete(row))
            allow(self._bench, edit, "edit", row.kind)
            allow(self._bench, delete, "delete", row.kind)
        if row.kind == "worker" and row.deleted is None:
            copy = menu.addAction(words("subject.copy"))
            copy.triggered.connect(lambda: ask_copy(self._bench, row.id, self))
            allow(self._bench, copy, "export", row.kind)
        if row.kind in SUBJECTS and erasure_of(row.deleted) is None:
            erase = menu.addAction(words("erasure.menu"))
            erase.triggered.connect(lambda: open_erasure(self._bench, row.kind, row.id, self.window()))
            allow(self._bench, erase, "create", ERASURE)
        menu.addAction(words("list.history")).triggered.connect(lambda: self._trail.show_history(row.kind, row.id))
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))
