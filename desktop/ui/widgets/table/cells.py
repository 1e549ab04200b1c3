"""Cells: what a row of a table says, as plain values; one kind of cell, one way to be painted and to be read aloud."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.ui.tokens import Tone
from desktop.ui.widgets.drawn.sync_icon import SyncState


class Due(StrEnum):
    """How near a date is."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCell:
    """One or two lines."""

    text: str
    under: str = ""
    is_strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCell:
    """A figure or an amount, written already; stands at the right."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCell:
    """Initials, a name, and a line beneath."""

    name: str
    under: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipCell:
    """A state."""

    text: str
    tone: Tone
    icon: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BarsCell:
    """How urgent: a word with 0 to 3 bars."""

    text: str
    filled: int
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCell:
    """When, and what."""

    text: str
    under: str = ""
    due: Due = Due.LATER


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncCell:
    """Where the newest state is; *text* says it in words."""

    state: SyncState
    text: str


Cell = TextCell | NumberCell | PersonCell | ChipCell | BarsCell | DueCell | SyncCell


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record as a list shows it; as many cells as there are columns."""

    id: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. *width* at 100 % text; 0 takes the room that is left. The highest *leaves* gives way first."""

    key: str
    title: str
    width: int = 0
    sort: str | None = None  # what the list is asked to sort by
    leaves: int = 0  # 0 stays in the narrowest window


Fetch = Callable[[Sequence[str], Callable[[Sequence[Row]], None]], None]
"""Gets ids and a callback for the screen thread; the rows may come in any order and some may be gone."""


def spoken(cell: Cell) -> str:
    """Return the cell as it is read aloud and copied."""
    match cell:
        case PersonCell():
            return _joined(cell.name, cell.under)
        case TextCell() | DueCell():
            return _joined(cell.text, cell.under)
        case NumberCell() | ChipCell() | BarsCell() | SyncCell():
            return cell.text


def _joined(upper: str, under: str) -> str:
    return f"{upper}, {under}" if under else upper
