"""List source: where a table gets its rows: from the store, page by page, with the records kept for the panel."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from desktop.store.row import Row
from desktop.store.store import Store
from desktop.ui.viewmodels.list_layout import standard
from desktop.ui.viewmodels.record_list import numbered_rows
from desktop.ui.views.bench import Bench
from desktop.ui.views.record_cells import Asked, rows
from desktop.ui.widgets.table import cells

_MOST_KNOWN: Final = 6000
"""Rows that are kept: some more than the table itself keeps."""

Answer = Callable[[Sequence[cells.Row]], None]
Page = tuple[dict[int, Row], tuple[cells.Row, ...]]


class ListSource(QObject):
    """The rows of one noun, by number as text."""

    def __init__(self, bench: Bench, kind: str, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._kind = kind
        self._known: dict[str, Row] = {}
        self.keys = standard(kind).keys  # of the columns that are shown

    def row(self, number: str | None) -> Row | None:
        """Return the record of a row that was shown."""
        return self._known.get(number or "")

    def numbers_of(self, ids: frozenset[str]) -> frozenset[str]:
        """Return the rows that show one of the records *ids*."""
        return frozenset(number for number, row in self._known.items() if row.id in ids)

    def every(self) -> frozenset[str]:
        """Return all rows that were shown."""
        return frozenset(self._known)

    def fetch(self, ids: Sequence[str], done: Answer) -> None:
        """Ask for the rows of *ids*; the table's own way of asking."""
        numbers = [int(one) for one in ids]
        bench = self._bench
        asked = Asked(kind=self._kind, keys=self.keys, speech=bench.speech, reader=bench.reader())
        query = partial(_page, asked=asked, numbers=numbers)
        bench.ask(f"page/{self._kind}/{numbers[0]}", query, partial(self._take, done))

    def _take(self, done: Answer, page: Page) -> None:
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        self._known |= {str(number): row for number, row in page[0].items()}
        done(page[1])


def _page(store: Store, asked: Asked, numbers: Sequence[int]) -> Page:
    numbered = numbered_rows(store, asked.kind, numbers)
    return numbered, rows(store, asked, numbered)
