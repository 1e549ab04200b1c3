"""Refs field: several other records, each found by name or number, shown as chips that can be taken away."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.fields.form_field import Caption, FormField
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.search.hits import Hit
from desktop.ui.widgets.search.search_box import SearchBox
from desktop.ui.widgets.text import button_text


class RefsField(FormField):
    """value() is a list of ids. The owner answers *asked* with show_hits."""

    asked = Signal(str)

    def __init__(self, kit: Kit, caption: Caption) -> None:
        super().__init__(kit, caption)
        self._titles: dict[str, str] = {}  # in the order of choosing
        editor = QWidget()
        column = QVBoxLayout(editor)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.px(6))
        self._chips = QWidget()
        self._flow = Flow(kit.look.px(6), self._chips)
        self._search = SearchBox(kit)
        self._search.setMaximumWidth(kit.look.px(2000))
        self._search.setPlaceholderText(kit.words("form.ref.placeholder"))
        self._search.setAccessibleName(caption.label)
        self._search.asked.connect(self.asked)
        self._search.chosen.connect(self._take)
        column.addWidget(self._chips)
        column.addWidget(self._search)
        self._place(editor, self._search)
        self._show()

    def value(self) -> list[str]:
        return list(self._titles)

    def set_value(self, value: object) -> None:
        """Show the ids; set_titles says what they are called."""
        self._titles = {str(one): str(one) for one in value} if isinstance(value, list | tuple) else {}
        self._show()

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Show the records by their titles."""
        self._titles = {one: titles.get(one, said) for one, said in self._titles.items()}
        self._show()

    def show_hits(self, query: str, hits: Sequence[Hit], *, is_final: bool) -> None:
        self._search.show_hits(query, hits, is_final=is_final)

    def _take(self, hit: Hit) -> None:
        self._titles[hit.id] = hit.title
        self._search.clear()
        self._show()
        self._edited()

    def _remove(self, record: str) -> None:
        del self._titles[record]
        self._show()
        self._search.setFocus()
        self._edited()

    def _show(self) -> None:
        self._flow.clear()
        for record, title in self._titles.items():
            self._flow.addWidget(self._chip(record, title))
        self._chips.setVisible(bool(self._titles))

    def _chip(self, record: str, title: str) -> QPushButton:
        chip = QPushButton(button_text(title))
        chip.setProperty("kind", "chosen")
        chip.setFont(self._kit.look.font(Face.SMALL_STRONG))
        chip.setIcon(self._kit.icon("x", "primary_text", 12))
        chip.setIconSize(self._kit.icon_size(12))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands behind the word
        chip.setAutoDefault(False)
        chip.setAccessibleName(self._kit.words("form.remove", item=title))
        chip.clicked.connect(lambda: self._remove(record))
        return chip
