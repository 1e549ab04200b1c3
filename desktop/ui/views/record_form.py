"""Record form: the form of any noun, derived from its declaration; every keystroke survives a lock and a crash."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.actions import cases, records
from desktop.changed import Changed
from desktop.store.row import Row
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.record_form import Asked, Opened, differences, opened, refusal_text, shown_groups
from desktop.ui.views.bench import Bench
from desktop.ui.views.draft_keeper import DraftKeeper
from desktop.ui.views.field_group import FieldGroups
from desktop.ui.views.meanwhile import Meanwhile
from desktop.ui.views.places import FormPlace
from desktop.ui.views.spot import go_to, spot_of
from desktop.ui.views.step import Step, StepHead, scrolled
from desktop.ui.views.trail import Trail
from desktop.ui.views.worker_filling import fill_worker
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.fields.form_field import FormField
from desktop.ui.widgets.text import label
from sync.errors import ChangedMeanwhile, DeskError, InvalidField


class RecordForm(Step):
    """One record, or a new one. Ctrl+S saves, Esc goes back and keeps what is typed."""

    def __init__(self, bench: Bench, place: FormPlace, trail: Trail) -> None:
        super().__init__()
        self._bench = bench
        self._place = place
        self._trail = trail
        asked = Asked(kind=place.kind, record=place.record, preset=place.preset)
        self._build(asked)
        self.drafts = DraftKeeper(bench, self, asked.key, self._typed)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save)
        self._query = partial(opened, asked=asked, officer=bench.desk.officer.user, speech=bench.speech)
        self.groups.built.connect(self._ask)

    @property
    def fields(self) -> Mapping[str, FormField]:
        """The fields by name."""
        return self.groups.fields

    def place(self) -> FormPlace:
        return replace(self._place, spot=spot_of(self.fields, self.area) or self._place.spot)

    def enter(self) -> None:
        """Put the cursor where it stood, or into the first field."""
        if self._place.spot is None or not go_to(self._place.spot, self.fields, self.area):
            self.groups.focus_first()

    def refresh(self, changed: Changed) -> None:
        """Keep up with the record: another officer's edit may have come in while this form is open."""
        is_mine = self._place.record is not None and (changed.sync or self._place.record in changed.ids)
        if is_mine and self.drafts.is_open:
            self.meanwhile.look(then=_nothing)

    # --- what is typed

    def changes(self) -> dict[str, Any]:
        """Return what was changed since the form was opened, `unknown` with it."""
        values = {name: field.value() for name, field in self.fields.items() if field.isEnabled()}
        before = self.meanwhile.before
        values["unknown"] = self.groups.unknown(before.get("unknown") or ())
        return differences(before, values)

    def save(self) -> None:
        """Check, save, and go back; a refusal stands beside its field."""
        if not self.drafts.is_open or self.meanwhile.stops_saving() or not self.groups.is_readable():
            return
        changed = self.changes()
        self._save_button.setEnabled(False)
        kind, record = self._place.kind, self._place.record
        if record is None:
            said = {name: value for name, value in {**self._place.preset, **changed}.items() if value is not None}
            make = partial(cases.register, said) if kind == "case" else partial(records.create, kind, said)
            self._bench.do(make, self._saved, self._refused)
        elif changed:
            edit = partial(records.edit_seen, kind, record, changed, self.meanwhile.rev)
            self._bench.do(edit, self._saved, self._refused)
        else:
            self.drafts.end()
            self._trail.back()

    def _saved(self, row: Row) -> None:
        self.drafts.end()
        self._bench.tell_saved(self._bench.kit.words("form.saved"))
        self._trail.finished(row.kind, row.id)

    def _refused(self, error: DeskError) -> None:
        self._save_button.setEnabled(True)
        if isinstance(error, ChangedMeanwhile):
            self.meanwhile.look(then=self.save)
            return
        said = refusal_text(self._bench.kit.words, error)
        if isinstance(error, InvalidField) and self.groups.show_error(error.field or "", said):
            return
        self._bench.tell_error(error)

    # --- opening

    def _ask(self) -> None:
        self._bench.ask(f"form/{id(self)}", self._query, self._open)

    def _open(self, found: Opened) -> None:
        self.meanwhile.begin(found)
        self._show({**self.meanwhile.before, **found.typed}, found.titles)
        self._draft_line.setVisible(bool(found.typed))
        self.drafts.start(_draft(found.typed, found.was))
        if found.row is not None and differences(found.row.fields, found.was):
            self.meanwhile.meet()
        self._say_dirty()
        if found.row is not None:
            self._bench.note_look(found.row)
            what = self._bench.kit.words("form.edit", noun=self._bench.speech.noun(self._place.kind))
            self._head.say(self._bench.speech.title(found.row, found.titles), what)
        if self.isVisible():
            self.enter()

    def _show(self, values: Mapping[str, Any], titles: Mapping[str, str]) -> None:
        fixed = frozenset(self._place.preset)
        self.groups.show_values(values, titles, fixed=fixed, is_new=self._place.record is None)

    def _throw_away(self) -> None:
        """Forget the draft and show the record as it is."""
        self._draft_line.hide()
        self.meanwhile.forget()
        self._show(self.meanwhile.before, self.meanwhile.titles)
        self.drafts.drop()
        self._say_dirty()

    def _typed(self) -> dict[str, Any]:
        changed = self.changes()
        return _draft(changed, self.meanwhile.bases(changed))

    def _say_dirty(self) -> None:
        words = self._bench.kit.words
        count = len(self.changes()) if self.drafts.is_open else 0
        self._dirty.setText(words("form.changed", n=count) if count else words("form.unchanged"))
        self._save_button.setEnabled(self.drafts.is_open)

    # --- parts

    def _build(self, asked: Asked) -> None:
        kit, words, px = self._bench.kit, self._bench.kit.words, self._bench.kit.look.px
        noun = self._bench.speech.noun(self._place.kind)
        self._head = StepHead(kit, self._trail)
        inside = self._bench.speech.inside(noun)
        title = words("form.new", noun=inside) if self._place.record is None else words("form.edit", noun=noun)
        self._head.say(title, words("form.under"))
        self._dirty = label(kit, "", Face.SMALL, "subtle")
        self._head.layout().addWidget(self._dirty)  # type: ignore[union-attr]  # it has one
        self._save_button = self._head.add(button(kit, words("form.save"), Kind.PRIMARY, "check"))
        self._save_button.clicked.connect(self.save)
        self._draft_line = Banner(kit, "history", Tone.INFO, words("form.draft_restored"), words("form.draft_drop"))
        self._draft_line.acted.connect(self._throw_away)
        self._draft_line.hide()
        closed = _closed(self._bench, self._place)
        self.groups = FieldGroups(
            self._bench, self._place.kind, shown_groups(self._place.kind, self._place.only, closed)
        )
        self.groups.changed.connect(self._say_dirty)
        self.meanwhile = Meanwhile(self._bench, asked, self.groups, self.changes)
        self.meanwhile.caught_up.connect(self._say_dirty)
        if self._place.kind == "worker" and closed.isdisjoint(("nik", "passports")):
            self.filling = fill_worker(self._bench, self.groups)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._head)
        column.addWidget(self._draft_line)
        column.addWidget(self.meanwhile.banner)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(self.groups.nav, 0, Qt.AlignmentFlag.AlignTop)
        if self._place.only:
            self.groups.nav.hide()
        self.area = scrolled(title, self.groups)
        self.groups.area = self.area
        row.addWidget(self.area, 1)
        column.addLayout(row, 1)


def _closed(bench: Bench, place: FormPlace) -> frozenset[str]:
    """Return the fields that the officer may not fill in."""
    return bench.desk.eyes.closed(place.kind, "create" if place.record is None else "edit")


def _draft(typed: dict[str, Any], was: dict[str, Any]) -> dict[str, Any]:
    """Return the body of a draft: what is typed, and over what; nothing typed is no draft."""
    return {"fields": typed, "was": was} if typed else {}


def _nothing() -> None:
    """The form shows the record as it is now: that is all."""
