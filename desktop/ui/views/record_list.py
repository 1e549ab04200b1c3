"""Record list: chips and filter above, the table, and the panel of the chosen record beside it."""

from array import array
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.changed import Changed
from desktop.ui.viewmodels.list_layout import fields_of, standard
from desktop.ui.viewmodels.record_list import (
    NumberIds,
    Wish,
    counts,
    cuts_of,
    find,
    first_wish,
    number_of,
)
from desktop.ui.views.allowed import allow
from desktop.ui.views.bench import Bench
from desktop.ui.views.column_choice import ColumnChoice
from desktop.ui.views.export_dialog import Shown
from desktop.ui.views.list_bar import ListBar, add_text
from desktop.ui.views.list_columns import columns
from desktop.ui.views.list_deeds import ListDeeds
from desktop.ui.views.list_source import ListSource
from desktop.ui.views.places import ListPlace
from desktop.ui.views.record_panel import RecordPanel
from desktop.ui.views.trail import Trail
from desktop.ui.widgets.detail_panel import SplitWithDetail
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.table.data_table import DataTable
from desktop.ui.widgets.table.table_card import TableCard
from sync.domain.records.catalogue import NOUNS


class RecordList(QWidget):
    """The records of one noun. It asks for numbers first and for the rows that are looked at later."""

    def __init__(self, bench: Bench, kind: str, trail: Trail) -> None:
        super().__init__()
        self.kind = kind
        self._bench = bench
        self._trail = trail
        self._wish = first_wish(kind)
        self._numbers: array[int] = array("q")
        self.source = ListSource(bench, kind, self)
        self.bar = ListBar(bench, kind)
        self.table = DataTable(
            bench.kit, bench.speech.nouns(kind), columns(kind, bench.speech, standard(kind)), self.source.fetch
        )
        self.card = TableCard(bench.kit, self.table, _empty(bench, kind, is_cut=True))
        self.panel = RecordPanel(bench, kind, trail)
        self.columns = ColumnChoice(bench, kind, self.table, self.source)
        self.deeds = ListDeeds(bench, self, trail, self.shown)
        self._build()
        self._ask_for(self._wish)

    # --- what is asked for

    def reload(self) -> None:
        """Ask for the list again; the rows that are shown stay until it is here."""
        reader = self._bench.reader()
        self._bench.ask(f"list/{self.kind}", partial(find, wish=self._wish, reader=reader), self._show)
        self._bench.ask(f"counts/{self.kind}", partial(counts, kind=self.kind, reader=reader), self._show_counts)

    def refresh(self, changed: Changed) -> None:
        """Show what is other than before; cases also change with what belongs to them."""
        is_case = self.kind == "case"
        if self.kind in changed.kinds or changed.sync or (is_case and changed.kinds):
            self.reload()
            are_unnamed = is_case or not changed.ids
            self.table.rows.refresh(self.source.every() if are_unnamed else self.source.numbers_of(changed.ids))
        self.panel.refresh(changed)

    def pick(self, record: str) -> None:
        """Move to *record* and show it beside the list."""
        find_number = partial(number_of, kind=self.kind, record=record)
        self._bench.ask(f"pick/{self.kind}", find_number, partial(self._pick_number, record))

    def place(self) -> ListPlace:
        """Return where the officer is."""
        chosen = self.source.row(self.table.current_id())
        picked = chosen.id if chosen is not None and self.panel.isVisibleTo(self) else None
        return ListPlace(kind=self.kind, wish=self._wish, picked=picked)

    def return_to(self, place: ListPlace) -> None:
        """Go where *place* says."""
        if place.wish is not None:
            self._ask_for(place.wish)
        if place.picked is not None:
            self.pick(place.picked)

    def shown(self) -> Shown:
        """Return what the list shows, to be given out."""
        return Shown(kind=self.kind, numbers=self._numbers, fields=fields_of(self.kind, self.columns.layout.keys))

    # --- answers

    def _show(self, numbers: "array[int]") -> None:
        if numbers != self._numbers:
            self._numbers = numbers
            self.table.set_ids(NumberIds(numbers))
        if not numbers:
            is_cut = bool(self._wish.where) or self._wish.cut != cuts_of(self.kind)[0]
            empty = _empty(self._bench, self.kind, is_cut=is_cut)
            empty.acted.connect(lambda: self._trail.add(self.kind, {}))
            self.card.replace_empty(empty)
        self.card.show_empty(is_empty=not numbers)
        words, order = self._bench.kit.words, (self._wish.order or "").removeprefix("-")
        is_field = order in NOUNS[self.kind].by_name
        named = self._bench.speech.label(self.kind, order) if is_field else words("list.newest")
        self.card.set_foot(words("list.foot", n=len(numbers), order=named), words("list.foot.here"))

    def _show_counts(self, told: dict[str, int]) -> None:
        self.bar.show_counts(told)
        self._bench.shell.heading_changed()

    def _pick_number(self, record: str, number: int | None) -> None:
        if number is not None:
            self.table.choose(str(number))
            self._open_panel(record)

    # --- what the officer does

    def _ask_for(self, wish: Wish) -> None:
        self._wish = wish
        self.bar.show_wish(wish)
        order = wish.order or ""
        self.table.header.set_sorted(order.removeprefix("-"), is_ascending=not order.startswith("-"))
        self.reload()

    def _picked(self, number: str) -> None:
        if (row := self.source.row(number)) is not None:
            self._open_panel(row.id)

    def _opened(self, number: str) -> None:
        if (row := self.source.row(number)) is not None:
            turn = self._trail.open_record if self.kind == "case" else self._trail.edit
            turn(self.kind, row.id)

    def _open_panel(self, record: str) -> None:
        self.panel.show_record(record)
        self.split.show_panel()

    def _delete(self) -> None:
        if (row := self.source.row(self.table.current_id())) is not None:
            self.panel.ask_delete(row)

    # --- parts

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._bench.kit.look.px(14))
        column.addWidget(self.bar)
        column.addWidget(self.card, 1)
        self.split = SplitWithDetail(self._bench.kit, left, self.panel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)
        self.bar.cut_asked.connect(lambda cut: self._ask_for(replace(self._wish, cut=cut)))
        self.bar.filtered.connect(lambda where: self._ask_for(replace(self._wish, where=where)))
        self.bar.menu_asked.connect(self.deeds.show_menu)
        self.deeds.columns_asked.connect(self.columns.ask)
        self.table.header.customContextMenuRequested.connect(self.deeds.show_header_menu)
        self.bar.add_asked.connect(lambda: self._trail.add(self.kind, {}))
        self.table.sort_asked.connect(
            lambda sort, is_up: self._ask_for(replace(self._wish, order=sort if is_up else f"-{sort}"))
        )
        self.table.picked.connect(self._picked)
        self.table.opened.connect(self._opened)
        self.table.clicked.connect(lambda index: self._picked(self.table.rows.id_at(index.row()) or ""))
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, self._delete, context=Qt.ShortcutContext.WidgetShortcut)


def _empty(bench: Bench, kind: str, *, is_cut: bool) -> EmptyState:
    """Return what an empty list says, and whether there is anything to do about it."""
    words = bench.kit.words
    if is_cut:
        return EmptyState(bench.kit, "search", words("list.nothing_here"), words("list.nothing_here.why"))
    many = bench.speech.inside(bench.speech.nouns(kind))
    title, why = words("list.empty", nouns=many), words("list.empty.why")
    empty = EmptyState(bench.kit, "folder-open", title, why, add_text(bench, kind))
    if empty.act is not None:
        allow(bench, empty.act, "create", kind)
    return empty
