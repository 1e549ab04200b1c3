"""Intake sheet: the line to look in and the fields of a new case; what is looked for fills what is still empty."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.ui.tokens import Tone
from desktop.ui.viewmodels.filling import from_nik
from desktop.ui.viewmodels.intake import read_query
from desktop.ui.views.bench import Bench
from desktop.ui.views.intake_fields import LAYOUT, IntakeFields
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.fields.form_field import Caption
from desktop.ui.widgets.fields.text_fields import TextField

_WIDTH: Final = 860


class IntakeSheet(QWidget):
    """What is typed; it asks nobody."""

    edited = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._scanned: dict[str, Any] = {}  # the passport of a zone that was pasted
        kit, words, px = bench.kit, bench.kit.words, bench.kit.look.px
        self.fields = IntakeFields(bench, self)
        caption = Caption(label=words("intake.search"), help=words("intake.search.help"))
        self.search = TextField(kit, caption, lines=1)
        self.warning = Banner(kit, "triangle-alert", Tone.WARNING, words("intake.warning"))
        self.warning.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, px(8), px(24))
        column.setSpacing(px(14))
        grids: list[tuple[QGridLayout, tuple[str, ...]]] = []
        for key, names in LAYOUT:
            grid = QGridLayout()
            column.addWidget(self._card(key, grid, with_search=not grids))
            grids.append((grid, names))
        column.addStretch()
        self.fields.build(grids)
        self.search.changed.connect(self._searched)
        if (line := self.search.focusProxy()) is not None:
            line.installEventFilter(self)
        self.fields.edited.connect(self._edited)

    def query(self) -> str:
        """Return what is looked for."""
        return str(self.search.value() or "")

    def values(self) -> dict[str, Any]:
        """Return what the sheet says."""
        said = {name: field.value() for name, field in self.fields.by_name.items()}
        return {**said, "mrz": self._scanned}

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what was typed before."""
        self.fields.show_values(values)
        self._scanned = dict(values.get("mrz") or {})

    def take_query(self) -> None:
        """Put what was looked for into the fields, where they are still empty."""
        if not self.query():
            return
        said = read_query(self.query(), self._today())
        self._scanned = said.pop("mrz", None) or self._scanned
        self._fill(said)
        self._fill_from_nik()

    def _searched(self) -> None:
        if "<<" in self.query():  # a zone is pasted whole, or typed by a reader in one go
            self.take_query()
        self.edited.emit()

    def _edited(self) -> None:
        self._fill_from_nik()
        self.edited.emit()

    def _fill_from_nik(self) -> None:
        self._fill(from_nik(str(self.fields.by_name["nik"].value() or ""), self._today()))

    def _fill(self, said: Mapping[str, Any]) -> None:
        for name, value in said.items():
            field = self.fields.by_name[name]
            if value and not field.value() and field.isEnabled():
                field.set_value(value)

    def _today(self) -> date:
        return self._bench.speech.local(self._bench.desk.clock.now()).date()

    def _card(self, key: str, grid: QGridLayout, *, with_search: bool) -> Card:
        kit, px = self._bench.kit, self._bench.kit.look.px
        card = Card(kit, kit.words(key))
        card.setMaximumWidth(px(_WIDTH))
        if with_search:
            card.body.addWidget(self.search)
            card.body.addWidget(self.warning)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(12))
        card.body.addLayout(grid)
        return card

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search.focusProxy() and event.type() == QEvent.Type.FocusOut:
            self.take_query()
            self.edited.emit()
        return super().eventFilter(watched, event)
