"""Meanwhile: says in a form what came into its record since it was opened; the officer chooses field by field."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.store.row import Row
from desktop.ui.look import Face
from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.meanwhile import Clash, by_whom, field_name, met, with_theirs
from desktop.ui.viewmodels.record_form import Asked, Opened, opened, said
from desktop.ui.viewmodels.refusals import path_value
from desktop.ui.views.bench import Bench
from desktop.ui.views.field_group import FieldGroups
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import button
from desktop.ui.widgets.text import paragraph
from sync.errors import RuleBroken


class ClashLine(QFrame):
    """Under a field: what it says at the desk now, beside what was typed, and the two ways to go on."""

    theirs_chosen = Signal()
    mine_chosen = Signal()

    def __init__(self, bench: Bench, kind: str, clash: Clash) -> None:
        super().__init__()
        kit, words, px = bench.kit, bench.kit.words, bench.kit.look.px
        self.setProperty("part", "banner-warning")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(px(4))
        theirs = path_value(bench.speech, kind, clash.path, clash.theirs)
        mine = path_value(bench.speech, kind, clash.path, clash.mine)
        column.addWidget(paragraph(kit, words("form.clash.theirs", value=theirs), Face.STRONG, Tone.WARNING.value))
        column.addWidget(paragraph(kit, words("form.clash.mine", value=mine), Face.BODY, "text"))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.take = button(kit, words("form.clash.take"))
        self.take.clicked.connect(self.theirs_chosen)
        self.keep = button(kit, words("form.clash.keep"))
        self.keep.clicked.connect(self.mine_chosen)
        row.addWidget(self.take)
        row.addWidget(self.keep)
        row.addStretch()
        column.addLayout(row)


class Meanwhile(QObject):
    """The record that a form began with, kept up with the store. *banner* stands above the fields of the form.

    What the officer did not touch takes the new value; what clashes stays as typed until somebody chooses.
    """

    caught_up = Signal()

    def __init__(self, bench: Bench, asked: Asked, groups: FieldGroups, typed: Callable[[], dict[str, Any]]) -> None:
        super().__init__(groups)
        self._bench = bench
        self._asked = asked
        self._groups = groups
        self._typed = typed
        self._row: Row | None = None
        self.titles: Mapping[str, str] = {}
        self._bases: dict[str, Any] = {}
        self.before: dict[str, Any] = {}
        self.lines: dict[str, ClashLine] = {}
        self.banner = Banner(bench.kit, "git-merge", Tone.WARNING, "")
        self.banner.hide()

    @property
    def rev(self) -> int:
        """The state of the record that the officer has seen."""
        return 0 if self._row is None else self._row.rev

    def begin(self, found: Opened) -> None:
        """Remember what the form begins with; what was typed on an older state is laid on this one by `meet`."""
        self._row, self.titles = found.row, found.titles
        known = dict(self._asked.preset) if found.row is None else found.row.fields
        self.before = {**known, **found.was}

    def look(self, then: Callable[[], None]) -> None:
        """Read the record again, and go on with *then* when the form shows it."""
        officer, speech = self._bench.desk.officer.user, self._bench.speech
        query = partial(opened, asked=self._asked, officer=officer, speech=speech)
        self._bench.ask(f"meanwhile/{id(self)}", query, partial(self._catch_up, then))

    def meet(self) -> None:
        """Lay what is typed on the record as it is now."""
        if self._row is None:
            return
        groups, before = self._groups, self.before
        held = frozenset(name for name, field in groups.fields.items() if field.problem())
        found = met(self._asked.kind, before, self._typed(), self._row.fields, held)
        self.before = dict(self._row.fields)
        unknown = found.fields.get("unknown") or ()
        for name, field in groups.fields.items():
            is_other = said(field.value()) != said(found.fields.get(name)) or field.is_unknown != (name in unknown)
            if is_other and name not in held:
                groups.show_value(name, found.fields, self.titles)
        for clash in found.clashes:
            self._bases.setdefault(clash.field, before.get(clash.field))
            self._add(clash)
        self._say()
        self.caught_up.emit()

    def bases(self, names: Iterable[str]) -> dict[str, Any]:
        """Return what stood in the fields *names* when they were typed, for the draft; nothing for a new record."""
        return {} if self._row is None else {name: self._bases.get(name, self.before.get(name)) for name in names}

    def stops_saving(self) -> bool:
        """Whether something is undecided; the first of it is brought into view."""
        if not self.lines:
            return False
        path, line = next(iter(self.lines.items()))
        self._groups.show_field(self._groups.fields[field_name(path)])
        line.take.setFocus()
        return True

    def forget(self) -> None:
        """The draft was thrown away: nothing clashes any more."""
        for path in list(self.lines):
            self._drop(path)
        self._bases.clear()
        self.banner.hide()

    def _catch_up(self, then: Callable[[], None], found: Opened) -> None:
        if found.row is None or self._row is None:
            return
        if found.row.deleted is not None:
            self._bench.tell_error(RuleBroken(rule="deleted", kind=found.row.kind))
            return
        if found.row.rev != self._row.rev:
            self._row, self.titles = found.row, found.titles
            self.meet()
        then()

    def _add(self, clash: Clash) -> None:
        if clash.path in self.lines:
            self._drop(clash.path)
        line = ClashLine(self._bench, self._asked.kind, clash)
        line.theirs_chosen.connect(partial(self._choose, clash, is_theirs=True))
        line.mine_chosen.connect(partial(self._choose, clash, is_theirs=False))
        self.lines[clash.path] = line
        self._groups.fields[clash.field].add_beneath(line)

    def _choose(self, clash: Clash, *, is_theirs: bool) -> None:
        self._drop(clash.path)
        if not any(field_name(path) == clash.field for path in self.lines):
            self._bases.pop(clash.field, None)
        if is_theirs:
            shown = with_theirs(self._asked.kind, {**self.before, **self._typed()}, clash)
            self._groups.show_value(clash.field, shown, self.titles)
        self._groups.fields[clash.field].setFocus()
        self._say()
        self.caught_up.emit()

    def _drop(self, path: str) -> None:
        line = self.lines.pop(path)
        line.hide()
        line.setParent(None)
        line.deleteLater()

    def _say(self) -> None:
        if self._row is None:
            return
        words, count = self._bench.kit.words, len(self.lines)
        key = "form.meanwhile.one" if count == 1 else "form.meanwhile.clash" if count else "form.meanwhile"
        self.banner.set_text(words(key, n=count, **by_whom(self._bench.speech, self._row)))
        self.banner.show()
