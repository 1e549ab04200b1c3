"""Elements field: a list of small forms (names, passports, contacts), each with its own fields."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.buttons import Kind, button, icon_button
from desktop.ui.widgets.fields.form_field import Caption, FormField
from desktop.ui.widgets.text import label

MakeParts = Callable[[], Mapping[str, FormField]]
"""Makes the fields of one new element, by the name of the part."""


class ElementsField(FormField):
    """value() is a list of dicts; parts that say nothing are left out, and each keeps the id it came with."""

    def __init__(self, kit: Kit, caption: Caption, make_parts: MakeParts, new_id: Callable[[], str]) -> None:
        super().__init__(kit, caption)
        self._make_parts = make_parts
        self._new_id = new_id
        self._elements: list[_Element] = []
        editor = QWidget()
        self._list = QVBoxLayout(editor)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(kit.look.px(8))
        self._add_button = button(kit, kit.words("form.add_row"), Kind.SECONDARY, "plus")
        self._add_button.setAccessibleName(kit.words("form.add_choice", field=caption.label))
        self._add_button.clicked.connect(self._add_by_hand)
        row = QHBoxLayout()
        row.addWidget(self._add_button)
        row.addStretch()
        self._list.addLayout(row)
        self._place(editor, self._add_button)

    def value(self) -> list[dict[str, Any]]:
        return [element.value() for element in self._elements if element.has_content()]

    def set_value(self, value: object) -> None:
        for element in list(self._elements):
            self._take_out(element)
        for fields in value if isinstance(value, list) else ():
            self._add(fields)

    def problem(self) -> str:
        return next((text for element in self._elements if (text := element.problem())), "")

    def part(self, element_id: str, name: str) -> FormField | None:
        """Return the field of one part, to show an error at it."""
        found = next((element for element in self._elements if element.id == element_id), None)
        return None if found is None else found.parts.get(name)

    def _add_by_hand(self) -> None:
        element = self._add({"id": self._new_id()})
        next(iter(element.parts.values())).setFocus()

    def _add(self, fields: Mapping[str, Any]) -> "_Element":
        title = self._kit.words("form.row", field=self._caption.label, n=len(self._elements) + 1)
        element = _Element(self._kit, title, fields, self._make_parts())
        element.remove.clicked.connect(lambda: self._remove(element))
        for part in element.parts.values():
            part.changed.connect(self._edited)
        self._elements.append(element)
        self._list.insertWidget(self._list.count() - 1, element)
        return element

    def _remove(self, element: "_Element") -> None:
        self._take_out(element)
        self._add_button.setFocus()
        self._edited()

    def _take_out(self, element: "_Element") -> None:
        self._elements.remove(element)
        element.hide()
        element.setParent(None)
        element.deleteLater()


class _Element(QFrame):
    """The fields of one element, two beside each other."""

    def __init__(self, kit: Kit, title: str, fields: Mapping[str, Any], parts: Mapping[str, FormField]) -> None:
        super().__init__()
        px = kit.look.px
        self._fields = dict(fields)
        self.id = str(fields["id"])
        self.parts = dict(parts)
        self.setProperty("part", "subform")
        grid = QGridLayout(self)
        grid.setContentsMargins(px(14), px(8), px(10), px(14))
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(10))
        self.remove = icon_button(kit, kit.words("form.remove", item=title), "trash-2")
        head = QHBoxLayout()
        head.addWidget(label(kit, title, Face.SMALL_STRONG, "muted"))
        head.addStretch()
        head.addWidget(self.remove)
        grid.addLayout(head, 0, 0, 1, 2)
        for number, (name, part) in enumerate(self.parts.items()):
            part.set_value(self._fields.get(name))
            grid.addWidget(part, 1 + number // 2, number % 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)

    def value(self) -> dict[str, Any]:
        """Return the parts that say something, and untouched those that this release has no field for."""
        said = {name: part.value() for name, part in self.parts.items()}
        kept = {name: value for name, value in self._fields.items() if name not in said}
        return kept | {name: value for name, value in said.items() if value not in (None, [])}

    def has_content(self) -> bool:
        return bool(self.value().keys() - {"id"})

    def problem(self) -> str:
        return next((text for part in self.parts.values() if (text := part.problem())), "")
