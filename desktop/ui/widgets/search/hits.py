"""Hits: what a search found, grouped, and merged without moving what the officer is about to choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.ui.tokens import Tone

_Index = QModelIndex | QPersistentModelIndex
LineRole: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One record that was found; *why* says what matched when the title does not show it."""

    kind: str
    id: str
    group: str  # words of the group, such as "Workers"
    title: str
    under: str = ""
    why: str = ""
    icon: str = "file-text"
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTitle:
    """The line above the hits of one group; cannot be chosen."""

    text: str


Line = Hit | GroupTitle


def grouped(hits: Sequence[Hit]) -> tuple[Line, ...]:
    """Return *hits* under the titles of their groups; groups stand in the order of their first hit."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.group, []).append(hit)
    lines: list[Line] = []
    for title, members in groups.items():
        lines.append(GroupTitle(text=title))
        lines.extend(members)
    return tuple(lines)


def merged(shown: Sequence[Hit], found: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the hits that are shown already, in their order, and after them what else was found."""
    known = {(hit.kind, hit.id) for hit in shown}
    return (*shown, *(hit for hit in found if (hit.kind, hit.id) not in known))


class HitModel(QAbstractListModel):
    """The lines of the list."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: tuple[Hit, ...] = ()
        self._lines: tuple[Line, ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        return self._hits

    def show(self, hits: Sequence[Hit]) -> None:
        """Show *hits* in place of those before."""
        self.beginResetModel()
        self._hits = tuple(hits)
        self._lines = grouped(self._hits)
        self.endResetModel()

    def hit(self, row: int) -> Hit | None:
        line = self._lines[row] if 0 <= row < len(self._lines) else None
        return line if isinstance(line, Hit) else None

    def row_of(self, wanted: Hit) -> int:
        """Return the row of the same record, or -1."""
        for row, line in enumerate(self._lines):
            if isinstance(line, Hit) and (line.kind, line.id) == (wanted.kind, wanted.id):
                return row
        return -1

    def next_hit(self, row: int, by: int) -> int:
        """Return the next row that can be chosen, going round at the ends; -1 when there is none."""
        rows = [number for number, line in enumerate(self._lines) if isinstance(line, Hit)]
        if not rows:
            return -1
        if row not in rows:
            return rows[0] if by > 0 else rows[-1]
        return rows[(rows.index(row) + by) % len(rows)]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LineRole:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.text if isinstance(line, GroupTitle) else _spoken(line)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if self.hit(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


def _spoken(hit: Hit) -> str:
    return ", ".join(part for part in (hit.title, hit.under, hit.why) if part)
