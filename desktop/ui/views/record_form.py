"""Record form: the form of any noun, derived from its declaration; every keystroke survives a lock and a crash."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.actions import cases, records
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.record_form import (
    Group,
    Opened,
    differences,
    form_key,
    groups_of,
    keep_draft,
    opened,
    preset_titles,
    refusal_text,
)
from desktop.ui.views.bench import Bench, Trail
from desktop.ui.views.field_group import FieldGroups
from desktop.ui.views.places import FormPlace
from desktop.ui.views.step import Step, StepHead, scrolled
from desktop.ui.views.worker_filling import fill_worker
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.fields.form_field import FormField
from desktop.ui.widgets.text import label
from sync.domain.records.catalogue import NOUNS
from sync.errors import DeskError, InvalidField

DRAFT_MS: Final = 5000


class RecordForm(Step):
    """One record, or a new one. Ctrl+S saves, Esc goes back and keeps what is typed."""

    def __init__(self, bench: Bench, place: FormPlace, trail: Trail) -> None:
        super().__init__()
        self._bench = bench
        self._place = place
        self._trail = trail
        self._key = form_key(place.kind, place.record, place.preset)
        self._before: dict[str, Any] = {}
        self._kept: dict[str, Any] | None = None  # the draft as it was kept last
        self._is_open = False
        self._build()
        self._timer = QTimer(self, interval=DRAFT_MS)
        self._timer.timeout.connect(self.keep)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]  # there is one
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save)
        query = partial(_opened_with, place=place, key=self._key, bench=bench)
        bench.ask(f"form/{id(self)}", query, self._open)

    @property
    def fields(self) -> Mapping[str, FormField]:
        """The fields by name."""
        return self.groups.fields

    def place(self) -> FormPlace:
        return self._place

    def enter(self) -> None:
        self.groups.focus_first()

    def leave(self) -> None:
        self.keep()

    # --- what is typed

    def changes(self) -> dict[str, Any]:
        """Return what was changed since the form was opened, `unknown` with it."""
        values = {name: field.value() for name, field in self.fields.items() if field.isEnabled()}
        values["unknown"] = self._unknown()
        return differences(self._before, values)

    def keep(self) -> None:
        """Keep what is typed as a draft, when it is other than what was kept."""
        if not self._is_open:
            return
        changed = self.changes()
        if changed == self._kept or (not changed and self._kept is None):
            return
        self._kept = changed
        keep = partial(
            keep_draft, officer=self._officer(), key=self._key, body={"fields": changed}, clock=self._bench.desk.clock
        )
        self._bench.background.do(partial(self._bench.desk.ask, keep), done=_nothing, failed=self._bench.tell_error)

    def save(self) -> None:
        """Check, save, and go back; a refusal stands beside its field."""
        if not self._is_open or not self._is_readable():
            return
        changed = self.changes()
        self._save_button.setEnabled(False)
        kind, record = self._place.kind, self._place.record
        if record is None:
            said = {name: value for name, value in {**self._place.preset, **changed}.items() if value is not None}
            make = partial(cases.register, said) if kind == "case" else partial(records.create, kind, said)
            self._bench.do(make, self._saved, self._refused)
        elif changed:
            self._bench.do(partial(records.edit, kind, record, changed), self._saved, self._refused)
        else:
            self._forget_draft()
            self._trail.back()

    def _unknown(self) -> list[str]:
        shown = [name for name, field in self.fields.items() if field.is_unknown]
        kept = [name for name in self._before.get("unknown") or () if name not in self.fields]
        return sorted({*shown, *kept})

    def _is_readable(self) -> bool:
        wrong = [field for field in self.fields.values() if field.problem()]
        for field in wrong:
            field.set_error(field.problem())
        if wrong:
            self.groups.show_field(wrong[0])
        return not wrong

    def _saved(self, row: Row) -> None:
        self._is_open = False
        self._forget_draft()
        self._bench.tell_saved(self._bench.kit.words("form.saved"))
        self._trail.finished(row.kind, row.id)

    def _refused(self, error: DeskError) -> None:
        self._save_button.setEnabled(True)
        if isinstance(error, InvalidField) and self.groups.show_error(error.field or "", self._said(error)):
            return
        self._bench.tell_error(error)

    def _groups(self) -> tuple[Group, ...]:
        if not self._place.only:
            return groups_of(self._place.kind)
        known = NOUNS[self._place.kind].by_name
        return (Group(key=f"noun.{self._place.kind}", fields=tuple(known[name] for name in self._place.only)),)

    def _said(self, error: DeskError) -> str:
        return refusal_text(self._bench.kit.words, error)

    # --- opening

    def _open(self, found: Opened) -> None:
        self._before = dict(found.row.fields) if found.row is not None else dict(self._place.preset)
        drafted = (found.draft.body.get("fields") or {}) if found.draft is not None else {}
        self._kept = drafted or None
        now = {**self._before, **drafted}
        self.groups.show_values(now, found.titles, fixed=frozenset(self._place.preset), is_new=found.row is None)
        self._draft_line.setVisible(bool(drafted))
        self._is_open = True
        self._timer.start()
        self._say_dirty()
        if found.row is not None:
            what = self._bench.kit.words("form.edit", noun=self._bench.speech.noun(self._place.kind))
            self._head.say(self._bench.speech.title(found.row, found.titles), what)
        if self.isVisible():
            self.groups.focus_first()

    def _throw_away(self) -> None:
        """Forget the draft and show the record as it is."""
        self._kept = None
        self._draft_line.hide()
        self.groups.show_values(
            self._before, {}, fixed=frozenset(self._place.preset), is_new=self._place.record is None
        )
        self._forget_draft()
        self._say_dirty()

    def _forget_draft(self) -> None:
        self._kept = None
        drop = partial(Store.drop_draft, officer=self._officer(), form=self._key)
        self._bench.background.do(partial(self._bench.desk.ask, drop), done=_nothing, failed=self._bench.tell_error)

    def _officer(self) -> str:
        return self._bench.desk.officer.user

    def _say_dirty(self) -> None:
        words = self._bench.kit.words
        count = len(self.changes()) if self._is_open else 0
        self._dirty.setText(words("form.changed", n=count) if count else words("form.unchanged"))
        self._save_button.setEnabled(self._is_open)

    def _on_focus(self, old: QWidget | None, _new: QWidget | None) -> None:
        if old is not None and self.isAncestorOf(old):
            self.keep()

    # --- parts

    def _build(self) -> None:
        kit, words, px = self._bench.kit, self._bench.kit.words, self._bench.kit.look.px
        noun = self._bench.speech.noun(self._place.kind)
        self._head = StepHead(kit, self._trail)
        inside = self._bench.speech.inside(noun)
        title = (
            words("form.new", noun=noun, inside=inside) if self._place.record is None else words("form.edit", noun=noun)
        )
        self._head.say(title, words("form.under"))
        self._dirty = label(kit, "", Face.SMALL, "subtle")
        self._head.layout().addWidget(self._dirty)  # type: ignore[union-attr]  # it has one
        self._save_button = self._head.add(button(kit, words("form.save"), Kind.PRIMARY, "check"))
        self._save_button.clicked.connect(self.save)
        self._draft_line = Banner(kit, "history", Tone.INFO, words("form.draft_restored"), words("form.draft_drop"))
        self._draft_line.acted.connect(self._throw_away)
        self._draft_line.hide()
        self.groups = FieldGroups(self._bench, self._place.kind, self._groups())
        self.groups.changed.connect(self._say_dirty)
        if self._place.kind == "worker":
            self.filling = fill_worker(self._bench, self.groups)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._head)
        column.addWidget(self._draft_line)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(self.groups.nav, 0, Qt.AlignmentFlag.AlignTop)
        if self._place.only:
            self.groups.nav.hide()
        self.area = scrolled(title, self.groups)
        self.groups.area = self.area
        row.addWidget(self.area, 1)
        column.addLayout(row, 1)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.keep()


def _nothing(_answer: object) -> None:
    """Drafts are kept quietly."""


def _opened_with(store: Store, place: FormPlace, key: str, bench: Bench) -> Opened:
    found = opened(store, place.kind, key, bench.desk.officer.user, bench.speech, place.record)
    titles = found.titles | preset_titles(store, place.kind, place.preset, bench.speech)
    return Opened(row=found.row, draft=found.draft, titles=titles)
