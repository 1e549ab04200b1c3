"""Ref field: another record, found by name or number and then shown as a card with a way to change it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.ui.kit import Kit
from desktop.ui.look import Face
from desktop.ui.widgets.buttons import icon_button
from desktop.ui.widgets.fields.form_field import Caption, FormField
from desktop.ui.widgets.search.hits import Hit
from desktop.ui.widgets.search.search_box import SearchBox
from desktop.ui.widgets.text import ElidedLabel


class RefField(FormField):
    """One record; value() is its id or None. The owner answers *asked* with show_hits."""

    asked = Signal(str)

    def __init__(self, kit: Kit, caption: Caption) -> None:
        super().__init__(kit, caption)
        self._id: str | None = None
        self._stack = QStackedWidget()
        self._search = SearchBox(kit, name=caption.label, placeholder=kit.words("form.ref.placeholder"))
        self._search.asked.connect(self.asked)
        self._search.chosen.connect(self._take)
        self._shown = QWidget()
        row = QHBoxLayout(self._shown)
        row.setContentsMargins(0, 0, 0, 0)
        self._title = ElidedLabel(kit, "", Face.STRONG)
        self._change = icon_button(kit, kit.words("form.ref.change", field=caption.label), "x")
        self._change.clicked.connect(self._clear)
        row.addWidget(self._title, 1)
        row.addWidget(self._change)
        self._stack.addWidget(self._search)
        self._stack.addWidget(self._shown)
        self._stack.setFixedHeight(kit.look.px(38))
        self._place(self._stack, self._search)

    def value(self) -> str | None:
        return self._id

    def set_value(self, value: object) -> None:
        """Show the id; set_record says what it is called."""
        self.set_record(None if value is None else str(value), "" if value is None else str(value))

    def set_record(self, record_id: str | None, title: str) -> None:
        """Show the record by its *title*; nothing is emitted."""
        self._id = record_id
        self._title.set_whole(title)
        self._stack.setCurrentWidget(self._search if record_id is None else self._shown)
        self.setFocusProxy(self._search if record_id is None else self._change)

    def show_hits(self, query: str, hits: Sequence[Hit], *, is_final: bool) -> None:
        self._search.show_hits(query, hits, is_final=is_final)

    def _take(self, hit: Hit) -> None:
        self.set_record(hit.id, hit.title)
        self._change.setFocus()
        self._edited()

    def _clear(self) -> None:
        self.set_record(None, "")
        self._search.setFocus()
        self._edited()
