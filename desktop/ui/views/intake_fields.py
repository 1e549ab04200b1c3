"""Intake fields: the few fields of a worker and of a case that one page asks for."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout

from desktop.actions.intake import region_of
from desktop.ui.slices import Slices
from desktop.ui.viewmodels.intake import CARE, CASE_FIELDS, PASSPORT, PHONE, SAFE, WORKER_FIELDS
from desktop.ui.viewmodels.typed import Typed
from desktop.ui.views.bench import Bench
from desktop.ui.views.form_fields import WIDE, FieldMaker
from desktop.ui.widgets.fields.code_fields import FlagField
from desktop.ui.widgets.fields.form_field import Caption, FormField
from desktop.ui.widgets.fields.read_fields import PhoneField
from desktop.ui.widgets.fields.text_fields import LineField
from sync.domain.records.catalogue import NOUNS

LAYOUT: Final = (
    ("intake.group.worker", (*WORKER_FIELDS, PASSPORT, PHONE, SAFE)),
    ("intake.group.case", ("category", "channel", "how_known", "priority", "needs", CARE, "risk_flags")),
    ("intake.group.story", ("summary", "narrative")),
)
_OF_WORKER: Final = (*WORKER_FIELDS, PASSPORT, PHONE, SAFE, CARE)


class IntakeFields(QObject):
    """The fields by name; all are optional but a name, or a worker who is known already. Built group by group."""

    edited = Signal()
    built = Signal()

    def __init__(self, bench: Bench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._makers = {kind: FieldMaker(bench, kind) for kind in ("worker", "case")}
        self._by_name: dict[str, FormField] = {}
        self._slices = Slices((), self)

    @property
    def by_name(self) -> Mapping[str, FormField]:
        """All fields by name; those that are still to be built are built now."""
        self._slices.finish()
        return self._by_name

    def build(self, grids: Sequence[tuple[QGridLayout, Sequence[str]]]) -> None:
        """Make the fields and place them, one grid at a time."""
        self._slices = Slices([partial(self._lay_out, grid, names) for grid, names in grids], self)
        self._slices.done.connect(self.built)

    def _make(self, name: str) -> FormField:
        kind = "case" if name in CASE_FIELDS else "worker"
        declared = NOUNS[kind].by_name.get(name)
        made = self._number(name) if declared is None else self._makers[kind].make(declared, is_short=True)
        made.changed.connect(self.edited)
        self._by_name[name] = made
        return made

    def _lay_out(self, grid: QGridLayout, names: Sequence[str]) -> None:
        """Place the fields, two beside each other."""
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        row, column = 0, 0
        for name in names:
            declared = NOUNS["case"].by_name.get(name) or NOUNS["worker"].by_name.get(name)
            is_wide = name == "summary" or (declared is not None and declared.shape in WIDE)
            if is_wide and column:
                row, column = row + 1, 0
            grid.addWidget(self._make(name), row, column, 1, 2 if is_wide else 1, Qt.AlignmentFlag.AlignTop)
            row, column = (row + 1, 0) if is_wide or column else (row, 1)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what was typed before."""
        for name, field in self.by_name.items():
            field.set_value(values.get(name))

    def show_worker(self, *, is_known: bool) -> None:
        """A worker who is known is not described again."""
        for name in _OF_WORKER:
            self.by_name[name].setEnabled(not is_known)

    def is_readable(self) -> bool:
        """Show what cannot be read, and whether all can."""
        wrong = [name for name, field in self.by_name.items() if field.problem()]
        for name in reversed(wrong):
            self.show_error(name, self.by_name[name].problem())
        return not wrong

    def show_error(self, name: str, text: str) -> None:
        """Show *text* beside a field, with the keyboard in it."""
        self.by_name[name].set_error(text)
        self.by_name[name].setFocus()

    def _number(self, name: str) -> FormField:
        """Make a field of what stands inside a list of the record."""
        kit, speech = self._bench.kit, self._bench.speech
        match name:
            case "passport":
                return LineField(kit, Caption(label=kit.words("intake.passport")), longest=60)
            case "phone":
                typed = Typed(speech, region_of(self._bench.mission), self._bench.desk.clock)
                return PhoneField(kit, Caption(label=kit.words("intake.phone")), typed.phones)
            case _:
                return FlagField(kit, Caption(label=speech.label("worker", "contacts.safe_to_call")))
