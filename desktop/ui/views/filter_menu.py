"""Filter menu: conditions on the coded fields of a noun, chosen by name; what is chosen is counted on the button."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from desktop.store.lists import Condition
from desktop.ui.views.bench import Bench
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.text import button_text
from sync.domain.codes import code_list
from sync.domain.records.catalogue import NOUNS
from sync.domain.records.fields import Field, Shape

_COMMON = frozenset({"origin", "share_flag", "mission"})


class FilterMenu(QWidget):
    """A button with a menu for each field; several codes of one field widen, several fields narrow."""

    changed = Signal(tuple)  # Conditions

    def __init__(self, bench: Bench, kind: str) -> None:
        super().__init__()
        self._bench = bench
        self._kind = kind
        self._chosen: dict[str, set[str]] = {}
        self._other: tuple[Condition, ...] = ()  # of a link from another page
        self._menu = QMenu(self)
        self.button: QPushButton = button(bench.kit, bench.kit.words("list.filter"), Kind.SECONDARY, "filter")
        self.button.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)

    def conditions(self) -> tuple[Condition, ...]:
        """Return what is chosen."""
        made = [one for name, codes in self._chosen.items() for one in self._of(name, codes)]
        return (*self._other, *made)

    def set_conditions(self, where: tuple[Condition, ...]) -> None:
        """Show *where* as chosen; nothing is emitted."""
        self._chosen.clear()
        fields = NOUNS[self._kind].by_name
        for one in where:
            if one.field in fields and one.op in ("in", "has"):
                self._chosen.setdefault(one.field, set()).update(one.value if one.op == "in" else (one.value,))
        self._other = tuple(one for one in where if one.field not in self._chosen)
        self._show_count()

    def _of(self, name: str, codes: set[str]) -> list[Condition]:
        if not codes:
            return []
        if NOUNS[self._kind].by_name[name].shape is Shape.CODES:
            return [Condition(field=name, op="has", value=code) for code in sorted(codes)]
        return [Condition(field=name, op="in", value=tuple(sorted(codes)))]

    def _open(self) -> None:
        self._menu.clear()
        for field in NOUNS[self._kind].fields:
            if field.code_list and field.shape in (Shape.CODE, Shape.CODES) and field.name not in _COMMON:
                self._add_field(field)
        self._menu.addSeparator()
        clear = self._menu.addAction(self._bench.kit.words("list.filter.clear"))
        clear.setEnabled(bool(self.conditions()))
        clear.triggered.connect(self._clear)
        self._menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def _add_field(self, field: Field) -> None:
        chosen = self._chosen.get(field.name, set())
        name = self._bench.speech.label(self._kind, field.name)
        shown = self._bench.kit.words("list.filter.with", name=name, n=len(chosen)) if chosen else name
        menu = self._menu.addMenu(button_text(shown))
        menu.aboutToShow.connect(partial(self._fill, menu, field))

    def _fill(self, menu: QMenu, field: Field) -> None:
        if menu.actions():
            return
        for code in code_list(field.code_list or "").codes:
            action = menu.addAction(button_text(code.label(self._bench.speech.lang)))
            action.setCheckable(True)
            action.setChecked(code.code in self._chosen.get(field.name, set()))
            action.toggled.connect(partial(self._toggle, field.name, code.code))

    def _toggle(self, name: str, code: str, on: bool) -> None:  # noqa: FBT001  # a Qt signal
        codes = self._chosen.setdefault(name, set())
        if on:
            codes.add(code)
        else:
            codes.discard(code)
        self._tell()

    def _clear(self) -> None:
        self._chosen.clear()
        self._other = ()
        self._tell()

    def _tell(self) -> None:
        self._show_count()
        self.changed.emit(self.conditions())

    def _show_count(self) -> None:
        words, count = self._bench.kit.words, len(self.conditions())
        text = words("list.filter.some", n=count) if count else words("list.filter")
        self.button.setText(button_text(text))
        self.button.setAccessibleName(text)
