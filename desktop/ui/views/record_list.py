"""Record list: chips and filter above, the table, and the panel of the chosen record beside it."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.changed import Changed
from desktop.store.lists import Condition
from desktop.store.row import Row
from desktop.store.store import Store
from desktop.ui.viewmodels.record_list import (
    Found,
    NumberIds,
    Reader,
    Wish,
    counts,
    cuts_of,
    find,
    first_wish,
    number_of,
    numbered_rows,
)
from desktop.ui.viewmodels.speech import Speech
from desktop.ui.views.bench import Bench, Trail
from desktop.ui.views.filter_menu import FilterMenu
from desktop.ui.views.places import ListPlace
from desktop.ui.views.record_cells import columns, rows
from desktop.ui.views.record_panel import RecordPanel
from desktop.ui.widgets.buttons import Kind, button
from desktop.ui.widgets.detail_panel import SplitWithDetail
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.filter_chips import Cut, FilterChips
from desktop.ui.widgets.table import cells
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
        self._known: dict[str, Row] = {}  # by number
        self._numbers: array[int] = array("q")
        self._to_pick: str | None = None
        self._counts: Mapping[str, int] = {}
        kit = bench.kit
        self._chips_row = QHBoxLayout()
        self.chips = self._make_chips(has_conflicts=False)
        self.filter = FilterMenu(bench, kind)
        self.table = DataTable(kit, bench.speech.nouns(kind), columns(kind, bench.speech), self._fetch)
        self.card = TableCard(kit, self.table, self._empty())
        self.panel = RecordPanel(bench, kind, trail)
        self.split = SplitWithDetail(kit, self._left(), self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.split)
        self._listen()
        self._choose_chip(self._wish.cut)
        self._show_sorted()
        self.reload()

    # --- what is asked for

    def reload(self) -> None:
        """Ask for the list again; the rows that are shown stay until it is here."""
        query = partial(_found, wish=self._wish, reader=self._bench.reader())
        self._bench.ask(f"list/{self.kind}", query, self._show)
        self._bench.ask(
            f"counts/{self.kind}", partial(counts, kind=self.kind, reader=self._bench.reader()), self._show_counts
        )

    def refresh(self, changed: Changed) -> None:
        """Show what is other than before; cases also change with what belongs to them."""
        if self.kind in changed.kinds or changed.sync or (self.kind == "case" and changed.kinds):
            self.reload()
            numbers = frozenset(n for n, row in self._known.items() if self.kind == "case" or row.id in changed.ids)
            self.table.rows.refresh(numbers)
        self.panel.refresh(changed)

    def count(self, cut: str) -> int | None:
        """Return how many records a cut holds; None while nobody knows."""
        return self._counts.get(cut)

    def pick(self, record: str) -> None:
        """Move to *record* and show it beside the list."""
        self._to_pick = record
        self._bench.ask(f"pick/{self.kind}", partial(number_of, kind=self.kind, record=record), self._pick_number)

    def place(self) -> ListPlace:
        """Return where the officer is."""
        chosen = self._known.get(self.table.current_id() or "")
        picked = chosen.id if chosen is not None and self.panel.isVisibleTo(self) else None
        return ListPlace(kind=self.kind, wish=self._wish, picked=picked)

    def return_to(self, place: ListPlace) -> None:
        """Go where *place* says."""
        if place.wish is not None:
            self._wish = place.wish
            self._choose_chip(place.wish.cut)
            self.filter.set_conditions(place.wish.where)
            self._show_sorted()
            self.reload()
        if place.picked is not None:
            self.pick(place.picked)

    def choose_cut(self, cut: str) -> None:
        """Show another cut."""
        self._choose_chip(cut)
        self._ask_for(replace(self._wish, cut=cut))

    # --- answers

    def _show(self, found: Found) -> None:
        ids = NumberIds(found.numbers)
        if found.numbers != self._numbers:
            self._numbers = found.numbers
            self.table.set_ids(ids)
        self._say_empty(is_empty=not len(ids))
        words, speech = self._bench.kit.words, self._bench.speech
        order = (self._wish.order or "").removeprefix("-")
        named = speech.label(self.kind, order) if order in NOUNS[self.kind].by_name else words("list.newest")
        self.card.set_foot(words("list.foot", n=len(ids), order=named), words("list.foot.here"))

    def _fetch(self, ids: Sequence[str], done: Callable[[Sequence[cells.Row]], None]) -> None:
        numbers = [int(one) for one in ids]
        query = partial(_page, kind=self.kind, numbers=numbers, speech=self._bench.speech, reader=self._bench.reader())
        self._bench.ask(f"page/{self.kind}/{numbers[0]}", query, partial(self._take, done))

    def _take(
        self, done: Callable[[Sequence[cells.Row]], None], page: "tuple[dict[int, Row], tuple[cells.Row, ...]]"
    ) -> None:
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        self._known |= {str(number): row for number, row in page[0].items()}
        done(page[1])

    def _show_counts(self, told: dict[str, int]) -> None:
        has_conflicts = bool(told.get("conflict"))
        if has_conflicts != bool(self._counts.get("conflict")):
            self._chips_row.removeWidget(self.chips)
            self.chips.deleteLater()
            self.chips = self._make_chips(has_conflicts=has_conflicts)
            self._chips_row.addWidget(self.chips)
            self._choose_chip(self._wish.cut)
        self._counts = told
        self.chips.set_counts({cut: n for cut, n in told.items() if cut != "conflict" or has_conflicts})
        self._bench.shell.heading_changed()

    def _pick_number(self, number: int | None) -> None:
        if number is not None and self._to_pick is not None:
            self.table.choose(str(number))
            self._open_panel(self._to_pick)
        self._to_pick = None

    # --- what the officer does

    def _ask_for(self, wish: Wish) -> None:
        self._wish = wish
        self.reload()

    def _sort(self, sort: str, ascending: bool) -> None:  # noqa: FBT001  # a Qt signal
        self._ask_for(replace(self._wish, order=sort if ascending else f"-{sort}"))

    def _filter(self, where: tuple[Condition, ...]) -> None:
        self._ask_for(replace(self._wish, where=where))

    def _picked(self, number: str) -> None:
        if (row := self._known.get(number)) is not None:
            self._open_panel(row.id)

    def _opened(self, number: str) -> None:
        if (row := self._known.get(number)) is not None:
            turn = self._trail.open_record if self.kind == "case" else self._trail.edit
            turn(self.kind, row.id)

    def _open_panel(self, record: str) -> None:
        self.panel.show_record(record)
        self.split.show_panel()

    def _delete(self) -> None:
        if (row := self._known.get(self.table.current_id() or "")) is not None:
            self.panel.ask_delete(row)

    def _new(self) -> None:
        self._trail.add(self.kind, {})

    # --- parts

    def _listen(self) -> None:
        self.filter.changed.connect(self._filter)
        self.table.sort_asked.connect(self._sort)
        self.table.picked.connect(self._picked)
        self.table.opened.connect(self._opened)
        self.table.clicked.connect(lambda index: self._picked(self.table.rows.id_at(index.row()) or ""))
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, self._delete, context=Qt.ShortcutContext.WidgetShortcut)

    def _make_chips(self, *, has_conflicts: bool) -> FilterChips:
        """Return the chips; the one for conflicts takes room only while there are some."""
        cuts = [cut for cut in cuts_of(self.kind) if cut != "conflict" or has_conflicts]
        made = FilterChips(
            self._bench.kit,
            self._bench.kit.words("list.cuts"),
            [Cut(key=cut, text=self._cut_name(cut)) for cut in cuts],
        )
        made.chosen.connect(self.choose_cut)
        return made

    def _choose_chip(self, cut: str) -> None:
        if cut != "conflict" or self._counts.get("conflict"):
            self.chips.choose(cut)

    def _left(self) -> QWidget:
        px = self._bench.kit.look.px
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addLayout(self._chips_row, 1)
        self._chips_row.addWidget(self.chips)
        row.addWidget(self.filter, 0, Qt.AlignmentFlag.AlignTop)
        if self.kind != "case":  # the top bar has the button for cases
            add = button(self._bench.kit, self._add_text(), Kind.SECONDARY, "plus")
            add.clicked.connect(self._new)
            row.addWidget(add, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(self.card, 1)
        return left

    def _add_text(self) -> str:
        return self._bench.kit.words("list.add", noun=self._bench.speech.inside(self._bench.speech.noun(self.kind)))

    def _empty(self, *, is_cut: bool = False) -> EmptyState:
        words, speech = self._bench.kit.words, self._bench.speech
        many = speech.inside(speech.nouns(self.kind))
        if is_cut:
            return EmptyState(self._bench.kit, "search", words("list.nothing_here"), words("list.nothing_here.why"))
        empty = EmptyState(
            self._bench.kit, "folder-open", words("list.empty", nouns=many), words("list.empty.why"), self._add_text()
        )
        empty.acted.connect(self._new)
        return empty

    def _say_empty(self, *, is_empty: bool) -> None:
        if is_empty:
            is_cut = bool(self._wish.where) or self._wish.cut != cuts_of(self.kind)[0]
            self.card.replace_empty(self._empty(is_cut=is_cut))
        self.card.show_empty(is_empty=is_empty)

    def _show_sorted(self) -> None:
        order = self._wish.order or ""
        self.table.header.set_sorted(order.removeprefix("-"), is_ascending=not order.startswith("-"))

    def _cut_name(self, cut: str) -> str:
        key = f"list.cut.{cut}.{self.kind}"
        words = self._bench.kit.words
        return words(key) if key in words else words(f"list.cut.{cut}")


_MOST_KNOWN = 6000
"""Rows kept for the panel: some more than the table itself keeps."""


def _found(store: Store, wish: Wish, reader: Reader) -> Found:
    return Found(numbers=find(store, wish, reader))


def _page(
    store: Store, kind: str, numbers: Sequence[int], speech: Speech, reader: Reader
) -> tuple[dict[int, Row], tuple[cells.Row, ...]]:
    numbered = numbered_rows(store, kind, numbers)
    return numbered, rows(store, kind, numbered, speech, reader)
