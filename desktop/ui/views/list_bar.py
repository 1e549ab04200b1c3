"""List bar: the ready cuts of a list, its filter, and the button that adds a record."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.viewmodels.record_list import Wish, cuts_of
from desktop.ui.views.allowed import allow
from desktop.ui.views.bench import Bench
from desktop.ui.views.filter_menu import FilterMenu
from desktop.ui.widgets.buttons import Kind, button, icon_button
from desktop.ui.widgets.filter_chips import Cut, FilterChips


class ListBar(QWidget):
    """What stands above a list; it only tells what the officer asks for."""

    cut_asked = Signal(str)
    filtered = Signal(tuple)  # Conditions
    add_asked = Signal()
    menu_asked = Signal(object)  # QWidget: the menu stands below it

    def __init__(self, bench: Bench, kind: str) -> None:
        super().__init__()
        self._bench = bench
        self._kind = kind
        self._counts: Mapping[str, int] = {}
        self._chosen = cuts_of(kind)[0]
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(bench.kit.look.px(8))
        self.chips = self._make_chips()
        self.filter = FilterMenu(bench, kind)
        self.filter.changed.connect(self.filtered)
        self._row.addWidget(self.chips, 1)
        self._row.addWidget(self.filter, 0, Qt.AlignmentFlag.AlignTop)
        if kind != "case":  # the top bar has the button for cases
            add = button(bench.kit, add_text(bench, kind), Kind.SECONDARY, "plus")
            add.clicked.connect(self.add_asked)
            allow(bench, add, "create", kind)
            self._row.addWidget(add, 0, Qt.AlignmentFlag.AlignTop)
        self.more = icon_button(bench.kit, bench.kit.words("list.menu"), "ellipsis", Kind.SECONDARY)
        self.more.setFixedHeight(self.filter.button.sizeHint().height())
        self.more.clicked.connect(lambda: self.menu_asked.emit(self.more))
        self._row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)

    def show_wish(self, wish: Wish) -> None:
        """Show what the list is asked for; nothing is emitted."""
        self._chosen = wish.cut
        self._choose()
        self.filter.set_conditions(wish.where)

    def count(self, cut: str) -> int | None:
        """Return how many records a cut holds; None while nobody knows."""
        return self._counts.get(cut)

    def show_counts(self, told: Mapping[str, int]) -> None:
        """Show how many records each cut holds; the chip for conflicts takes room only while there are some."""
        had_conflicts = self._has_conflicts()
        self._counts = told
        if had_conflicts != self._has_conflicts():
            old, self.chips = self.chips, self._make_chips()
            self._row.replaceWidget(old, self.chips)
            old.deleteLater()
        self.chips.set_counts({cut: told[cut] for cut in self._cuts() if cut in told})

    def _has_conflicts(self) -> bool:
        return bool(self._counts.get("conflict"))

    def _cuts(self) -> tuple[str, ...]:
        return tuple(cut for cut in cuts_of(self._kind) if cut != "conflict" or self._has_conflicts())

    def _make_chips(self) -> FilterChips:
        cuts = [Cut(key=cut, text=self._name(cut)) for cut in self._cuts()]
        made = FilterChips(self._bench.kit, self._bench.kit.words("list.cuts"), cuts)
        made.chosen.connect(self.cut_asked)
        if self._chosen in self._cuts():
            made.choose(self._chosen)
        return made

    def _choose(self) -> None:
        if self._chosen in self._cuts():
            self.chips.choose(self._chosen)

    def _name(self, cut: str) -> str:
        return self._bench.kit.words(f"list.cut.{cut}")


def add_text(bench: Bench, kind: str) -> str:
    """Return the words of a button that adds a record of *kind*."""
    return bench.kit.words("list.add", noun=bench.speech.inside(bench.speech.noun(kind)))
