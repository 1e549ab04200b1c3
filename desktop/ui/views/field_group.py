"""Field groups: the fields of a form under their headings, with a list of the headings to jump to."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.slices import Slices
from desktop.ui.viewmodels.record_form import Group, allowed_codes, is_given
from desktop.ui.views.bench import Bench
from desktop.ui.views.form_fields import WIDE, FieldMaker, options
from desktop.ui.views.refs_field import RefsField
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.fields.choice_box import ChoiceBox
from desktop.ui.widgets.fields.code_fields import CodeField
from desktop.ui.widgets.fields.elements_field import ElementsField
from desktop.ui.widgets.fields.form_field import FormField, Option
from desktop.ui.widgets.fields.ref_field import RefField
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Shape

_WIDTH: Final = 860
_NAV: Final = 236


class FieldGroups(QWidget):
    """Cards of fields, two beside each other; *nav* stands at their side. A long form is built group by group."""

    changed = Signal()
    built = Signal()

    def __init__(self, bench: Bench, kind: str, groups: Sequence[Group]) -> None:
        super().__init__()
        self._bench = bench
        self._kind = kind
        self._maker = FieldMaker(bench, kind)
        self._fields: dict[str, FormField] = {}
        self.area: QScrollArea | None = None
        px = bench.kit.look.px
        self.nav = QWidget()
        self.nav.setFixedWidth(px(_NAV))
        self._nav = QVBoxLayout(self.nav)
        self._nav.setContentsMargins(0, 0, 0, 0)
        self._nav.setSpacing(px(2))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, px(8), px(24))
        self._column.setSpacing(px(14))
        self._cards = QVBoxLayout()
        self._cards.setSpacing(px(14))
        self._column.addLayout(self._cards)
        self._column.addStretch()
        self._slices = Slices([partial(self._add, group) for group in groups], self)
        self._slices.done.connect(self.built)

    @property
    def fields(self) -> Mapping[str, FormField]:
        """All fields by name; those that are still to be built are built now."""
        self._slices.finish()
        return self._fields

    def add_top(self, widget: QWidget) -> None:
        """Put *widget* above the first group."""
        self._column.insertWidget(0, widget)

    def focus_first(self) -> None:
        """Put the keyboard into the first field that can be filled."""
        for field in self._fields.values():
            if field.isEnabled() and field.focusProxy() is not None:
                field.setFocus()
                return

    def show_values(
        self, values: Mapping[str, Any], titles: Mapping[str, str], *, fixed: frozenset[str], is_new: bool
    ) -> None:
        """Show a record. What is *fixed*, and what the desk fills itself, can only be seen."""
        for name, field in self.fields.items():
            declared = NOUNS[self._kind].by_name[name]
            self.show_value(name, values, titles)
            is_fixed = (name in fixed and declared.shape is Shape.REF) or is_given(self._kind, name)
            field.setEnabled(not is_fixed)
            field.setVisible(not (is_new and is_given(self._kind, name)))

    def show_value(self, name: str, values: Mapping[str, Any], titles: Mapping[str, str]) -> None:
        """Show one field of a record, and leave the others as they are."""
        field, declared, value = self.fields[name], NOUNS[self._kind].by_name[name], values.get(name)
        if isinstance(field, CodeField) and (allowed := allowed_codes(declared, value)) is not None:
            shown = [one for one in options(self._bench, declared.code_list or "") if one.code in allowed]
            _offer(field, shown)
        field.set_value(value)
        _name(field, value, titles)
        field.set_unknown(is_unknown=name in (values.get("unknown") or ()))

    def unknown(self, before: Sequence[str]) -> list[str]:
        """Return the fields that somebody marked as not known; those that are not shown stay as *before*."""
        shown = [name for name, field in self.fields.items() if field.is_unknown]
        return sorted({*shown, *(name for name in before if name not in self.fields)})

    def is_readable(self) -> bool:
        """Show beside every field what cannot be read, and whether all can."""
        wrong = [field for field in self.fields.values() if field.problem()]
        for field in wrong:
            field.set_error(field.problem())
        if wrong:
            self.show_field(wrong[0])
        return not wrong

    def show_error(self, path: str, text: str) -> bool:
        """Show *text* beside the field at *path*, ``nik`` or ``passports/<id>/number``; False when there is none."""
        name, _, member = path.partition("/")
        field = self.fields.get(name)
        if field is None:
            return False
        element, _, part = member.partition("/")
        inner = field.part(element, part) if isinstance(field, ElementsField) and part else None
        target = inner or field
        target.set_error(text)
        self.show_field(target)
        return True

    def show_field(self, field: QWidget) -> None:
        """Bring *field* into view with the keyboard in it."""
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        # The error line has just grown: only afterwards is it known where the field stands.
        QTimer.singleShot(0, field, partial(self._scroll_to, field))

    def _scroll_to(self, widget: QWidget) -> None:
        if self.area is not None:
            self.area.ensureWidgetVisible(widget, 0, self._bench.kit.look.px(40))

    def _add(self, group: Group) -> None:
        kit, px = self._bench.kit, self._bench.kit.look.px
        title = kit.words(group.key)
        card = Card(kit, title)
        card.setMaximumWidth(px(_WIDTH))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(14))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        row, column = 0, 0
        for declared in group.fields:
            field = self._maker.make(declared)
            field.changed.connect(self.changed)
            if (caption := field.findChild(QLabel)) is not None:
                caption.setMinimumHeight(px(26))  # as high as a tick, so that neighbours stand in line
            self._fields[declared.name] = field
            is_wide = declared.shape in WIDE
            if is_wide and column:
                row, column = row + 1, 0
            grid.addWidget(field, row, column, 1, 2 if is_wide else 1, Qt.AlignmentFlag.AlignTop)
            row, column = (row + 1, 0) if is_wide or column else (row, 1)
        card.body.addLayout(grid)
        self._cards.addWidget(card)
        jump = button(kit, title, Kind.GHOST)
        jump.setProperty("align", "left")
        jump.clicked.connect(partial(self._jump, group))
        self._nav.addWidget(jump, 0, Qt.AlignmentFlag.AlignLeft)

    def _jump(self, group: Group) -> None:
        first = self.fields[group.fields[0].name]
        first.setFocus()
        if self.area is not None:
            top = first.mapTo(self, first.rect().topLeft()).y()
            self.area.verticalScrollBar().setValue(top - self._bench.kit.look.px(64))


def _offer(field: CodeField, shown: Sequence[Option]) -> None:
    """Let only *shown* be chosen."""
    box = field.focusProxy()
    if isinstance(box, ChoiceBox):
        box.set_options(shown)


def _name(field: FormField, value: Any, titles: Mapping[str, str]) -> None:
    """Show references by what they are called; inside elements as well."""
    if isinstance(field, RefField) and isinstance(value, str):
        field.set_record(value, titles.get(value, value))
    elif isinstance(field, RefsField):
        field.set_titles(titles)
    elif isinstance(field, ElementsField) and isinstance(value, list):
        for element in value:
            for part, said in element.items():
                inner = field.part(element["id"], part)
                if isinstance(inner, RefField) and said:
                    inner.set_record(said, titles.get(said, said))
