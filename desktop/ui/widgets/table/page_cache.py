"""Page cache: the pages of a long list that were looked at last; all others are forgotten."""

from collections import OrderedDict
from typing import Final

from desktop.ui.widgets.table.cells import Row

PAGE_ROWS: Final = 200
KEPT_PAGES: Final = 24


class PageCache:
    """Holds the rows of at most *kept* pages by row number; None stands for a record that is gone."""

    def __init__(self, kept: int = KEPT_PAGES) -> None:
        self._kept = kept
        self._pages: OrderedDict[int, tuple[Row | None, ...]] = OrderedDict()

    def row(self, number: int) -> Row | None:
        """Return the row, or None while its page is not here."""
        page = self._pages.get(number // PAGE_ROWS)
        if page is None:
            return None
        self._pages.move_to_end(number // PAGE_ROWS)
        return page[number % PAGE_ROWS]

    def has(self, page: int) -> bool:
        return page in self._pages

    def put(self, page: int, rows: tuple[Row | None, ...]) -> None:
        """Keep *rows* as *page*, and forget the page that was looked at longest ago."""
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while len(self._pages) > self._kept:
            self._pages.popitem(last=False)

    def pages_with(self, ids: frozenset[str]) -> tuple[int, ...]:
        """Return the pages that show one of *ids*."""
        return tuple(
            number for number, rows in self._pages.items() if any(row is not None and row.id in ids for row in rows)
        )

    def clear(self) -> None:
        self._pages.clear()
